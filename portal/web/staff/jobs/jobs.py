"""Long jobs: which there are, and how far each has come."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.jobs.actions import cancel_job
from portal.jobs.queries import job_by_id, jobs_ahead, latest_jobs
from portal.web.staff.gate import belongs_to
from portal.web.staff.jobs.words import LABELS

bp = belongs_to(Blueprint("jobs", __name__, url_prefix="/jobs"), "imports", label=_l("Jobs"), start="staff.jobs.show")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the latest jobs."""
    return render_template("staff/jobs/index.html", jobs=latest_jobs(), labels=LABELS)


@bp.get("/<int(max=9223372036854775807):job_id>")
def one(job_id: int) -> ResponseReturnValue:
    """Show how far the job has come, or what became of it."""
    job = job_by_id(job_id)
    return render_template("staff/jobs/job.html", job=job, ahead=jobs_ahead(job), labels=LABELS)


@bp.post("/<int(max=9223372036854775807):job_id>/cancel")
def cancel(job_id: int) -> ResponseReturnValue:
    """Cancel the job; what it has done already stays."""
    was_unfinished = cancel_job(job_id, at=clock.now())
    db.session.commit()
    flash(_("The job is cancelled.") if was_unfinished else _("The job had ended already."))
    return redirect(url_for(".one", job_id=job_id), 303)
