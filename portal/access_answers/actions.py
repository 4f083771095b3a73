"""What staff add to an answer: each act stands in the ledger and on the request's timeline; lock the request first."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select

from portal.access_answers.models import AnswerFile, AnswerMask, AnswerPart, AnswerRow
from portal.access_answers.recognising import recognised
from portal.access_answers.rules import LARGEST_FILE, MOST_FILES, MOST_ROWS, Key, checked_name
from portal.access_requests.actions import check_open
from portal.access_requests.entering import Change, enter
from portal.access_requests.models import AccessRequest
from portal.exports.additions import Row
from portal.extensions import db
from portal.ledger.models import Channel
from portal.ledger.rules import Actor


class TooLarge(ValueError):
    """The file has more bytes than one may have."""


class TooMany(ValueError):
    """The answer has as many files or rows as it may have."""


def say_part(request: AccessRequest, key: Key, text: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Keep what this answer says about a part; an empty text says that there is none.

    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    """
    check_open(request)
    part, purpose = key
    mine = AnswerPart.request_id == request.id, AnswerPart.part == part, AnswerPart.purpose == purpose
    db.session.execute(delete(AnswerPart).where(*mine))
    db.session.add(
        AnswerPart(request_id=request.id, part=part, purpose=purpose, text=text, added_at=at, added_by=str(by))
    )
    facts = {"part": part, "purpose": purpose, "none": not text}
    enter(request, Change("part_said", facts=facts, shown=False), at=at, by=by, channel=channel)


def unsay_part(request: AccessRequest, key: Key, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Forget what this answer says about a part: what the portal states counts again.

    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    """
    check_open(request)
    part, purpose = key
    mine = AnswerPart.request_id == request.id, AnswerPart.part == part, AnswerPart.purpose == purpose
    if db.session.execute(delete(AnswerPart).where(*mine)).rowcount:  # type: ignore[attr-defined]
        facts = {"part": part, "purpose": purpose}
        enter(request, Change("part_unsaid", facts=facts, shown=False), at=at, by=by, channel=channel)


def add_rows(request: AccessRequest, rows: Sequence[Row], *, at: datetime, by: Actor, channel: Channel) -> None:
    """Add items from other systems.

    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    :raises TooMany: the answer would have more than it may have
    """
    check_open(request)
    if _count(AnswerRow, request) + len(rows) > MOST_ROWS:
        raise TooMany
    db.session.add_all(AnswerRow(request_id=request.id, added_at=at, added_by=str(by), **row._asdict()) for row in rows)
    facts = {"rows": len(rows)}
    enter(request, Change("rows_added", facts=facts, shown=False), at=at, by=by, channel=channel)


def hide(request: AccessRequest, words: str, reason: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Hide words about somebody else wherever they stand in the answer (GDPR art. 15(4)).

    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    """
    check_open(request)
    db.session.add(AnswerMask(request_id=request.id, words=words, reason=reason, added_at=at, added_by=str(by)))
    enter(request, Change("words_hidden", shown=False), at=at, by=by, channel=channel)


def attach(
    request: AccessRequest, given_name: str, data: bytes, note: str, *, at: datetime, by: Actor, channel: Channel
) -> AnswerFile:
    """Keep a file that goes with the answer.

    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    :raises portal.access_answers.rules.WrongName: the name is none, or misleads
    :raises portal.access_answers.recognising.Unrecognised: the kind is not taken, or the bytes are something else
    :raises TooLarge: it has more bytes than one may have
    :raises TooMany: there are as many files as there may be
    """
    check_open(request)
    name = checked_name(given_name)
    if len(data) > LARGEST_FILE:
        raise TooLarge
    kind = recognised(name, data)
    if _count(AnswerFile, request) >= MOST_FILES:
        raise TooMany
    file = answer_file(request, name, kind, data, at=at, by=by)
    file.note = note
    db.session.add(file)
    db.session.flush()
    facts = {"file": file.id, "size": file.size, "digest": file.digest}
    enter(request, Change("file_attached", facts=facts, shown=False), at=at, by=by, channel=channel)
    return file


def answer_file(
    request: AccessRequest, name: str, kind: str, data: bytes, *, made: bool = False, at: datetime, by: Actor
) -> AnswerFile:
    """Return a file of the answer that is not stored yet."""
    return AnswerFile(
        request_id=request.id,
        name=name,
        kind=kind,
        size=len(data),
        digest=sha256(data).hexdigest(),
        note="",
        made=made,
        data=data,
        added_at=at,
        added_by=str(by),
    )


_REMOVED: dict[str, type[AnswerFile | AnswerMask | AnswerRow]] = {
    "file_removed": AnswerFile,
    "words_shown": AnswerMask,
    "rows_removed": AnswerRow,
}


def remove(request: AccessRequest, event: str, ids: Sequence[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    """Take back what was added, and return how many there were.

    :param event: ``file_removed``, ``words_shown`` or ``rows_removed``
    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    """
    check_open(request)
    model = _REMOVED[event]
    gone = delete(model).where(model.request_id == request.id, model.id.in_(list(ids)))
    count: int = db.session.execute(gone).rowcount  # type: ignore[attr-defined]
    if count:
        change = Change(event, facts={"count": count}, shown=False)
        enter(request, change, at=at, by=by, channel=channel)
    return count


def _count(model: type[AnswerFile | AnswerRow], request: AccessRequest) -> int:
    statement = select(func.count()).select_from(model).where(model.request_id == request.id)
    return int(db.session.execute(statement).scalar_one())
