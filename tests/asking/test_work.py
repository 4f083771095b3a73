"""The jobs of a round: broken off, they can go on; very many people are counted and forgotten some at a time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.asking import actions, work
from portal.asking.actions import NotNow, begin, drop, prepare
from portal.asking.models import RoundPerson
from portal.asking.queries import answers, round_by_id
from portal.extensions import db
from portal.jobs.actions import cancel_job
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.queries import entries_of
from portal.legal_bases.choices import give_consent, stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.kept_stops import MARKETING, Stop, keep_stops
from portal.people.queries import locked_person, person_by_id
from portal.people.restricting import lift_restriction, restrict
from tests import make
from tests.asking.rounds import outcomes, prepared, questions, row_of, run
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
LATER = AT + timedelta(days=10)


def somebody(count: int) -> list[int]:
    """Register so many people, and return their ids in order."""
    return sorted(make.person(name=f"P{number}", email=f"p{number}@example.se").id for number in range(count))


def begun(round_id: int, kind: str) -> int:
    """Ask a worker for it, and return the job's id."""
    job_id = begin(round_by_id(round_id, lock=True), kind, by=BOB, at=AT).id
    db.session.commit()
    return job_id


def cancelled(round_id: int, kind: str) -> str:
    """Begin and cancel it before a worker comes, and return the round's state after that."""
    cancel_job(begun(round_id, kind), at=AT)
    db.session.commit()
    return round_by_id(round_id).state


def everything_done(app: Flask) -> None:
    """Let a worker do whatever is waiting."""
    Runner(app, now=lambda: LATER).work(60, stopped=lambda: False)
    db.session.rollback()


def test_an_asking_that_was_cancelled_can_go_on_and_asks_everybody_once(app: Flask, session: Database) -> None:
    ids = somebody(3)
    round_id = prepared()

    state = cancelled(round_id, "consent_ask")
    run(app, round_id)

    assert state == "stopped"
    assert outcomes(round_id) == dict.fromkeys(ids, "asked")
    assert [letter["person"] for letter in questions()] == ids
    assert round_by_id(round_id).asked_at == AT


def test_a_reminder_that_was_cancelled_can_go_on_and_reminds_once(app: Flask, session: Database) -> None:
    somebody(2)
    round_id = prepared()
    run(app, round_id)

    state = cancelled(round_id, "consent_remind")
    run(app, round_id, "consent_remind", at=LATER)

    made = round_by_id(round_id)
    assert (state, made.state, made.reminders, made.reminded_at) == ("reminding_stopped", "asked", 2, AT)
    assert len(questions()) == 4
    with pytest.raises(NotNow):
        begin(made, "consent_remind", by=BOB, at=LATER)


def test_a_count_that_was_cancelled_leaves_a_round_that_nobody_can_ask_by(app: Flask, session: Database) -> None:
    somebody(2)
    made = prepare({}, catalogue().purpose("e_marketing"), 1, None, at=AT, by=BOB)
    assert made.job_id is not None
    cancel_job(made.job_id, at=AT)
    session.commit()

    assert made.state == "dropped"
    with pytest.raises(NotNow):
        begin(made, "consent_ask", by=BOB, at=AT)


@pytest.mark.parametrize("kind", ["consent_ask", "consent_remind", "consent_answers"])
def test_nothing_begins_while_the_people_are_being_counted(session: Database, kind: str) -> None:
    made = prepare({}, catalogue().purpose("e_marketing"), 1, None, at=AT, by=BOB)

    with pytest.raises(NotNow):
        begin(made, kind, by=BOB, at=AT)
    with pytest.raises(NotNow):
        drop(made, by=BOB, at=AT)


@pytest.mark.parametrize("kind", ["consent_count", "consent_ask", "consent_forget"])
def test_what_was_asked_is_neither_counted_nor_asked_nor_forgotten(app: Flask, session: Database, kind: str) -> None:
    somebody(1)
    round_id = prepared()
    run(app, round_id)

    with pytest.raises(NotNow):
        begin(round_by_id(round_id), kind, by=BOB, at=AT)
    with pytest.raises(NotNow):
        drop(round_by_id(round_id), by=BOB, at=AT)


def test_very_many_who_were_counted_are_forgotten_some_at_a_time(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FORGOTTEN_AT_ONCE", 2)
    somebody(5)
    made = round_by_id(prepared())

    drop(made, by=BOB, at=AT)
    session.commit()
    left = session.query(RoundPerson).count()
    session.rollback()
    everything_done(app)

    assert (left, session.query(RoundPerson).count()) == (3, 0)
    assert session.scalars(select(Job.kind)).all() == ["consent_forget"]


def test_answers_of_very_many_are_added_up_and_equal_those_counted_at_once(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "ANSWERS_AT_ONCE", 2)
    ids, known = somebody(5), catalogue()
    round_id = prepared()
    run(app, round_id)
    for person_id in ids[:3]:
        give_consent(person_by_id(person_id), known.purpose("e_marketing"), known, wording_version=1, at=AT)
    session.commit()

    job = run(app, round_id, "consent_answers", at=LATER)

    made = round_by_id(round_id)
    assert made.answers == answers(made) == {"yes": 3, "silent": 2}
    assert job.result == {"people": 5}


def test_people_who_came_after_the_count_are_not_asked(app: Flask, session: Database) -> None:
    ids = somebody(2)
    round_id = prepared()
    late = make.person(name="Late", email="late@example.se")

    run(app, round_id)

    assert sorted(outcomes(round_id)) == ids
    assert row_of(late.id) is None


def test_somebody_who_is_gone_by_then_counts_as_gone(app: Flask, session: Database) -> None:
    ids = somebody(3)
    round_id = prepared()
    session.delete(person_by_id(ids[1]))
    session.commit()

    run(app, round_id)

    made = round_by_id(round_id)
    assert made.counts == {"asked": 2, "gone": 1}
    assert outcomes(round_id) == {ids[0]: "asked", ids[2]: "asked"}


def test_an_address_that_no_letter_can_have_is_left_out_and_nothing_is_recorded(app: Flask, session: Database) -> None:
    [person_id] = somebody(1)
    round_id = prepared()
    person_by_id(person_id).email = "p0@example.se\r\nBcc: all@example.se"
    session.commit()

    run(app, round_id)

    assert outcomes(round_id) == {person_id: "no_address"}
    assert row_of(person_id) is None
    assert questions() == []


def test_of_a_stop_kept_of_somebody_erased_nobody_is_asked_or_reminded(app: Flask, session: Database) -> None:
    first, second = somebody(2)
    keep_stops([Stop("p0@example.se", MARKETING, "objected")], at=AT)
    round_id = prepared()
    run(app, round_id)
    keep_stops([Stop("p1@example.se", "e_marketing", "withdrawn")], at=AT)
    session.commit()

    run(app, round_id, "consent_remind", at=LATER)

    assert outcomes(round_id) == {first: "objected", second: "asked"}
    assert [letter["person"] for letter in questions()] == [second]
    assert round_by_id(round_id).reminders == 0


def test_nobody_is_reminded_while_restricted_and_everybody_else_is(app: Flask, session: Database) -> None:
    first, second = somebody(2)
    round_id = prepared()
    run(app, round_id)
    restrict(locked_person(first), at=AT, by=BOB, channel="staff")
    session.commit()

    run(app, round_id, "consent_remind", at=LATER)
    lift_restriction(locked_person(first), at=LATER, by=BOB, channel="staff")
    session.commit()

    assert [letter["person"] for letter in questions()[2:]] == [second]
    with pytest.raises(NotNow):
        begin(round_by_id(round_id), "consent_remind", by=BOB, at=LATER)


def test_whoever_stops_all_marketing_instead_of_answering_is_counted_as_a_no(app: Flask, session: Database) -> None:
    [person_id] = somebody(1)
    round_id = prepared()
    run(app, round_id)
    stop_all_marketing(person_by_id(person_id), catalogue(), at=LATER)
    session.commit()

    run(app, round_id, "consent_remind", at=LATER)

    assert answers(round_by_id(round_id)) == {"no": 1}
    assert len(questions()) == 1


def test_two_rounds_counted_side_by_side_ask_nobody_twice(app: Flask, session: Database) -> None:
    ids = somebody(2)
    first, second = prepared(), prepared()

    run(app, first)
    run(app, second)

    assert outcomes(first) == dict.fromkeys(ids, "asked")
    assert outcomes(second) == dict.fromkeys(ids, "asked_lately")
    assert [letter["person"] for letter in questions()] == ids
    assert [entry.event for entry in entries_of(person_by_id(ids[0]).ref)].count("consent.asked") == 1
