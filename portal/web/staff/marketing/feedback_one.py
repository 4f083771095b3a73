"""One file of bounces and complaints: how far it has come, what it came to, and the rows that could not be taken."""

import csv
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Final

from flask import Blueprint, g, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.exports.csv_cells import harmless
from portal.extensions import db
from portal.feedback.models import FeedbackFile
from portal.feedback.queries import every_fault, file_by_id, some_faults
from portal.jobs.models import Job
from portal.jobs.queries import jobs_ahead
from portal.web.staff.gate import belongs_to
from portal.web.staff.imports.faults import DELIMITERS
from portal.web.staff.marketing.words import LABELS, fault_label

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
    file = TemporaryFile("w+b")  # noqa: SIM115 - the answer closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    _write(text, kept)
    text.flush()
    text.detach()
    file.seek(0)
    name = _("refused-rows-%(number)s.csv", number=file_id)
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name)


def _write(text: TextIOWrapper, kept: FeedbackFile) -> None:
    writer = csv.writer(text, delimiter=DELIMITERS.get(g.language, ","))
    header, file_id = list(kept.header), kept.id
    writer.writerow(harmless([*header, _("Row"), _("Reason")]))
    for fault in every_fault(file_id):
        cells = [*fault.cells[: len(header)], *[""] * (len(header) - len(fault.cells))]
        writer.writerow(harmless([*cells, str(fault.row), fault_label(fault.reason), *fault.cells[len(header) :]]))
