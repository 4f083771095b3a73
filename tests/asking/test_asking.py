"""People are asked once, by a letter each; nothing is turned on, and every no is kept."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.asking.actions import NotNow, begin, begin_due_reminders, drop, prepare
from portal.asking.models import RoundPerson
from portal.asking.queries import answers, round_by_id
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.legal_bases.actions import add_wording
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.addresses import note_refused_address
from portal.people.kept_stops import MARKETING, Stop, keep_stops
from portal.people.models import Person
from portal.people.queries import person_by_id
from portal.settings.actions import change_settings
from tests import make
from tests.asking.rounds import outcomes, prepared, questions, row_of, run
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=10)


def somebody(name: str, **more: object) -> Person:
    """Register somebody at an address of their own."""
    return make.person(**{"name": name, "email": f"{name.lower()}@example.se", **more})  # type: ignore[arg-type]


def test_a_question_reaches_those_who_may_be_asked_and_turns_nothing_on(app: Flask, session: Database) -> None:
    alice, bases = somebody("Alice"), {"e_marketing": "consent"}
    stopped, consented, withdrawn = somebody("Dan"), somebody("Eva", bases=bases), somebody("Fia", bases=bases)
    stop_all_marketing(stopped, catalogue(), at=AT)
    stop_purpose(withdrawn, catalogue().purpose("e_marketing"), catalogue(), at=AT)
    restricted, refused, nameless = somebody("Gun"), somebody("Hal"), somebody("Ida", email="")
    restricted.restricted_at = AT
    shared = somebody("Dora", email="dan@example.se")
    erased = somebody("Jon")
    keep_stops([Stop("jon@example.se", MARKETING, "objected")], at=AT)
    note_refused_address("hal@example.se", "550 no", at=AT)
    session.commit()

    round_id = prepared()
    run(app, round_id)

    assert outcomes(round_id) == {
        alice.id: "asked",
        stopped.id: "objected",
        consented.id: "consented",
        withdrawn.id: "withdrawn",
        restricted.id: "restricted",
        refused.id: "address_refused",
        nameless.id: "no_address",
        shared.id: "shared_no",
        erased.id: "objected",
    }
    row = row_of(alice.id)
    assert row
    assert (row.status, row.wording_version, row.changed_by) == ("awaiting", 1, "staff:bob@example.se")
    assert questions() == [
        {"purpose": "e_marketing", "wording_version": 1, "seq": row.seq, "person": alice.id, "state": "due"}
    ]
    made = round_by_id(round_id)
    assert (made.state, made.counts["asked"], made.counts["objected"]) == ("asked", 1, 2)
    assert replay(entries_of(alice.ref)) == stored_state(person_by_id(alice.id))
    assert verify() is None


@only_sqlite
def test_a_no_between_the_count_and_the_question_is_kept(app: Flask, session: Database) -> None:
    alice = somebody("Alice")
    round_id = prepared()
    stop_all_marketing(person_by_id(alice.id), catalogue(), at=AT)
    session.commit()

    run(app, round_id)

    assert outcomes(round_id) == {alice.id: "objected"}
    assert questions() == []


@only_sqlite
def test_nobody_is_asked_again_before_the_days_that_are_set(app: Flask, session: Database) -> None:
    alice = somebody("Alice")
    run(app, prepared())

    soon, late = prepared(at=LATER), prepared(at=AT + timedelta(days=181))

    assert outcomes(soon) == {alice.id: "asked_lately"}
    assert outcomes(late) == {alice.id: "ask"}


@only_sqlite
def test_another_basis_that_is_enough_is_not_put_at_risk(session: Database) -> None:
    alice = somebody("Alice", bases={"e_marketing": "legitimate_interests"})
    before = outcomes(prepared())

    others = {"e_marketing": ["legitimate_interests"]}
    change_settings({"marketing_other_bases": others}, at=AT, by=BOB, channel="staff")
    session.commit()

    assert before == {alice.id: "ask"}
    assert outcomes(prepared()) == {alice.id: "other_basis"}


def test_answers_are_followed(app: Flask, session: Database) -> None:
    purpose, people = "e_marketing", [somebody(name) for name in ("Yes", "No", "Silent", "Gone", "Other")]
    yes, no, _, gone, other = people
    round_id = prepared()
    run(app, round_id)
    known = catalogue()
    give_consent(person_by_id(yes.id), known.purpose(purpose), known, wording_version=1, at=LATER)
    stop_purpose(person_by_id(no.id), known.purpose(purpose), known, at=LATER)
    stop_purpose(person_by_id(other.id), known.purpose(purpose), known, at=LATER)
    session.delete(person_by_id(gone.id))
    session.commit()

    counts = answers(round_by_id(round_id))
    run(app, round_id, "consent_answers", at=LATER)

    assert counts == {"yes": 1, "no": 2, "silent": 1}
    kept = round_by_id(round_id)
    assert (kept.answers, kept.answers_at, kept.state) == (counts, LATER, "asked")


def test_those_who_owe_an_answer_are_reminded_once(app: Flask, session: Database) -> None:
    silent, yes = somebody("Alice"), somebody("Dan")
    round_id = prepared()
    run(app, round_id)
    give_consent(person_by_id(yes.id), catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=AT)
    session.commit()

    run(app, round_id, "consent_remind", at=LATER)

    assert [(letter["person"], letter.get("asked_on")) for letter in questions()[2:]] == [(silent.id, "2026-04-02")]
    assert entries_of(silent.ref)[-1].event == "consent.reminded"
    assert round_by_id(round_id).reminders == 1
    assert replay(entries_of(silent.ref)) == stored_state(person_by_id(silent.id))
    with pytest.raises(NotNow):
        begin(round_by_id(round_id), "consent_remind", by=BOB, at=LATER)


@only_sqlite
def test_reminders_go_by_themselves_after_the_days_that_are_set(app: Flask, session: Database) -> None:
    somebody("Alice")
    run(app, prepared())
    begin_due_reminders(at=LATER)
    unset = session.query(Job).filter_by(kind="consent_remind").count()
    change_settings({"consent_reminder_days": 10}, at=AT, by=BOB, channel="staff")

    begin_due_reminders(at=LATER - timedelta(days=1))
    early = session.query(Job).filter_by(kind="consent_remind").count()
    begin_due_reminders(at=LATER)
    begin_due_reminders(at=LATER)
    session.commit()
    Runner(app, now=lambda: LATER).work(60, stopped=lambda: False)

    assert (unset, early) == (0, 0)
    assert [job.owner for job in session.query(Job).filter_by(kind="consent_remind")] == ["system"]
    assert len(questions()) == 2


@only_sqlite
def test_very_late_reminders_do_not_go_by_themselves(app: Flask, session: Database) -> None:
    somebody("Alice")
    run(app, prepared())
    change_settings({"consent_reminder_days": 10}, at=AT, by=BOB, channel="staff")

    begin_due_reminders(at=AT + timedelta(days=41))

    assert session.query(Job).filter_by(kind="consent_remind").count() == 0


@only_sqlite
def test_nobody_is_asked_with_words_that_were_changed_meanwhile(app: Flask, session: Database) -> None:
    alice = somebody("Alice")
    round_id = prepared()
    purpose = catalogue().purpose("e_marketing")
    add_wording(purpose, {"text": {"sv": "Annat", "en": "Other"}}, 2, at=AT, by=BOB)
    session.commit()

    job = run(app, round_id)

    assert job.state == "failed"
    assert round_by_id(round_id).state == "stopped"
    assert outcomes(round_id) == {alice.id: "ask"}
    assert questions() == []


@only_sqlite
def test_a_worker_that_is_killed_between_two_chunks_asks_nobody_twice(app: Flask, session: Database) -> None:
    people = [somebody(f"P{number}") for number in range(55)]
    round_id = prepared()
    begin(round_by_id(round_id, lock=True), "consent_ask", by=BOB, at=AT)
    session.commit()
    stops = iter([False, True])
    Runner(app, now=lambda: AT).work(0, stopped=lambda: next(stops, True))
    session.rollback()
    first = len(questions())

    Runner(app, now=lambda: LATER).work(60, stopped=lambda: False)
    session.rollback()

    assert 0 < first < len(people)
    assert sorted(letter["person"] for letter in questions()) == [person.id for person in people]


@only_sqlite
def test_very_many_are_counted_by_a_job(app: Flask, session: Database) -> None:
    alice = somebody("Alice")
    stopped = somebody("Dan")
    stop_all_marketing(person_by_id(stopped.id), catalogue(), at=AT)
    made = prepare({}, catalogue().purpose("e_marketing"), 1, None, at=AT, by=BOB)
    round_id = made.id
    session.commit()

    Runner(app, now=lambda: AT).work(60, stopped=lambda: False)
    session.rollback()

    assert outcomes(round_id) == {alice.id: "ask", stopped.id: "objected"}
    assert round_by_id(round_id).state == "counted"
    assert round_by_id(round_id).samples == {"ask": [alice.id], "objected": [stopped.id]}


@only_sqlite
def test_a_round_that_is_dropped_leaves_nobody_behind(session: Database) -> None:
    somebody("Alice")
    made = round_by_id(prepared())

    drop(made, by=BOB, at=AT)
    session.commit()

    assert session.query(RoundPerson).count() == 0
    with pytest.raises(NotNow):
        drop(made, by=BOB, at=AT)
