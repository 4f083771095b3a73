"""Addresses that mail servers refuse for good, and that work again."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, evidence_of
from portal.ledger.replay import replay
from portal.people.actions import change
from portal.people.addresses import note_refused_address, note_working_address, refused_addresses
from portal.people.models import Person
from portal.people.queries import person_by_id
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
ALICE = "alice@example.se"
LATER = AT + timedelta(days=1)
WORDS = "550 5.1.1 no such user"


def refuse(session: Database, key: str = ALICE) -> None:
    """Let letters to the address be refused."""
    note_refused_address(key, WORDS, at=LATER)
    session.commit()


def events(person: Person) -> list[str]:
    """Return what has happened to the person."""
    return [entry.event for entry in entries_of(person.ref)]


def test_a_refused_address_is_marked_with_the_servers_words(session: Database) -> None:
    alice = make.person()

    refuse(session)

    assert (alice.address_refused_at, alice.address_answer) == (LATER, WORDS)


def test_everybody_who_shares_the_address_is_marked(session: Database) -> None:
    people = [make.person(), make.person(name="Axel Alm", email="ALICE@example.se")]

    refuse(session)

    assert [person.address_refused_at for person in people] == [LATER, LATER]


@only_sqlite
def test_others_are_not_marked(session: Database) -> None:
    make.person()
    charlie = make.person(email="charlie@example.se")

    refuse(session)

    assert charlie.address_refused_at is None


def test_the_ledger_tells_it_without_the_words(session: Database) -> None:
    alice = make.person()

    refuse(session)

    entry = entries_of(alice.ref)[-1]
    assert (entry.event, entry.actor, entry.details) == ("address.refused", "system", "{}")
    assert json.loads(evidence_of([entry.seq])[entry.seq]) == {"comment": WORDS}


@only_sqlite
def test_refused_again_nothing_is_entered_again(session: Database) -> None:
    alice = make.person()

    refuse(session)
    refuse(session)

    assert events(alice).count("address.refused") == 1


def test_an_address_that_works_again_is_marked_no_more(session: Database) -> None:
    alice = make.person()
    refuse(session)

    note_working_address(ALICE, at=LATER)
    session.commit()

    assert (alice.address_refused_at, alice.address_answer) == (None, "")
    assert events(alice)[-2:] == ["address.refused", "address.works"]


@only_sqlite
def test_an_address_that_always_worked_is_not_in_the_ledger(session: Database) -> None:
    alice = make.person()

    note_working_address(ALICE, at=LATER)

    assert events(alice) == ["person.registered"]


@only_sqlite
def test_another_address_is_not_marked(session: Database) -> None:
    alice = make.person()
    refuse(session)

    change(alice, {"email": "alice@example.com"}, at=LATER, by=BOB, channel="staff")

    assert (alice.address_refused_at, alice.address_answer) == (None, "")


@only_sqlite
def test_other_data_changed_the_mark_stays(session: Database) -> None:
    alice = make.person()
    refuse(session)

    change(alice, {"phone": "08-1"}, at=LATER, by=BOB, channel="staff")

    assert alice.address_refused_at == LATER


@only_sqlite
@pytest.mark.parametrize("after", ["nothing", "works", "email", "phone"])
def test_the_ledger_alone_tells_whether_the_address_is_refused(session: Database, after: str) -> None:
    alice = make.person()
    refuse(session)

    if after == "works":
        note_working_address(ALICE, at=LATER)
    elif after != "nothing":
        change(alice, {after: "alice@example.com"}, at=LATER, by=BOB, channel="staff")

    assert replay(entries_of(alice.ref)).address_refused_at == person_by_id(alice.id).address_refused_at


def test_those_refused_are_told_among_many(session: Database) -> None:
    make.person()
    make.person(email="charlie@example.se")
    refuse(session)

    asked = [ALICE, "charlie@example.se", "", *(f"p{number}@example.se" for number in range(1200))]

    assert refused_addresses(asked) == {ALICE}


@only_sqlite
def test_nobody_has_no_address(app: Flask, session: Database) -> None:
    nobody = make.person(email="")

    note_refused_address("", WORDS, at=LATER)

    assert nobody.address_refused_at is None
    assert refused_addresses([""]) == frozenset()
