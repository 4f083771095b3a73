"""Places where somebody is named outside their own rows: files brought in, searches, and what strangers wrote."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Executable, delete, select, update

from portal.access_requests.models import AccessRequest, RequestEvent
from portal.asking.models import ConsentRound
from portal.bulk.models import BulkChange
from portal.erasure.rules import Names
from portal.extensions import db
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.imports.actions import abandon
from portal.imports.models import Import, ImportFault
from portal.imports.reading.faults import Unreadable
from portal.imports.spool import forget_files, rows_of, rows_path
from portal.jobs.models import Job
from portal.mail.models import Letter

BATCH: Final = 1000
GONE: Final = "•••"
"""Stands where a name was."""


def forget_elsewhere(names: Names, emails: Sequence[str]) -> None:
    """Forget the people wherever somebody else's row or file names them.

    :param emails: their addresses as they are spelled
    """
    _forget_faults(names)
    _forget_imports(names)
    _forget_reports(names)
    _forget_searches(names)
    _forget_strangers(emails)


def _forget_faults(names: Names) -> None:
    """Empty the refused rows that name one of them; that there was a row stays."""
    imported = select(ImportFault.id, ImportFault.cells).where(ImportFault.kind == "refused")
    reported = select(FeedbackFault.id, FeedbackFault.cells)
    for model, refused in ((ImportFault, imported), (FeedbackFault, reported)):
        last, count = 0, BATCH
        while count == BATCH:
            rows = db.session.execute(refused.where(model.id > last).order_by(model.id).limit(BATCH)).all()
            naming = [row.id for row in rows if names.in_row(row.cells)]
            if naming:
                _run(update(model).where(model.id.in_(naming)).values(cells=[]))
            last, count = (rows[-1].id if rows else last), len(rows)


def _forget_imports(names: Names) -> None:
    """Forget what is shown of a file that names one of them, and the file itself where nobody has begun with it."""
    for job in db.session.scalars(select(Import).order_by(Import.id)):
        if any(names.in_row([cell]) for cells in job.samples for cell in cells) or any(
            names.in_row(row) for row in zip(*job.samples, strict=False)
        ):
            job.samples = []
        _forget_file_name(job, names)
        if job.state in {"open", "stopped"} and rows_path(job.id).exists() and _file_names(job, names):
            if job.state == "open":
                abandon(job)
            else:
                forget_files(job.id)
    db.session.flush()


def _file_names(job: Import, names: Names) -> bool:
    try:
        return any(names.in_row(cells) for _, cells in rows_of(job).rows())
    except Unreadable:
        return False


def _forget_reports(names: Names) -> None:
    """Forget the names of files of bounces and complaints; their rows go as soon as they are taken."""
    for file in db.session.scalars(select(FeedbackFile).order_by(FeedbackFile.id)):
        _forget_file_name(file, names)
    db.session.flush()


def _forget_file_name(file: Import | FeedbackFile, names: Names) -> None:
    if names.in_text(file.file_name):
        _run(update(Job).where(Job.subject == file.file_name).values(subject=GONE))
        file.file_name = GONE


def _forget_searches(names: Names) -> None:
    """Forget the words by which one of them was searched for; whom the search found is fixed by then."""
    changes = select(BulkChange).where(BulkChange.state != "counting").order_by(BulkChange.id)
    for change in db.session.scalars(changes):
        change.asked = _without_names(change.asked, names)
    rounds = select(ConsentRound).where(ConsentRound.state != "counting").order_by(ConsentRound.id)
    for made in db.session.scalars(rounds):
        made.searched = _without_names(made.searched, names)
    db.session.flush()


def _without_names(searched: dict[str, Any], names: Names) -> dict[str, Any]:
    words = str(searched.get("q") or "")
    return {**searched, "q": GONE} if words and names.in_text(words) else searched


def _forget_strangers(emails: Sequence[str]) -> None:
    """Empty closed requests that came from their addresses before anybody knew whose they were, and the letters there.

    While such a request is open, it is needed for the answer.
    """
    theirs = AccessRequest.person_id.is_(None), AccessRequest.email.in_(emails)
    rows = db.session.execute(
        select(AccessRequest.id, AccessRequest.email, AccessRequest.closed_at).where(*theirs)
    ).all()
    waiting = {row.email for row in rows if row.closed_at is None}
    closed = [row.id for row in rows if row.closed_at is not None]
    if closed:
        nothing = {"words": "", "name": "", "email": "", "address": ""}
        _run(update(AccessRequest).where(AccessRequest.id.in_(closed)).values(nothing))
        _run(update(RequestEvent).where(RequestEvent.request_id.in_(closed)).values(text=""))
    done = [email for email in emails if email not in waiting]
    letters = Letter.person_id.is_(None), Letter.recipient.in_(done), Letter.kind.startswith("request_")
    _run(delete(Letter).where(*letters, Letter.kind != "request_due"))


def _run(statement: Executable) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
