"""The long jobs of an import: reading its file, the dry run, and the import itself."""

from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from portal.clock import seconds
from portal.database import transactions
from portal.dates import local
from portal.extensions import db
from portal.imports.applying import Applying
from portal.imports.models import Import, ImportState
from portal.imports.queries import locked_import
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import Reading, Table
from portal.imports.rehearsing import Rehearsal, rehearse
from portal.imports.spool import forget_files, rows_of, rows_path, upload_path
from portal.imports.terms import terms_of
from portal.jobs.kinds import CannotGoOn, Step, Steps, Work
from portal.jobs.models import Job
from portal.legal_bases.queries import catalogue
from portal.settings.queries import current_organisation

SAMPLES: Final = 3
"""Values that are shown of each column."""
MOST_TOLD: Final = 20
"""Faulty rows that the page of a dry run shows."""
BETWEEN_STEPS: Final = 0.5
"""Seconds."""
NOT_SO = _l("The import is no longer where this job left it. Look at its page.")


def read_file(work: Work) -> Steps:
    """Have the uploaded file read, and keep its header and a few values."""
    import_id = int(work.facts["import"])
    name = import_in("reading", import_id).file_name
    try:
        with Reading(upload_path(import_id), rows_path(import_id), name=name) as reading:
            while not reading.is_done(BETWEEN_STEPS):
                yield Step(0)
            table = reading.table()
    except Unreadable as fault:
        raise CannotGoOn(fault.sentence) from fault
    keep_table(import_id, table)
    return {"rows": table.count}


def keep_table(import_id: int, table: Table) -> None:
    """Keep what the file turned out to hold."""
    samples = [cells for (_, cells), _ in zip(table.rows(), range(SAMPLES), strict=False)]
    job = db.session.get_one(Import, import_id)
    job.state, job.header, job.total = "open", list(table.header), table.count
    job.samples = [[cell[:200] for cell in cells[: len(table.header)]] for cells in samples]
    upload_path(import_id).unlink(missing_ok=True)


def check(work: Work) -> Steps:
    """Tell what the import would do, and keep it."""
    import_id = int(work.facts["import"])
    job = import_in("open", import_id)
    with transactions("read"):
        terms = terms_of(job.settings, catalogue(), today=local(work.now(), current_organisation().time_zone).date())
        db.session.rollback()
    rehearsal, told = Rehearsal(MOST_TOLD), seconds()
    try:
        for rows in rehearse(rows_of(job), terms, rehearsal):
            if seconds() - told > BETWEEN_STEPS:
                yield Step(rows, job.total)
                told = seconds()
    except Unreadable as fault:
        raise CannotGoOn(fault.sentence) from fault
    kept = locked_import(import_id)
    if kept.state == "open" and kept.settings == job.settings:  # else somebody set something else meanwhile
        kept.rehearsal = rehearsal.kept()
    return {"rows": rehearsal.counts.rows}


def apply(work: Work) -> Steps:
    """Import the rows; letters to newcomers go when everything is in."""
    job = import_in("applying", int(work.facts["import"]), or_else="done")
    if job.state == "done":  # the worker was killed between the last step and the end
        forget_files(job.id)
        return {"rows": job.rows}
    applying = Applying(work, job, rows_of(job))
    try:
        if "letter" not in work.facts:
            yield from applying.rows()
        yield from applying.letters()
    except Unreadable as fault:
        raise CannotGoOn(fault.sentence) from fault
    done = db.session.get_one(Import, job.id, populate_existing=True)
    done.state, done.finished_at, rows = "done", work.now(), done.rows
    yield Step(job.total, job.total)
    forget_files(job.id)
    return {"rows": rows}


def broken_off(job: Job, at: datetime) -> None:
    """Keep that a job of an import failed or was cancelled.

    What went in stays and can be undone; letters to the newcomers stay held until then, or until somebody sends them.
    """
    found = db.session.get(Import, int(job.facts["import"]), populate_existing=True)
    if found is None:
        return
    if found.state == "reading":
        found.state = "unreadable"
        forget_files(found.id)
    elif found.state == "applying":
        found.state, found.finished_at = "stopped", at
    elif found.state == "undoing":
        found.state = "stopped"


def import_in(state: ImportState, import_id: int, *, or_else: ImportState | None = None) -> Import:
    """Return the import, detached, which must be in that state, or else in the other.

    :raises portal.jobs.kinds.CannotGoOn: it is in another
    """
    with transactions("read"):
        job = db.session.get(Import, import_id, populate_existing=True)
        if job is not None:
            db.session.expunge(job)
        db.session.rollback()
    if job is None or job.state not in {state, or_else}:
        raise CannotGoOn(NOT_SO)
    return job
