"""A bulk change put back: what it replaced, for those whose basis nobody has changed since."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text
from sqlalchemy.orm import Session, scoped_session

from portal.bulk.queries import everybody_left
from portal.extensions import db
from portal.ledger.models import LedgerEvidence
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.legal_bases.actions import end_basis, record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.queries import locked_person
from tests import make
from tests.bulk.changing import asked, basis, change, outcomes, run, status, terms
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB

Database = scoped_session[Session]
APPLIED = AT + timedelta(days=1)
SINCE = AT + timedelta(days=2)
UNDONE = AT + timedelta(days=3)


def applied_and_undone(app: Flask, wished: Any = None, **search: str) -> int:
    """Apply a change to everybody whom the search finds and put it back; return its id."""
    bulk_id = asked(wished, **search)
    run(app, bulk_id, at=APPLIED)
    run(app, bulk_id, "bulk_undo", at=UNDONE)
    return bulk_id


def events(person_id: int) -> list[str]:
    """Return what the ledger says has happened to the person."""
    return [entry.event for entry in entries_of(db.session.get_one(Person, person_id).ref)]


def equals_replay(person_id: int) -> bool:
    """Tell whether what is stored about the person is what the ledger says."""
    person = db.session.get_one(Person, person_id)
    return replay(entries_of(person.ref)) == stored_state(person)


def told(person_id: int, purpose: str = "sales_service") -> Any:
    """Return what is recorded, but when and by whom."""
    row = basis(person_id, purpose)
    names = ("legal_basis_id", "status", "source_id", "comment", "evidence", "wording_version", "since")
    return {name: getattr(row, name) for name in names} if row else None


def test_what_the_change_replaced_is_put_back(app: Flask, session: Database) -> None:
    alice = make.person().id
    wished = make.record("sales_service", "contract", "phone", comment="Order 12", evidence="Letter")
    record_basis(locked_person(alice), wished, at=AT, by=BOB, channel="staff")
    session.commit()
    before = told(alice)

    bulk_id = applied_and_undone(app)

    assert told(alice) == before
    assert outcomes(bulk_id) == {alice: "undone"}
    assert (change(bulk_id).state, change(bulk_id).counts) == ("undone", {"undone": 1})


def test_where_there_was_nothing_there_is_nothing_again(app: Flask, session: Database) -> None:
    alice = make.person().id

    bulk_id = applied_and_undone(app)

    assert basis(alice) is None
    assert outcomes(bulk_id) == {alice: "undone"}


def test_both_are_in_the_ledger_and_the_chain_holds(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"}).id
    dan = make.person(name="Dan", email="dan@example.se").id

    bulk_id = applied_and_undone(app)

    assert events(alice)[2:] == ["basis.recorded", "basis.undone"]
    assert events(dan)[1:] == ["basis.recorded", "basis.removed"]
    entry = entries_of(session.get_one(Person, dan).ref)[-1]
    assert (entry.actor, entry.channel, entry.at) == (str(BOB), "staff", UNDONE)
    assert json.loads(entry.details)["bulk"] == bulk_id
    assert verify() is None


def test_what_is_stored_equals_a_replay_of_the_ledger(app: Flask, session: Database) -> None:
    people = [
        make.person().id,
        make.person(name="Dan", email="dan@example.se", bases={"sales_service": "contract"}).id,
        make.person(name="Eva", email="eva@example.se", bases={"e_marketing": "consent"}).id,
    ]

    applied_and_undone(app)
    applied_and_undone(app, terms("e_marketing", ""))

    assert [equals_replay(person_id) for person_id in people] == [True] * 3


@only_sqlite
def test_an_ended_basis_is_in_force_again_since_it_was(app: Flask, session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}).id

    applied_and_undone(app, terms("e_marketing", "", comment="By mistake"))

    row = basis(alice, "e_marketing")
    assert row
    assert (row.status, row.since, row.wording_version, row.comment) == ("in_force", AT, 1, "")


def test_what_the_person_did_since_stays(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"}).id
    dan = make.person(name="Dan", email="dan@example.se", bases={"sales_service": "contract"}).id
    bulk_id = asked()
    run(app, bulk_id, at=APPLIED)
    stop_purpose(locked_person(alice), catalogue().purpose("sales_service"), catalogue(), at=SINCE)
    session.commit()

    run(app, bulk_id, "bulk_undo", at=UNDONE)

    assert outcomes(bulk_id) == {alice: "changed_since", dan: "undone"}
    assert status(alice) == ("legitimate_interests", "objected")
    assert [row.outcome for rows in everybody_left(bulk_id) for row in rows] == ["changed_since"]


@only_sqlite
def test_marketing_stopped_since_stays_stopped(app: Flask, session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}).id
    bulk_id = asked(terms("e_marketing", ""))
    run(app, bulk_id, at=APPLIED)
    stop_all_marketing(locked_person(alice), catalogue(), at=SINCE)
    session.commit()

    run(app, bulk_id, "bulk_undo", at=UNDONE)

    assert outcomes(bulk_id) == {alice: "changed_since"}
    assert status(alice, "e_marketing") == ("consent", "withdrawn")


@only_sqlite
def test_a_consent_given_since_stays(app: Flask, session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}).id
    bulk_id = asked(terms("e_marketing", ""))
    run(app, bulk_id, at=APPLIED)
    give_consent(locked_person(alice), catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=SINCE)
    session.commit()

    run(app, bulk_id, "bulk_undo", at=UNDONE)

    assert outcomes(bulk_id) == {alice: "changed_since"}
    assert events(alice)[-1] == "consent.given"


@only_sqlite
def test_what_staff_changed_since_stays(app: Flask, session: Database) -> None:
    alice = make.person().id
    bulk_id = asked()
    run(app, bulk_id, at=APPLIED)
    end_basis(locked_person(alice), catalogue().purpose("sales_service"), at=SINCE, by=BOB, channel="staff")
    session.commit()

    run(app, bulk_id, "bulk_undo", at=UNDONE)

    assert status(alice) == ("legitimate_interests", "ended")


@only_sqlite
def test_those_left_alone_by_the_change_are_left_alone_again(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "legitimate_interests"}).id
    before = events(alice)

    bulk_id = applied_and_undone(app)

    assert outcomes(bulk_id) == {alice: "same"}
    assert events(alice) == before


@only_sqlite
def test_somebody_who_went_meanwhile_is_counted_as_gone(app: Flask, session: Database) -> None:
    alice = make.person().id
    bulk_id = asked()
    run(app, bulk_id)
    session.execute(text("DELETE FROM people WHERE id = :id"), {"id": alice})
    session.commit()

    run(app, bulk_id, "bulk_undo")

    assert change(bulk_id).counts == {"gone": 1}


@only_sqlite
def test_evidence_that_was_erased_is_not_invented(app: Flask, session: Database) -> None:
    alice = make.person().id
    wished = make.record("sales_service", "contract", "phone", comment="Order 12")
    record_basis(locked_person(alice), wished, at=AT, by=BOB, channel="staff")
    session.commit()
    bulk_id = asked()
    run(app, bulk_id, at=APPLIED)
    session.execute(delete(LedgerEvidence))
    session.commit()

    run(app, bulk_id, "bulk_undo", at=UNDONE)

    row = basis(alice)
    assert row
    assert (status(alice), row.comment) == (("contract", "in_force"), "")


@only_sqlite
@pytest.mark.parametrize("wished", ["contract", ""])
def test_a_change_can_be_made_and_put_back_again_and_again(app: Flask, session: Database, wished: str) -> None:
    alice = make.person(bases={"sales_service": "legitimate_interests"}).id
    before = told(alice)

    for _ in range(2):
        applied_and_undone(app, terms(basis=wished))

    assert told(alice) == before
    assert equals_replay(alice)


@only_sqlite
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    steps=st.lists(st.sampled_from(["consent", "contract", "", "stop", "stop_all", "undo"]), min_size=2, max_size=6),
    purpose=st.sampled_from(["sales_service", "e_marketing"]),
)
def test_whatever_is_done_in_between_a_no_stays_and_the_ledger_agrees(
    app: Flask, session: Database, steps: list[str], purpose: str
) -> None:
    alice = make.person().id
    asked_for: list[int] = []
    said_no = False

    for hour, step in enumerate(steps, 1):
        at = AT + timedelta(hours=hour)
        if step == "stop_all":
            stop_all_marketing(locked_person(alice), catalogue(), at=at)
            said_no = said_no or purpose == "e_marketing"
        elif step == "stop":
            row = basis(alice, purpose)
            if row and (purpose == "e_marketing" or catalogue().basis_of[row.legal_basis_id].article == "a"):
                stop_purpose(locked_person(alice), catalogue().purpose(purpose), catalogue(), at=at)
                said_no = True
        elif step == "undo":
            for bulk_id in asked_for[-1:]:
                if change(bulk_id).state == "applied":
                    run(app, bulk_id, "bulk_undo", at=at)
        else:
            asked_for.append(asked(terms(purpose, step), at=at, q="alice"))
            run(app, asked_for[-1], at=at)
        session.commit()

    row = basis(alice, purpose)
    assert not said_no or row is None or row.status not in {"in_force", "awaiting"}
    assert equals_replay(alice)
    session.execute(text("DELETE FROM people"))
    session.commit()
