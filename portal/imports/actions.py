"""Begin an import, set what holds for it, start it, and leave it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.extensions import db
from portal.imports.models import Import, ImportChange, ImportFault
from portal.imports.reading.table import Table
from portal.imports.spool import forget_files, forget_leftovers, rows_path
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.jobs.queries import job_by_id
from portal.ledger.rules import Actor

UNDO_KEPT = timedelta(days=90)
"""How long what an undo needs is kept, and with it the rows that did not go in."""
LONGEST_NAME = 255
"""Characters of a file's name."""


FILES_KEPT = timedelta(days=1)
"""How long the file of an import that nobody goes on with is kept."""
PREPARED = ("reading", "unreadable", "open")


class CannotUndo(Exception):
    """The import is under way, was undone already, or is too old."""


def begin_import(file_name: str, *, by: Actor, at: datetime) -> Import:
    """Add an import whose file is still to be read."""
    printable = "".join(letter for letter in file_name if letter.isprintable())
    job = Import(file_name=printable[-LONGEST_NAME:] or "?", at=at, by=str(by), state="reading")
    db.session.add(job)
    db.session.flush()
    return job


def ask_for(kind: str, job: Import, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None) -> Job:
    """Ask for a long job of the import."""
    asked = add_job(
        kind,
        owner=by,
        facts={"import": job.id, **(facts or {})},
        subject=job.file_name,
        page=f"/staff/imports/{job.id}",
        total=job.total or None,
        at=at,
    )
    job.job_id = asked.id
    return asked


def settle(job: Import, settings: Mapping[str, Any]) -> None:
    """Keep what holds for the columns and rows; a dry run with other settings no longer counts."""
    if job.settings != settings:
        job.settings, job.rehearsal = dict(settings), None


def start_import(job: Import, *, by: Actor, at: datetime) -> Job:
    """Start the import, which must be open and settled."""
    job.state = "applying"
    return ask_for("import", job, by=by, at=at)


def go_on(job: Import, *, by: Actor, at: datetime) -> Job:
    """Go on with a stopped import from where it was."""
    before = job_by_id(job.job_id or 0)
    job.state = "applying"
    asked = ask_for("import", job, by=by, at=at, facts=before.facts)
    asked.done = before.done
    return asked


def end_here(job: Import, *, by: Actor, at: datetime) -> Job:
    """Let a stopped import be done with what went in; its letters go, and the rest of its rows are forgotten."""
    job.state = "applying"
    return ask_for("import", job, by=by, at=at, facts={"letter": 0})


def abandon(job: Import) -> None:
    """Leave an import that has not begun, and forget its file."""
    job.state, job.samples = "abandoned", []
    forget_files(job.id)


def forget_old(*, at: datetime) -> None:
    """Leave imports that were prepared long ago and never begun, and forget what undoing old ones would need.

    Files that nobody has touched for as long are deleted, but for those of imports that are under way.
    """
    for job in db.session.scalars(select(Import).where(Import.state.in_(PREPARED), Import.at < at - FILES_KEPT)):
        abandon(job)
    old = select(Import.id).where(Import.at < at - UNDO_KEPT)
    for model in (ImportChange, ImportFault):
        db.session.execute(delete(model).where(model.import_id.in_(old)))
    under_way = set(db.session.scalars(select(Import.id).where(Import.state == "applying")))
    forget_leftovers(before=at - FILES_KEPT, keep=under_way)


def import_table(table: Table, settings: Mapping[str, Any], *, file_name: str, by: Actor, at: datetime) -> Job:
    """Start the import of a table that was just read, whose file of rows it takes over."""
    job = begin_import(file_name, by=by, at=at)
    job.header, job.total = list(table.header), table.count
    settle(job, settings)
    table.path.rename(rows_path(job.id))
    return start_import(job, by=by, at=at)


def undo_import(job: Import, *, by: Actor, at: datetime) -> Job:
    """Start to take the whole import back; it must be done or stopped, and locked.

    :raises CannotUndo: it is in no state to be, or too old
    """
    if not can_be_undone(job, at=at):
        raise CannotUndo(job.id)
    job.state, job.undone_by = "undoing", str(by)
    return ask_for("import_undo", job, by=by, at=at)


def can_be_undone(job: Import, *, at: datetime) -> bool:
    """Tell whether the import is over and what an undo needs is still kept."""
    return job.state in {"done", "stopped"} and at - job.at < UNDO_KEPT
