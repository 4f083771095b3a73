"""Take in a file of bounces and complaints, and forget old ones."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select

from portal.extensions import db
from portal.feedback.columns import guessed_columns
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.imports.reading.table import Table
from portal.imports.spool import folder
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.ledger.rules import Actor

FAULTS_KEPT: Final = timedelta(days=90)
"""How long rows that could not be taken are kept."""
LONGEST_NAME: Final = 255


def upload_path(file_id: int) -> Path:
    """Return where the uploaded file is, while it is still to be read."""
    return folder() / f"feedback-{file_id}.upload"


def rows_path(file_id: int) -> Path:
    """Return where the rows of the file are."""
    return folder() / f"feedback-{file_id}.rows"


def add_file(name: str, kind: str, *, by: Actor, at: datetime) -> FeedbackFile:
    """Add a file whose rows are still to be read, and ask a worker to take them.

    :param kind: what every row is; empty where a column says it
    """
    printable = "".join(letter for letter in name if letter.isprintable())
    file = FeedbackFile(file_name=printable[-LONGEST_NAME:] or "?", at=at, by=str(by), kind=kind, state="reading")
    db.session.add(file)
    db.session.flush()
    job = add_job(
        "feedback",
        owner=by,
        facts={"file": file.id},
        subject=file.file_name,
        page=f"/staff/marketing/feedback/{file.id}",
        at=at,
    )
    file.job_id = job.id
    return file


def keep_table(file: FeedbackFile, table: Table) -> None:
    """Keep what the file turned out to hold.

    :raises portal.feedback.columns.NoColumn: there are no addresses, or nothing says what the rows are
    """
    file.columns = guessed_columns(table.header, file.kind)
    file.header, file.total, file.state = list(table.header), table.count, "taking"


def broken_off(job: Job, at: datetime) -> None:
    """Keep that the job failed or was cancelled; what was taken stays taken."""
    file = db.session.get(FeedbackFile, int(job.facts["file"]), populate_existing=True)
    if file is not None:
        file.state, file.finished_at = "failed", at
        forget_rows(file.id)


def forget_rows(file_id: int) -> None:
    """Delete what is kept of the file itself."""
    for path in (upload_path(file_id), rows_path(file_id)):
        path.unlink(missing_ok=True)


def forget_old_faults(*, at: datetime) -> None:
    """Forget the rows of old files that could not be taken."""
    old = select(FeedbackFile.id).where(FeedbackFile.at < at - FAULTS_KEPT)
    db.session.execute(delete(FeedbackFault).where(FeedbackFault.file_id.in_(old)))
