"""All marketing is stopped for many people with a handful of statements, as it would be for each by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import PersonState, replay
from portal.legal_bases.actions import end_basis, record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.stopping import Objection, stop_marketing_of
from portal.people.models import Person
from portal.people.queries import person_by_id
from tests import make
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB
from tests.questions import noted

Database = scoped_session[Session]
LATER = AT + timedelta(days=7)
DEEDS = st.lists(st.sampled_from(["consent", "interests", "contract", "stop", "stop_all", "end"]), max_size=5)


def objection(person: Person, *, said_at: datetime = LATER) -> Objection:
    """Return that the person objects."""
    return Objection(person.id, person.ref, person.marketing_objected_at is not None, said_at)


def stopped(*objections: Objection, at: datetime = LATER) -> Sequence[int]:
    """Stop marketing for those who object, and return for whom that changed something."""
    return stop_marketing_of(objections, catalogue(), at=at, by=BOB, channel="import")


def statuses(person: Person) -> dict[str, str]:
    """Return the status of each purpose that something is recorded for."""
    purposes = catalogue().purpose_of
    return {purposes[row.purpose_id].key: row.status for row in recorded_bases(person.id)}


def somebody(name: str, **bases: str) -> Person:
    """Register somebody at an address of their own."""
    return make.person(name=name, email=f"{name.lower()}@example.se", bases=bases)


def live(person: Person, deeds: Sequence[str]) -> None:
    """Let those things happen to the person, an hour after each other."""
    known, at = catalogue(), AT
    purpose = known.purpose("e_marketing")
    for deed in deeds:
        at += timedelta(hours=1)
        objected = person.marketing_objected_at is not None or "withdrawn" in statuses(person).values()
        if deed == "consent":
            give_consent(person, purpose, known, wording_version=1, at=at)
        elif deed in {"interests", "contract"} and not objected and "objected" not in statuses(person).values():
            basis = {"interests": "legitimate_interests"}.get(deed, deed)
            record_basis(person, make.record(basis=basis), at=at, by=BOB, channel="staff")
        elif deed == "stop":
            stop_purpose(person, purpose, known, at=at)
        elif deed == "stop_all":
            stop_all_marketing(person, known, at=at)
        elif deed == "end":
            end_basis(person, purpose, at=at, by=BOB, channel="staff")


def test_each_basis_becomes_what_its_article_says_and_other_purposes_stay(session: Database) -> None:
    consenting = somebody("Alice", e_marketing="consent", sales_service="contract")
    interesting = somebody("Dan", e_marketing="legitimate_interests")
    nothing = somebody("Eva")

    changed = stopped(*(objection(one) for one in (consenting, interesting, nothing)))
    session.commit()

    assert changed == [consenting.id, interesting.id, nothing.id]
    assert statuses(consenting) == {"e_marketing": "withdrawn", "sales_service": "in_force"}
    assert statuses(interesting) == {"e_marketing": "objected"}
    assert statuses(nothing) == {}
    for person in (consenting, interesting, nothing):
        assert person.marketing_objected_at == LATER
        assert replay(entries_of(person.ref)) == stored_state(person)
    assert verify() is None


def test_somebody_who_objected_before_is_left_as_they_are(session: Database) -> None:
    alice = somebody("Alice", e_marketing="consent")
    stop_all_marketing(alice, catalogue(), at=AT)
    session.commit()
    before = [entry.seq for entry in entries_of(alice.ref)]

    changed = stopped(objection(alice))
    session.commit()

    assert changed == []
    assert alice.marketing_objected_at == AT
    assert [entry.seq for entry in entries_of(alice.ref)] == before


@only_sqlite
def test_a_consent_that_lifted_an_earlier_stop_is_stopped_by_a_later_one(session: Database) -> None:
    alice = somebody("Alice")
    stop_all_marketing(alice, catalogue(), at=AT)
    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=AT + timedelta(days=1))
    session.commit()

    changed = stopped(objection(alice))
    session.commit()

    assert changed == [alice.id]
    assert statuses(alice) == {"e_marketing": "withdrawn"}
    assert alice.marketing_objected_at == LATER
    assert replay(entries_of(alice.ref)) == stored_state(alice)


@only_sqlite
def test_nobody_is_nobody(session: Database) -> None:
    assert stopped() == []
    assert verify() is None


@only_sqlite
def test_however_many_object_the_statements_are_as_many(app: Flask, session: Database) -> None:
    people = [somebody(f"P{number}", e_marketing="consent") for number in range(6)]
    first, *others = [objection(one) for one in people]

    with noted(app) as few:
        stopped(first)
    with noted(app) as many:
        stopped(*others)

    assert len(many) == len(few)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_stopping_many_comes_to_the_same_as_stopping_one(session: Database, deeds: list[str]) -> None:
    session.execute(delete(Person))
    session.commit()
    one, among = somebody("Alice"), somebody("Dan")
    for person in (one, among):
        live(person, deeds)
    session.commit()

    stop_all_marketing(one, catalogue(), at=LATER, by=BOB, channel="import")
    stopped(objection(among))
    session.commit()
    session.expire_all()

    assert alike(stored_state(person_by_id(one.id))) == alike(stored_state(person_by_id(among.id)))
    assert replay(entries_of(among.ref)) == stored_state(person_by_id(among.id))


def alike(state: PersonState) -> tuple[object, ...]:
    """Return what holds for a person but the numbers of entries."""
    bases = {key: (basis.basis, basis.status, basis.since) for key, basis in state.bases.items()}
    return state.marketing_objected_at, bases, state.unconfirmed
