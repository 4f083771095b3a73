"""One file of bounces and complaints: how far it has come, what it came to, and the rows that could not be taken."""

from typing import Final

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal.extensions import db
from portal.feedback.queries import every_fault, file_by_id, some_faults
from portal.jobs.models import Job
from portal.jobs.queries import jobs_ahead
from portal.web.staff.gate import belongs_to
from portal.web.staff.marketing.words import LABELS, fault_label
from portal.web.staff.refused_rows import RefusedRow, refused_rows_file

SHOWN: Final = 20
"""Rows that could not be taken which the page shows; the file has them all."""
ONE_FILE: Final = "/marketing/feedback/<int(max=9223372036854775807):file_id>"

bp = belongs_to(Blueprint("feedback_one", __name__, url_prefix=ONE_FILE), "marketing")


@bp.get("")
def show(file_id: int) -> ResponseReturnValue:
    """Show how far the file has come."""
    file = file_by_id(file_id)
    job = db.session.get(Job, file.job_id) if file.job_id else None
    return render_template(
        "staff/marketing/feedback_one.html",
        file=file,
        job=job,
        ahead=jobs_ahead(job) if job else 0,
        faults=some_faults(file_id, most=SHOWN),
        labels=LABELS,
        language=g.language,
    )


@bp.get("/faults.csv")
def download(file_id: int) -> ResponseReturnValue:
    """Give the rows that could not be taken as they came, with the number and the reason after each."""
    kept = file_by_id(file_id)
    refused = every_fault(kept.id)
    return refused_rows_file(
        kept.id, kept.header, (RefusedRow(fault.row, fault_label(fault.reason), fault.cells) for fault in refused)
    )
