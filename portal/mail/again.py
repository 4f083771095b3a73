"""Try letters again or cancel them, as staff decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, CursorResult, Update, or_, update

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.mail.models import Letter
from portal.mail.rules import LEASE
from portal.people.models import Person

TO_STAFF: Final = frozenset({"staff_welcome", "staff_password", "staff_changed", "job_done"})
"""Letters about nobody's data."""


def may_retry(letter: Letter, *, at: datetime) -> bool:
    """Tell whether trying the letter now would change anything.

    One that waits may be in a worker's hands until its lease ends, and is tried soon anyway.
    """
    if letter.state == "failed":
        return letter.person_id is not None or letter.kind in TO_STAFF
    return letter.state == "due" and letter.due_at > at + LEASE


def may_cancel(letter: Letter) -> bool:
    """Tell whether the letter still waits."""
    return letter.state in {"held", "due"}


def retry_letter(letter: Letter, *, at: datetime, by: Actor, channel: Channel) -> bool:
    """Try one letter now, and tell whether it could be."""
    return _noted(letter, "letter.retried", _retry([letter.id], at), at=at, by=by, channel=channel)


def cancel_letter(letter: Letter, *, at: datetime, by: Actor, channel: Channel) -> bool:
    """Cancel one letter, and tell whether it still waited; one that a worker already has may still go."""
    return _noted(letter, "letter.cancelled", _cancel([letter.id]), at=at, by=by, channel=channel)


def retry_letters(letter_ids: Sequence[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    """Try the letters now that can be, with one entry for all, and return how many."""
    return _counted("letters.retried", _retry(letter_ids, at), at=at, by=by, channel=channel)


def cancel_letters(letter_ids: Sequence[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    """Cancel the letters that still wait, with one entry for all, and return how many."""
    return _counted("letters.cancelled", _cancel(letter_ids), at=at, by=by, channel=channel)


def _retry(letter_ids: Sequence[int], at: datetime) -> int:
    """Let the letters be due now; a person's is written anew, to the address and with the links of today."""
    anew: dict[str, Any] = {"subject": None, "headers": None, "text": None, "html": None}
    failed = _of(letter_ids, Letter.state == "failed").values(state="due", due_at=at, attempts=0)
    waiting = _of(letter_ids, Letter.state == "due", Letter.due_at > at + LEASE).values(due_at=at)
    return (
        _count(failed.where(Letter.person_id.is_not(None)).values(**anew))
        + _count(failed.where(Letter.person_id.is_(None), or_(*(Letter.kind == kind for kind in sorted(TO_STAFF)))))
        + _count(waiting)
    )


def _cancel(letter_ids: Sequence[int]) -> int:
    return _count(_of(letter_ids, Letter.state.in_(("held", "due"))).values(state="cancelled"))


def _of(letter_ids: Sequence[int], *conditions: ColumnElement[bool]) -> Update:
    statement: Update = update(Letter).where(Letter.id.in_(letter_ids), *conditions)
    return statement.execution_options(synchronize_session=False)


def _count(statement: Update) -> int:
    result: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]
    return result.rowcount


def _noted(letter: Letter, event: str, count: int, *, at: datetime, by: Actor, channel: Channel) -> bool:
    if count:
        person = db.session.get(Person, letter.person_id) if letter.person_id is not None else None
        details = {"letter": letter.id, "kind": letter.kind}
        append(
            [Draft(event, person_ref=person.ref if person else None, details=details)], at=at, by=by, channel=channel
        )
    return bool(count)


def _counted(event: str, count: int, *, at: datetime, by: Actor, channel: Channel) -> int:
    if count:
        append([Draft(event, details={"count": count})], at=at, by=by, channel=channel)
    return count
