"""Find the requests to work on, nearest deadline first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, literal, select, tuple_

from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import CLOSED, OPEN, Kind, State
from portal.extensions import db

NOBODY = 0
"""Stands for no owner; no staff user has that id."""


@dataclass(frozen=True)
class QueueQuestion:
    """What to look for; what is left out does not matter."""

    states: Sequence[State] = OPEN
    kind: Kind | None = None
    owner_id: int | None = None
    """Whose they are; ``NOBODY`` for those without an owner."""
    late_on: date | None = None
    """Only those whose answer was due before that day, and whose clock runs."""

    @property
    def is_closed(self) -> bool:
        """Tell whether only requests that are closed are asked for: these come latest first."""
        return set(self.states) <= set(CLOSED)


def queued_requests(question: QueueQuestion, *, after: int | None = None, most: int = 50) -> Sequence[AccessRequest]:
    """Return at most so many requests: open ones by deadline, closed ones latest first.

    :param after: the id of the last request of the page before
    """
    statement = select(AccessRequest).where(*_conditions(question))
    last = db.session.get(AccessRequest, after) if after is not None else None
    if question.is_closed:
        if last is not None:
            statement = statement.where(AccessRequest.id < last.id)
        statement = statement.order_by(AccessRequest.id.desc())
    else:
        if last is not None:
            place = tuple_(AccessRequest.due_on, AccessRequest.id)
            statement = statement.where(place > tuple_(literal(last.due_on), literal(last.id)))
        statement = statement.order_by(AccessRequest.due_on, AccessRequest.id)
    return db.session.scalars(statement.limit(most)).all()


def _conditions(question: QueueQuestion) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [AccessRequest.state.in_(question.states)]
    if question.kind is not None:
        found.append(AccessRequest.kind == question.kind)
    if question.owner_id is not None:
        owner = question.owner_id or None
        found.append(AccessRequest.owner_id.is_(None) if owner is None else AccessRequest.owner_id == owner)
    if question.late_on is not None:
        found += [AccessRequest.due_on < question.late_on, AccessRequest.state != "waiting"]
    return found
