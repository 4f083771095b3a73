"""People whose data came from elsewhere and who have not been told (GDPR art. 14), most urgent first."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, select, tuple_, union_all

from portal.database import UTCDateTime
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter
from portal.people.models import Person

AT_A_TIME = 1000
_people: Table = Person.metadata.tables[Person.__tablename__]
_ORDER = (_people.c.registered_at, _people.c.id)


class Place(NamedTuple):
    """Where somebody stands in the list: registered when, and the id."""

    registered_at: datetime
    id: int


class Reachable(NamedTuple):
    """What decides whether a letter can go to somebody."""

    id: int
    email: str
    language: str
    country: str
    address_refused_at: datetime | None
    unconfirmed_since: datetime | None


def uninformed_places(*, after: Place | None = None, most: int) -> list[Place]:
    """Return the places of at most so many people, those registered first before the others.

    :param after: only those behind this place: the next page
    """
    pages = [_page(source_id, after, most) for source_id in _sources()]
    if not pages:
        return []
    either = union_all(*(select(page.subquery()) for page in pages)).subquery()
    statement = select(either.c.registered_at, either.c.id).order_by(either.c.registered_at, either.c.id).limit(most)
    return [Place(*row) for row in db.session.execute(statement).tuples()]


def _page(source_id: int, after: Place | None, most: int) -> Select[Any]:
    statement = select(*_ORDER).where(_people.c.source_id == source_id, *is_uninformed())
    if after is not None:
        place = tuple_(bindparam(None, after.registered_at, UTCDateTime), bindparam(None, after.id))
        statement = statement.where(tuple_(*_ORDER) > place)
    return statement.order_by(*_ORDER).limit(most)


def _sources() -> list[int]:
    return [source.id for source in catalogue().all_sources if not source.from_person]


def is_uninformed() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that nobody has told the person yet, as the index knows them."""
    return _people.c.confirmed_at.is_(None), _people.c.informed_at.is_(None)


def place_of(person_id: int) -> Place | None:
    """Return where the person stands, or would stand, in the list; None when there is no such person."""
    row = db.session.execute(select(*_ORDER).where(_people.c.id == person_id)).one_or_none()
    return Place(*row) if row else None


def still_uninformed(person_ids: Collection[int]) -> list[int]:
    """Return those of a few people whom the list holds, oldest first."""
    statement = (
        select(_people.c.id)
        .where(_people.c.id.in_(sorted(set(person_ids))), _people.c.source_id.in_(_sources()), *is_uninformed())
        .order_by(*_ORDER)
    )
    return list(db.session.scalars(statement)) if person_ids else []


def reachable(person_ids: Sequence[int]) -> list[Reachable]:
    """Return what decides whether letters can go to those people, oldest first."""
    columns = [_people.c[name] for name in Reachable._fields]
    statement = select(*columns).where(_people.c.id.in_(person_ids)).order_by(*_ORDER)
    return [Reachable(*row) for row in db.session.execute(statement)] if person_ids else []


def waiting_for_confirmation(person_ids: Sequence[int]) -> set[int]:
    """Return those of the people who have a confirmation on its way."""
    statement = (
        select(Letter.person_id)
        .where(Letter.person_id.in_(person_ids), Letter.kind == "confirmation", Letter.state.in_(("held", "due")))
        .order_by(Letter.person_id)
    )
    return {person_id for person_id in db.session.scalars(statement) if person_id} if person_ids else set()


class Outlook(NamedTuple):
    """What sending to everybody would do."""

    can_be_sent: int
    no_address: int
    refused: int
    waiting: int
    is_more: bool
    """Whether there are more people than were counted."""


def outlook(*, most: int) -> Outlook:
    """Return whom letters can go to, counted among the first so many people of the list."""
    places = uninformed_places(most=most + 1)
    counts: Counter[str] = Counter()
    for start in range(0, min(len(places), most), AT_A_TIME):
        ids = [place.id for place in places[start : min(start + AT_A_TIME, most)]]
        waiting = waiting_for_confirmation(ids)
        counts.update(_hindrance(person, waiting) for person in reachable(ids))
    return Outlook(counts[""], counts["no_address"], counts["refused"], counts["waiting"], len(places) > most)


def can_be_sent(people: Sequence[Reachable]) -> list[Reachable]:
    """Return those of the people to whom a confirmation can be sent now."""
    waiting = waiting_for_confirmation([person.id for person in people])
    return [person for person in people if not _hindrance(person, waiting)]


def _hindrance(person: Reachable, waiting: Collection[int]) -> str:
    if not person.email or person.unconfirmed_since is not None:  # an address that a web form alone names is nobody's
        return "no_address"
    if person.address_refused_at is not None:
        return "refused"
    return "waiting" if person.id in waiting else ""
