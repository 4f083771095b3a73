"""One import: how far it has come, what the dry run says, what it came to; and its next step."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.imports import actions
from portal.imports.models import Import, ImportState
from portal.imports.queries import faults, import_by_id, locked_import
from portal.imports.spool import rows_path
from portal.jobs.models import Job
from portal.jobs.queries import jobs_ahead
from portal.legal_bases.queries import catalogue
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.imports.addresses import ONE_IMPORT
from portal.web.staff.imports.words import LABELS

SHOWN = 20
"""Rows that did not go in which the page shows; the file has them all."""

bp = belongs_to(Blueprint("import", __name__, url_prefix=ONE_IMPORT), "imports")


@bp.get("")
def show(import_id: int) -> ResponseReturnValue:
    """Show how far the import has come."""
    job = import_by_id(import_id)
    work = db.session.get(Job, job.job_id) if job.job_id else None
    return render_template(
        "staff/imports/one.html",
        job=job,
        work=work,
        ahead=jobs_ahead(work) if work else 0,
        refused=list(faults(import_id, "refused", most=SHOWN)),
        kept_no=list(faults(import_id, "kept_no", most=SHOWN)),
        purposes={purpose.key: purpose.name(g.language) for purpose in catalogue().all_purposes},
        can_go_on=job.state == "stopped" and not job.undone_by and rows_path(import_id).exists(),
        can_be_undone=actions.can_be_undone(job, at=clock.now()),
        labels=LABELS,
    )


@bp.post("/start")
def start(import_id: int) -> ResponseReturnValue:
    """Start the import as the dry run showed it; a second press starts nothing."""
    job = locked_import(import_id)
    if job.state == "open" and job.rehearsal is None:
        flash(_("Check the file first."), "error")
        return _back(import_id)
    return _stepped(job, "open", lambda: actions.start_import(job, by=current_actor(), at=clock.now()))


@bp.post("/go-on")
def go_on(import_id: int) -> ResponseReturnValue:
    """Go on with a stopped import where it was."""
    job = locked_import(import_id)
    return _stepped(job, "stopped", lambda: actions.go_on(job, by=current_actor(), at=clock.now()))


@bp.post("/end-here")
def end_here(import_id: int) -> ResponseReturnValue:
    """Be done with what went in of a stopped import."""
    job = locked_import(import_id)
    return _stepped(job, "stopped", lambda: actions.end_here(job, by=current_actor(), at=clock.now()))


@bp.post("/abandon")
def abandon(import_id: int) -> ResponseReturnValue:
    """Leave an import that has not begun."""
    job = locked_import(import_id)
    return _stepped(job, "open", lambda: actions.abandon(job))


def _stepped(job: Import, state: ImportState, step: Callable[[], object]) -> ResponseReturnValue:
    """Take a step from a state, unless somebody was faster, and show the import."""
    import_id = job.id
    if job.state == state and not (state == "stopped" and job.undone_by):
        step()
        db.session.commit()
    else:
        flash(_("The import is further than your page showed. This is how far it has come."), "warning")
    return _back(import_id)


def _back(import_id: int) -> ResponseReturnValue:
    return redirect(url_for("staff.import.show", import_id=import_id), 303)
