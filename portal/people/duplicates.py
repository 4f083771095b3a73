"""People who are likely registered twice, found among everybody by an indexed column for each likeness."""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from sqlalchemy import ScalarSelect, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.extensions import db
from portal.people.models import Person, ToldApart, ToldApartPerson

Likeness = Literal["address", "phone", "name"]
"""What people have in common: the e-mail address, the phone number, or name and company."""

LIKENESSES: tuple[Likeness, ...] = get_args(Likeness)
LARGEST: Final = 50
"""What more people than this share is a switchboard or a common mailbox, and tells nothing."""


class ToldApartRow(NamedTuple):
    """People who were told apart, when and by whom."""

    told: ToldApart
    people: Sequence[Person]


def alike(likeness: Likeness, *, after: int | None = None, most: int = 10) -> list[Sequence[Person]]:
    """Return at most so many groups of people who are alike, oldest first in each, but those told apart.

    The index is read from where the page before ended, until the groups are found.

    :param after: only what follows the group of this person: the next page
    """
    key = _key(likeness)
    keys = db.session.scalars(
        select(key)
        .where(key > _key_of(after, likeness))
        .group_by(key)
        .having(func.count().between(2, LARGEST), func.count() > func.coalesce(_told_apart(likeness, key), 0))
        .order_by(key)
        .limit(most)
    ).all()
    groups: dict[str, list[Person]] = {found: [] for found in keys}
    for person in db.session.scalars(select(Person).where(key.in_(keys)).order_by(Person.id)) if keys else ():
        groups[getattr(person, key.key)].append(person)
    return list(groups.values())


def alike_to(person: Person, likeness: Likeness, *, lock: bool = False) -> Sequence[Person]:
    """Return the group that the person is in, oldest first; empty when it is nobody's but theirs, or too many's."""
    key = _key(likeness)
    value = getattr(person, key.key)
    statement: Select[Any] = select(Person).where(key == value).order_by(Person.id).limit(LARGEST + 1)
    found = db.session.scalars(statement.with_for_update() if lock else statement).all() if value else ()
    return found if 2 <= len(found) <= LARGEST else ()


def told_apart(*, before: int | None = None, most: int = 25) -> list[ToldApartRow]:
    """Return at most so many of those who were told apart, latest first.

    :param before: only what was told before the one of this id: the next page
    """
    statement = select(ToldApart).order_by(ToldApart.id.desc()).limit(most)
    rows = db.session.scalars(statement if before is None else statement.where(ToldApart.id < before)).all()
    people: dict[int, list[Person]] = {row.id: [] for row in rows}
    members = (
        select(ToldApartPerson.told_apart_id, Person)
        .join(Person, Person.id == ToldApartPerson.person_id)
        .where(ToldApartPerson.told_apart_id.in_(people))
        .order_by(Person.id)
    )
    for told_id, person in db.session.execute(members) if people else ():
        people[told_id].append(person)
    return [ToldApartRow(row, people[row.id]) for row in rows]


def _key(likeness: Likeness) -> InstrumentedAttribute[str]:
    return {"address": Person.email_key, "phone": Person.phone_key, "name": Person.name_key}[likeness]


def _key_of(person_id: int | None, likeness: Likeness) -> Any:
    """Return the key of that person, or the empty one, which nobody is compared by."""
    if person_id is None:
        return literal("")
    person = db.session.get(Person, person_id)
    return literal(getattr(person, _key(likeness).key) if person else "")


def _told_apart(likeness: Likeness, key: InstrumentedAttribute[str]) -> ScalarSelect[int]:
    """Return how many of a group's people were told apart from each other, all at once."""
    member = aliased(Person)
    return (
        select(func.count())
        .select_from(ToldApartPerson)
        .join(member, member.id == ToldApartPerson.person_id)
        .where(getattr(member, key.key) == key)
        .group_by(ToldApartPerson.told_apart_id)
        .order_by(func.count().desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
