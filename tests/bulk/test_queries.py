"""Finding bulk changes, and the people whom they concern."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.bulk import queries
from portal.bulk.queries import change_by_id, everybody_left, latest_changes, left_as_they_are, next_people, people_of
from portal.ledger.queries import entries_of
from portal.people.models import Person
from tests import make
from tests.bulk.changing import asked, run
from tests.databases import only_sqlite

Database = scoped_session[Session]
pytestmark = only_sqlite


def people(many: int, *, basis: str = "contract") -> list[int]:
    """Register so many people with a basis for sales."""
    return [
        make.person(name=f"P {number}", email=f"{number}@example.se", bases={"sales_service": basis}).id
        for number in range(many)
    ]


def test_changes_are_listed_latest_first_and_page_by_page(session: Database) -> None:
    make.person()
    first, second, third = asked(), asked(), asked()

    assert [change.id for change in latest_changes(most=2)] == [third, second]
    assert [change.id for change in latest_changes(before=second)] == [first]


def test_a_change_is_read_afresh(session: Database) -> None:
    make.person()
    change = change_by_id(asked())
    change.comment = "not committed"
    session.rollback()

    assert change_by_id(change.id, lock=True).comment == ""


def test_people_are_gone_through_in_the_order_of_their_ids(session: Database) -> None:
    everybody = people(3)
    bulk_id = asked()

    assert next_people(bulk_id, "change", last=0, most=2) == [(everybody[0], None), (everybody[1], None)]
    assert next_people(bulk_id, "change", last=everybody[1], most=2) == [(everybody[2], None)]
    assert next_people(bulk_id, "changed", last=0, most=2) == []


def test_those_who_were_changed_carry_the_entry_of_it(app: Flask, session: Database) -> None:
    [alice] = people(1)
    bulk_id = asked()
    run(app, bulk_id)

    [(person_id, seq)] = next_people(bulk_id, "changed", last=0, most=2)

    assert person_id == alice
    assert seq == entries_of(session.get_one(Person, alice).ref)[-1].seq


def test_the_people_of_one_change_are_not_those_of_another(session: Database) -> None:
    everybody = people(2)
    one, other = asked(q="0"), asked(q="1")

    assert [key for key, _ in next_people(one, "change", last=0, most=9)] == everybody[:1]
    assert [key for key, _ in next_people(other, "change", last=0, most=9)] == everybody[1:]


def test_those_left_alone_are_read_piece_by_piece(session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    everybody = people(3, basis="legitimate_interests")
    bulk_id = asked()

    assert [row.person_id for row in left_as_they_are(bulk_id, last=0, most=2)] == everybody[:2]
    assert [[row.person_id for row in some] for some in everybody_left(bulk_id)] in (
        [everybody],
        [everybody[:2], everybody[2:]],
    )


def test_those_to_be_changed_are_not_on_the_list_of_those_left_alone(session: Database) -> None:
    people(1)
    same = people(1, basis="legitimate_interests")
    bulk_id = asked()

    assert [row.person_id for some in everybody_left(bulk_id) for row in some] == same


def test_people_are_found_by_their_ids_and_nobody_without(session: Database) -> None:
    first, second = people(2)

    assert [person.id for person in people_of([second, first, 999])] == [first, second]
    assert list(people_of([])) == []
