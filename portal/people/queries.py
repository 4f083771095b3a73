"""Find people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, column, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.extensions import db
from portal.people.models import DataField, Person, PersonLook
from portal.people.rules import email_key, folded_words, search_text


class NoSuchPerson(LookupError):
    """Nobody has that id, address or reference."""


def person_by_id(person_id: int) -> Person:
    """Return the person.

    :raises NoSuchPerson: nobody has that id
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NoSuchPerson(person_id)
    return person


def locked_person(person_id: int) -> Person:
    """Return the person, with the row locked until the transaction ends and read afresh.

    :raises NoSuchPerson: nobody has that id
    """
    person = db.session.scalars(
        select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if person is None:
        raise NoSuchPerson(person_id)
    return person


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


def matching(words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a person has a word beginning with each of the folded words."""
    if db.session.get_bind().dialect.name == "sqlite":
        index = table("people_search", column("rowid"))
        question = " ".join(f'"{word}"*' for word in words)
        return Person.id.in_(select(index.c.rowid).where(text("people_search MATCH :words").bindparams(words=question)))
    question = " & ".join(f"'{word}':*" for word in words)
    vector: ColumnElement[Any] = literal_column("people.search_vector")
    return vector.op("@@")(cast(question, TSQUERY))


def search(text_given: str, *, before: int | None = None, most: int = 50) -> Sequence[Person]:
    """Return at most so many people with words that begin as given, latest registered first.

    Case and accents do not matter; no words find everybody.

    :param before: only people registered before this id: the next page
    """
    return db.session.scalars(found_people(select(Person), text_given, before=before).limit(most)).all()


def found_people(statement: Select[Any], text_given: str, *, before: int | None = None) -> Select[Any]:
    """Narrow a selection of people to those found by the words, latest registered first."""
    words = folded_words(text_given)
    if words:
        statement = statement.where(matching(words))
    if before is not None:
        statement = statement.where(Person.id < before)
    return statement.order_by(Person.id.desc())


def likely_duplicates(*, name: str, email: str, phone: str, most: int = 5) -> Sequence[Person]:
    """Return people with the same address, the same phone number, or the same words in their name."""
    found: dict[int, Person] = {person.id: person for person in people_at(email)}
    digits = search_text("", "", "", phone).split()
    for question in (digits[-1] if len(digits) and len(digits[-1]) >= 7 else "", name):
        if folded_words(question):
            found.update((person.id, person) for person in search(question, most=most))
    return list(found.values())[:most]
