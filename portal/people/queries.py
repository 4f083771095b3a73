"""Find people."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, BigInteger, Select, any_, bindparam, exists, func, select

from portal.extensions import db
from portal.people.models import Chooser, DataField, Person, PersonLook
from portal.people.rules import email_key
from portal.prepared import Prepared

LARGEST_ID = 2**63 - 1
"""No database could count further."""

_LOCKED = (
    select(Person)
    .where(Person.id == bindparam("person_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _choosers(dialect: str) -> Select[Any]:
    people = Person.__table__.c
    if dialect == "postgresql":
        among = people.id == any_(bindparam("person_ids", type_=ARRAY(BigInteger)))
    else:
        ids = func.json_each(bindparam("person_ids", type_=JSON)).table_valued("value")
        among = people.id.in_(select(ids.c.value))
    chosen = select(*(people[column.name] for column in fields(Chooser))).where(among)
    return chosen.order_by(people.id).with_for_update()


_CHOOSERS = Prepared(_choosers)


class NoSuchPerson(LookupError):
    """Nobody has that id, address or reference."""


def person_by_id(person_id: int) -> Person:
    """Return the person.

    :raises NoSuchPerson: nobody has that id
    """
    person = db.session.get(Person, person_id) if person_id <= LARGEST_ID else None
    if person is None:
        raise NoSuchPerson(person_id)
    return person


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """Return those of a few people that there are, by id."""
    found = select(Person).where(Person.id.in_(sorted(set(person_ids)))).order_by(Person.id)
    return {person.id: person for person in db.session.scalars(found)} if person_ids else {}


def locked_person(person_id: int) -> Person:
    """Return the person, with the row locked until the transaction ends and read afresh.

    :raises NoSuchPerson: nobody has that id
    """
    if person_id > LARGEST_ID:
        raise NoSuchPerson(person_id)
    person = db.session.scalars(_LOCKED, {"person_id": person_id}).one_or_none()
    if person is None:
        raise NoSuchPerson(person_id)
    return person


def locked_choosers(person_ids: Sequence[int]) -> dict[int, Chooser]:
    """Return those who choose by id, with the few columns that matter and their rows locked, those that are there."""
    rows = _CHOOSERS.rows(db.session.connection(), {"person_ids": list(person_ids)})
    return {row[0]: Chooser(*row) for row in rows}


def people_at(address: str) -> Sequence[Person]:
    """Return everybody with that address, in any spelling of it, oldest first."""
    key = email_key(address)
    if not key:
        return []
    return db.session.scalars(select(Person).where(Person.email_key == key).order_by(Person.id)).all()


def person_by_id_or_email(text_given: str) -> Person:
    """Return the person that a command names by id or address.

    :raises NoSuchPerson: nobody, or more than one person, has it
    """
    if text_given.isascii() and text_given.isdigit():
        return person_by_id(int(text_given))
    found = people_at(text_given)
    if len(found) != 1:
        raise NoSuchPerson(text_given)
    return found[0]


def data_fields(person_id: int) -> Sequence[DataField]:
    """Return the further data of the person by category and label."""
    return db.session.scalars(
        select(DataField)
        .where(DataField.person_id == person_id)
        .order_by(DataField.category, DataField.label, DataField.id)
    ).all()


def looks(person_id: int) -> Sequence[PersonLook]:
    """Return who viewed or exported the person, latest first."""
    return db.session.scalars(
        select(PersonLook).where(PersonLook.person_id == person_id).order_by(PersonLook.at.desc(), PersonLook.id.desc())
    ).all()


def was_looked_at(person_id: int, *, staff: str, since: datetime) -> bool:
    """Tell whether that member of staff has viewed the person since then."""
    looked = exists().where(
        PersonLook.person_id == person_id, PersonLook.at > since, PersonLook.staff == staff, PersonLook.kind == "view"
    )
    return bool(db.session.scalar(select(looked)))


def data_field(person_id: int, item_id: int) -> DataField | None:
    """Return that item of the person's further data, or None."""
    item = db.session.get(DataField, item_id)
    return item if item is not None and item.person_id == person_id else None


def latest_registered(by: str, *, name: str, email: str) -> Person | None:
    """Return the person whom that actor registered last with that name and address, or None."""
    return db.session.scalars(
        select(Person)
        .where(Person.registered_by == by, Person.name == name, Person.email == email)
        .order_by(Person.id.desc())
        .limit(1)
    ).one_or_none()


def has_people() -> bool:
    """Tell whether anybody is registered."""
    return db.session.scalar(select(Person.id).limit(1)) is not None
