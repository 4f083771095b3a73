"""Find files of bounces and complaints."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from portal.extensions import db
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.people.queries import LARGEST_ID

BATCH = 1000


class NoSuchFile(LookupError):
    """No file of bounces and complaints has that id."""


def file_by_id(file_id: int) -> FeedbackFile:
    """Return the file.

    :raises NoSuchFile: there is none of that id
    """
    file = db.session.get(FeedbackFile, file_id, populate_existing=True) if file_id <= LARGEST_ID else None
    if file is None:
        raise NoSuchFile(file_id)
    return file


def latest_files(most: int = 50) -> Sequence[FeedbackFile]:
    """Return the files that came last, latest first."""
    return db.session.scalars(select(FeedbackFile).order_by(FeedbackFile.id.desc()).limit(most)).all()


def some_faults(file_id: int, *, after: int = 0, most: int) -> Sequence[FeedbackFault]:
    """Return at most so many rows of the file that could not be taken, in the order of the file."""
    faults = select(FeedbackFault).where(FeedbackFault.file_id == file_id, FeedbackFault.id > after)
    return db.session.scalars(faults.order_by(FeedbackFault.id).limit(most)).all()


def every_fault(file_id: int) -> Iterator[FeedbackFault]:
    """Yield every row of the file that could not be taken, a batch in memory at a time."""
    last = 0
    while some := some_faults(file_id, after=last, most=BATCH):
        last = some[-1].id
        yield from some
        db.session.expunge_all()
