"""Find bulk changes and the people whom they concern."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select

from portal.bulk.models import BulkChange, BulkPerson
from portal.bulk.rules import REASONS, Outcome
from portal.extensions import db
from portal.people.models import Person
from portal.people.queries import LARGEST_ID

BATCH = 1000


class NoSuchChange(LookupError):
    """No bulk change has that id."""


class Left(NamedTuple):
    """Somebody who was left as they are, and why."""

    person_id: int
    name: str
    email: str
    company: str
    language: str
    country: str
    outcome: Outcome


def change_by_id(bulk_id: int, *, lock: bool = False) -> BulkChange:
    """Return the bulk change, locked until the transaction ends if asked for.

    :raises NoSuchChange: there is none of that id
    """
    statement = select(BulkChange).where(BulkChange.id == bulk_id).execution_options(populate_existing=True)
    found = (
        db.session.scalars(statement.with_for_update() if lock else statement).one_or_none()
        if (bulk_id <= LARGEST_ID)
        else None
    )
    if found is None:
        raise NoSuchChange(bulk_id)
    return found


def latest_changes(*, before: int | None = None, most: int = 25) -> Sequence[BulkChange]:
    """Return at most so many bulk changes but those dropped, latest first."""
    statement = select(BulkChange).where(BulkChange.state != "dropped").order_by(BulkChange.id.desc()).limit(most)
    return db.session.scalars(statement if before is None else statement.where(BulkChange.id < before)).all()


def next_people(bulk_id: int, outcome: Outcome, *, last: int, most: int) -> list[tuple[int, int | None]]:
    """Return the ids of at most so many people with the outcome, after the last one, each with the change's entry."""
    statement = (
        select(BulkPerson.person_id, BulkPerson.seq)
        .where(BulkPerson.bulk_id == bulk_id, BulkPerson.outcome == outcome, BulkPerson.person_id > last)
        .order_by(BulkPerson.person_id)
        .limit(most)
    )
    return [(person_id, seq) for person_id, seq in db.session.execute(statement)]


def people_of(ids: Sequence[int]) -> Sequence[Person]:
    """Return those of the people who are there, in the order of their ids."""
    return db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all() if ids else ()


def left_as_they_are(bulk_id: int, *, last: int, most: int = BATCH) -> Sequence[Left]:
    """Return at most so many people after the last one who were left as they are, in the order of their ids."""
    statement = (
        select(
            Person.id, Person.name, Person.email, Person.company, Person.language, Person.country, BulkPerson.outcome
        )
        .join(BulkPerson, BulkPerson.person_id == Person.id)
        .where(BulkPerson.bulk_id == bulk_id, BulkPerson.outcome.in_(REASONS), BulkPerson.person_id > last)
        .order_by(BulkPerson.person_id)
        .limit(most)
    )
    return [Left(*row) for row in db.session.execute(statement)]


def everybody_left(bulk_id: int) -> Iterator[Sequence[Left]]:
    """Yield those who were left as they are, so many at a time."""
    last = 0
    while some := left_as_they_are(bulk_id, last=last):
        yield some
        last = some[-1].person_id
