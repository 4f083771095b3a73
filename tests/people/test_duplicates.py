"""Who is likely registered twice, and who was told apart."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.extensions import db
from portal.ledger.queries import entries_of, verify
from portal.legal_bases.queries import catalogue
from portal.people.actions import change
from portal.people.duplicates import LARGEST, LIKENESSES, Likeness, alike, alike_to, told_apart
from portal.people.models import Person
from portal.people.rules import folded
from portal.people.telling_apart import take_back, tell_apart
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
ALIKE: dict[Likeness, tuple[dict[str, str], dict[str, str]]] = {
    "address": ({"email": "Alice@Example.se"}, {"email": "alice@example.SE"}),
    "phone": ({"email": "", "phone": "+46 70-123 45 67"}, {"email": "", "phone": "0701234567"}),
    "name": (
        {"email": "", "name": "Åsa Öberg", "company": "Björkvik AB"},
        {"email": "", "name": "OBERG, Asa", "company": "bjorkvik ab"},
    ),
}
"""What two people have in common, in different spellings."""


def two(likeness: Likeness) -> list[Person]:
    """Register two people who have that in common."""
    return [make.person(**({"name": "Alice"} | values)) for values in ALIKE[likeness]]


def names(groups: Sequence[Sequence[Person]]) -> list[list[str]]:
    """Return the people's names, group by group."""
    return [[person.name for person in group] for group in groups]


def ids(groups: Sequence[Sequence[Person]]) -> list[list[int]]:
    """Return the people's numbers, group by group."""
    return [[person.id for person in group] for group in groups]


@pytest.mark.parametrize("likeness", LIKENESSES)
def test_people_with_the_same_in_another_spelling_are_alike(session: Database, likeness: Likeness) -> None:
    first, second = two(likeness)

    assert ids(alike(likeness)) == [[first.id, second.id]]


@only_sqlite
@pytest.mark.parametrize("likeness", LIKENESSES)
def test_people_with_different_data_are_not_alike(session: Database, likeness: Likeness) -> None:
    make.person(phone="0701234567", company="Björkvik AB")
    make.person(name="Dan Dahl", email="dan@example.se", phone="0701234568", company="Björkvik AB")

    assert alike(likeness) == []


@only_sqlite
@pytest.mark.parametrize("likeness", LIKENESSES)
def test_people_of_whom_nothing_is_known_are_not_alike(session: Database, likeness: Likeness) -> None:
    make.person(email="")
    make.person(email="")

    assert alike(likeness) == []


@only_sqlite
def test_what_is_changed_is_compared_anew(session: Database) -> None:
    make.person(phone="0701234567")
    dan = make.person(name="Dan", email="dan@example.se")

    change(dan, {"phone": "+46701234567"}, at=AT, by=BOB, channel="staff")

    assert names(alike("phone")) == [["Alice Alm", "Dan"]]


def test_a_page_goes_on_where_the_one_before_ended(session: Database) -> None:
    for number in (3, 1, 2):
        for name in ("Ann", "Bo"):
            make.person(name=f"{name} {number}", email=f"{number}@example.se")

    first = alike("address", most=2)
    second = alike("address", after=first[-1][0].id, most=2)

    assert names([*first, *second]) == [["Ann 1", "Bo 1"], ["Ann 2", "Bo 2"], ["Ann 3", "Bo 3"]]


@only_sqlite
def test_a_page_after_somebody_who_is_gone_begins_at_the_first(session: Database) -> None:
    first, second = two("address")

    assert ids(alike("address", after=999)) == [[first.id, second.id]]


def many(session: Database, count: int, **values: str) -> None:
    """Register so many people with the same data at once."""
    known = {"name": "Alice", "email": "", "company": "", "phone": ""} | values
    facts = {
        "source_id": catalogue().source("import").id,
        "registered_at": AT,
        "registered_by": "import:1",
        "updated_at": AT,
    }
    row = {**known, **facts, **folded(**known)}
    session.execute(insert(Person), [row | {"ref": f"{number:032x}"} for number in range(count)])
    session.commit()


@only_sqlite
@pytest.mark.parametrize(("count", "listed"), [(LARGEST, 1), (LARGEST + 1, 0)])
def test_what_very_many_share_tells_nothing(session: Database, count: int, listed: int) -> None:
    many(session, count, phone="08-123 456 78")

    assert len(alike("phone")) == listed


def test_people_told_apart_are_listed_no_more(session: Database) -> None:
    people = two("address")

    tell_apart(people, at=AT, by=BOB)

    assert alike("address") == []


@only_sqlite
def test_people_told_apart_are_so_in_everything_they_share(session: Database) -> None:
    alice = make.person(phone="0701234567", company="Björkvik AB")
    other = make.person(phone="0701234567", company="Björkvik AB")

    tell_apart([alice, other], at=AT, by=BOB)

    assert [alike(likeness) for likeness in LIKENESSES] == [[], [], []]


def test_somebody_new_brings_the_group_back(session: Database) -> None:
    first, second = two("address")
    tell_apart([first, second], at=AT, by=BOB)

    third = make.person(name="Dan")

    assert ids(alike("address")) == [[first.id, second.id, third.id]]


@only_sqlite
def test_people_told_apart_two_by_two_are_still_asked_about_all_together(session: Database) -> None:
    first, second = two("address")
    third = make.person(name="Dan")
    tell_apart([first, second], at=AT, by=BOB)
    tell_apart([second, third], at=AT, by=BOB)

    assert ids(alike("address")) == [[first.id, second.id, third.id]]


@only_sqlite
def test_a_group_that_lost_somebody_stays_told_apart(session: Database) -> None:
    first, second = two("address")
    third = make.person(name="Dan")
    tell_apart([first, second, third], at=AT, by=BOB)

    change(third, {"email": "dan@example.org"}, at=AT, by=BOB, channel="staff")

    assert alike("address") == []


def test_what_was_told_can_be_taken_back(session: Database) -> None:
    people = two("address")
    told = tell_apart(people, at=AT, by=BOB)

    take_back(told, at=AT + timedelta(days=1), by=BOB)

    assert ids(alike("address")) == [[person.id for person in people]]
    assert told_apart() == []


@only_sqlite
def test_the_ledger_tells_it_of_each_person_and_nothing_personal(session: Database) -> None:
    first, second = two("phone")
    told = tell_apart([first, second], at=AT, by=BOB)
    told_id = told.id
    take_back(told, at=AT, by=BOB)
    session.commit()

    events = {
        person.ref: [(entry.event, json.loads(entry.details)) for entry in entries_of(person.ref)[1:]]
        for person in (first, second)
    }

    details = {"told_apart": told_id, "people": 2}
    told_and_back = [("person.told_apart", details), ("person.apart_taken_back", details)]
    assert events == {first.ref: told_and_back, second.ref: told_and_back}
    assert verify() is None


def test_those_told_apart_are_listed_latest_first(session: Database) -> None:
    people = two("address")
    earlier = tell_apart(people, at=AT, by=BOB)
    later = tell_apart(people[::-1], at=AT, by=BOB)

    rows = told_apart(most=1)

    assert [(row.told.id, [person.id for person in row.people]) for row in rows] == [
        (later.id, [person.id for person in people])
    ]
    assert [row.told.id for row in told_apart(before=later.id)] == [earlier.id]


@only_sqlite
def test_a_person_who_goes_leaves_the_others_told_apart(session: Database) -> None:
    first, second = two("address")
    tell_apart([first, second], at=AT, by=BOB)
    session.commit()

    session.execute(text("DELETE FROM people WHERE id = :id"), {"id": second.id})

    assert [[person.id for person in row.people] for row in told_apart()] == [[first.id]]


@only_sqlite
@pytest.mark.parametrize("likeness", LIKENESSES)
def test_the_group_of_one_person_is_the_one_that_is_listed(session: Database, likeness: Likeness) -> None:
    first, second = two(likeness)
    lonely = make.person(name="Dan", email="dan@example.org")

    assert ids([alike_to(second, likeness, lock=True)]) == [[first.id, second.id]]
    assert alike_to(lonely, likeness) == ()


def test_a_page_is_read_from_the_index_alone(session: Database) -> None:
    many(session, 3000, email="")
    session.execute(text("ANALYZE"))
    asked: list[Any] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    alike("phone")
    statement, values = next(call for call in asked if "GROUP BY" in call[0])
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "

    rows = session.connection().exec_driver_sql(explain + statement, values).all()

    assert "ix_people_phone_key" in "\n".join(str(row) for row in rows)


def test_a_page_among_very_many_comes_at_once(session: Database) -> None:
    known = {"name": "Alice", "email": "", "company": ""}
    facts = {
        "source_id": catalogue().source("import").id,
        "registered_at": AT,
        "registered_by": "import:1",
        "updated_at": AT,
    }
    phones = [f"07{number % 19_990:08d}" for number in range(20_000)]
    session.execute(
        insert(Person),
        [
            {**known, **facts, "phone": phone, **folded(**known, phone=phone), "ref": f"{number:032x}"}
            for number, phone in enumerate(phones)
        ],
    )
    session.commit()
    began = clock.seconds()

    groups = alike("phone", most=50)

    assert len(groups) == 10
    assert clock.seconds() - began < 0.5
