"""What was added to an answer, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from portal.access_answers.models import (
    AnswerDelivery,
    AnswerDownload,
    AnswerFile,
    AnswerMask,
    AnswerPart,
    AnswerRow,
)
from portal.access_requests.models import AccessRequest
from portal.exports.additions import Additions, File, Mask, Row
from portal.extensions import db
from portal.people.queries import LARGEST_ID


class NoSuchFile(LookupError):
    """The answer has no such file, or no longer."""


def parts_of(request_id: int) -> Sequence[AnswerPart]:
    """Return what staff said about parts of the answer, in the order in which they said it."""
    found = select(AnswerPart).where(AnswerPart.request_id == request_id).order_by(AnswerPart.id)
    return db.session.scalars(found).all()


def rows_of(request_id: int) -> Sequence[AnswerRow]:
    """Return the items from other systems, in the order in which they were added."""
    found = select(AnswerRow).where(AnswerRow.request_id == request_id).order_by(AnswerRow.id)
    return db.session.scalars(found).all()


def masks_of(request_id: int) -> Sequence[AnswerMask]:
    """Return what is hidden, in the order in which it was added."""
    found = select(AnswerMask).where(AnswerMask.request_id == request_id).order_by(AnswerMask.id)
    return db.session.scalars(found).all()


def files_of(request_id: int) -> Sequence[AnswerFile]:
    """Return the files of the answer without their data: those that the portal made first."""
    found = select(AnswerFile).where(AnswerFile.request_id == request_id)
    return db.session.scalars(found.order_by(AnswerFile.made.desc(), AnswerFile.id)).all()


def file_with_data(request_id: int, file_id: int) -> AnswerFile:
    """Return a file of the answer with its data.

    :raises NoSuchFile: there is none of that id, or its data was deleted
    """
    statement = select(AnswerFile).where(AnswerFile.id == min(file_id, LARGEST_ID), AnswerFile.request_id == request_id)
    found = db.session.scalars(statement.options(undefer(AnswerFile.data))).one_or_none()
    if found is None or found.data is None:
        raise NoSuchFile(file_id)
    return found


def additions_to(request: AccessRequest) -> Additions:
    """Return everything that staff add to the answer, as the document takes it."""
    attached = [file for file in files_of(request.id) if not file.made]
    return Additions(
        reference=request.reference,
        parts={(part.part, part.purpose): part.text for part in parts_of(request.id)},
        rows=[Row(row.system, row.label, row.value) for row in rows_of(request.id)],
        files=[File(file.name, file.size, file.note) for file in attached],
        masks=[Mask(mask.words, mask.reason) for mask in masks_of(request.id)],
    )


def delivery_of(request_id: int) -> AnswerDelivery | None:
    """Return how the answer went to the person, or None before that."""
    return db.session.get(AnswerDelivery, request_id)


def can_be_fetched(delivery: AnswerDelivery | None, *, at: datetime) -> bool:
    """Tell whether the files of the answer can still be fetched."""
    return delivery is not None and delivery.available_until is not None and at < delivery.available_until


def downloads_of(request_id: int) -> dict[int, tuple[int, datetime]]:
    """Return for each file of the answer that was fetched how often, and when last."""
    counted = (
        select(AnswerDownload.file_id, func.count(), func.max(AnswerDownload.at))
        .join(AnswerFile, AnswerFile.id == AnswerDownload.file_id)
        .where(AnswerFile.request_id == request_id)
        .group_by(AnswerDownload.file_id)
        .order_by(AnswerDownload.file_id)
    )
    return {file_id: (count, last) for file_id, count, last in db.session.execute(counted)}
