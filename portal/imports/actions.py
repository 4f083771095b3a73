"""Begin an import, set what holds for it, start it, and leave it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.extensions import db
from portal.imports.models import Import
from portal.imports.reading.table import Table
from portal.imports.spool import rows_path
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.ledger.rules import Actor

LONGEST_NAME = 255
"""Characters of a file's name."""


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


def import_table(table: Table, settings: Mapping[str, Any], *, file_name: str, by: Actor, at: datetime) -> Job:
    """Start the import of a table that was just read, whose file of rows it takes over."""
    job = begin_import(file_name, by=by, at=at)
    job.header, job.total = list(table.header), table.count
    settle(job, settings)
    table.path.rename(rows_path(job.id))
    return start_import(job, by=by, at=at)
