"""A bulk change applied: everybody's basis with its entry, and never over a no."""

import json
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session, scoped_session

from portal.bulk import work
from portal.bulk.pace import LARGEST, SMALLEST, Pace
from portal.bulk.queries import change_by_id, everybody_left
from portal.extensions import db
from portal.jobs.actions import cancel_job
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.queries import entries_of, evidence_of, verify
from portal.ledger.replay import replay
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.queries import locked_person
from tests import make
from tests.bulk.changing import asked, basis, begun, change, outcomes, run, status, terms
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=3)


def last_entry(person_id: int) -> Any:
    """Return the latest entry about the person."""
    return entries_of(db.session.get_one(Person, person_id).ref)[-1]


def equals_replay(person_id: int) -> bool:
    """Tell whether what is stored about the person is what the ledger says."""
    person = db.session.get_one(Person, person_id)
    return replay(entries_of(person.ref)) == stored_state(person)


def stopped(person_id: int, purpose: str = "sales_service") -> None:
    """Let the person say no on their own page."""
    stop_purpose(locked_person(person_id), catalogue().purpose(purpose), catalogue(), at=LATER)
    db.session.commit()


@only_sqlite
def test_a_basis_is_recorded_where_there_was_none(app: Flask, session: Database) -> None:
    alice = make.person().id
    bulk_id = asked(terms(comment="Agreed in March", evidence="Minutes 7"))

    run(app, bulk_id, at=LATER)

    row = basis(alice)
    assert row
    assert status(alice) == ("legitimate_interests", "in_force")
    assert (row.comment, row.evidence, row.wording_version) == ("Agreed in March", "Minutes 7", None)
    assert (row.since, row.changed_at, row.changed_by, row.channel) == (LATER, LATER, str(BOB), "staff")
    assert catalogue().source_of[row.source_id].key == "user"


def test_another_basis_is_replaced(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract", "e_marketing": "consent"}).id
    bulk_id = asked()

    run(app, bulk_id, at=LATER)

    assert status(alice) == ("legitimate_interests", "in_force")
    assert status(alice, "e_marketing") == ("consent", "in_force")


def test_each_change_has_its_entry_and_the_chain_holds(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"}).id
    old = basis(alice)
    assert old
    was = {"basis": "contract", "status": "in_force", "since": old.since.isoformat(), "seq": old.seq}
    bulk_id = asked(terms(comment="Agreed"))

    run(app, bulk_id, at=LATER)

    entry = last_entry(alice)
    facts = (entry.event, entry.actor, entry.channel, entry.purpose, entry.basis, entry.status, entry.source, entry.at)
    assert facts == (
        "basis.recorded",
        str(BOB),
        "staff",
        "sales_service",
        "legitimate_interests",
        "in_force",
        "user",
        LATER,
    )
    assert json.loads(entry.details) == {"old": was, "bulk": bulk_id}
    assert json.loads(evidence_of([entry.seq])[entry.seq]) == {"comment": "Agreed", "evidence": ""}
    assert verify() is None


def test_what_is_stored_equals_a_replay_of_the_ledger(app: Flask, session: Database) -> None:
    nothing = make.person().id
    other = make.person(name="Dan", email="dan@example.se", bases={"sales_service": "contract"}).id
    bulk_id = asked()

    run(app, bulk_id, at=LATER)

    assert equals_replay(nothing)
    assert equals_replay(other)
    assert session.get_one(Person, other).choices_seq == last_entry(other).seq


@only_sqlite
def test_a_consent_keeps_the_version_of_its_wording(app: Flask, session: Database) -> None:
    alice = make.person().id
    bulk_id = asked(terms("e_marketing", "consent", evidence="Signed list", wording_version=1))

    run(app, bulk_id)

    row = basis(alice, "e_marketing")
    assert row
    assert (row.wording_version, last_entry(alice).wording_version) == (1, 1)


def test_a_basis_is_ended_and_keeps_what_is_not_said_anew(app: Flask, session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}).id
    bulk_id = asked(terms("e_marketing", "", comment="The newsletter has ended"))

    run(app, bulk_id, at=LATER)

    row = basis(alice, "e_marketing")
    assert row
    assert status(alice, "e_marketing") == ("consent", "ended")
    assert (row.comment, row.wording_version, row.since) == ("The newsletter has ended", 1, LATER)
    assert last_entry(alice).event == "basis.ended"
    assert equals_replay(alice)


@only_sqlite
def test_those_left_alone_are_not_touched(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "legitimate_interests"}).id
    stopped(alice)
    before = last_entry(alice).seq
    bulk_id = asked()

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice: "said_no"}
    assert last_entry(alice).seq == before
    assert status(alice) == ("legitimate_interests", "objected")


def test_a_no_that_came_after_the_count_is_kept(app: Flask, session: Database) -> None:
    alice = make.person(bases={"sales_service": "legitimate_interests"}).id
    dan = make.person(name="Dan", email="dan@example.se").id
    bulk_id = asked(terms(basis="contract"))
    stopped(alice)

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice: "said_no", dan: "changed"}
    assert status(alice) == ("legitimate_interests", "objected")
    assert change(bulk_id).counts == {"said_no": 1, "changed": 1}


@only_sqlite
def test_all_marketing_stopped_after_the_count_is_kept(app: Flask, session: Database) -> None:
    alice = make.person()
    bulk_id = asked(terms("e_marketing", "consent", evidence="List", wording_version=1))
    stop_all_marketing(alice, catalogue(), at=LATER)
    session.commit()

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice.id: "said_no"}
    assert status(alice.id, "e_marketing") is None


@only_sqlite
def test_what_others_recorded_after_the_count_is_not_recorded_twice(app: Flask, session: Database) -> None:
    alice = make.person()
    bulk_id = asked()
    make.person(name="Dan", email="dan@example.se")
    run(app, asked())

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice.id: "same"}


@only_sqlite
def test_a_use_restricted_after_the_count_is_left_alone(app: Flask, session: Database) -> None:
    alice = make.person()
    bulk_id = asked()
    alice.restricted_at = LATER
    session.commit()

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice.id: "restricted"}


@only_sqlite
def test_somebody_who_went_meanwhile_is_counted_as_gone(app: Flask, session: Database) -> None:
    make.person()
    dan = make.person(name="Dan", email="dan@example.se").id
    bulk_id = asked()
    session.execute(text("DELETE FROM people WHERE id = :id"), {"id": dan})
    session.commit()

    job = run(app, bulk_id)

    assert change(bulk_id).counts == {"changed": 1, "gone": 1}
    assert (job.state, job.done) == ("done", 2)


@only_sqlite
@pytest.mark.parametrize(
    "switched_off",
    [
        "UPDATE purposes SET active = false",
        "UPDATE legal_bases SET active = false",
        "UPDATE sources SET active = false",
        "DELETE FROM purpose_bases",
    ],
)
def test_what_can_no_longer_be_recorded_stops_the_job(app: Flask, session: Database, switched_off: str) -> None:
    alice = make.person().id
    bulk_id = asked()
    session.execute(text(switched_off))
    session.execute(text("UPDATE ledger_head SET configuration = 'new'"))
    session.commit()

    job = run(app, bulk_id)

    assert job.state == "failed"
    assert "can no longer be recorded" in (job.error or {})["en"]
    assert change(bulk_id).state == "stopped"
    assert status(alice) is None


def people(many: int, basis: str = "contract", name: str = "Pia") -> list[int]:
    """Register so many people with a basis."""
    return [
        make.person(name=f"{name} {number}", email=f"{number}@example.se", bases={"sales_service": basis}).id
        for number in range(many)
    ]


def small_chunks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let each step change no more than so many people."""
    monkeypatch.setattr(work, "Pace", lambda: _Steady(size))


class _Steady:
    def __init__(self, size: int) -> None:
        self.size = size

    def took(self, *_: float) -> None:
        """Learn nothing."""


def test_a_killed_worker_goes_on_where_it_was(app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    small_chunks(monkeypatch, 2)
    everybody = people(5)
    bulk_id = asked()
    begun(bulk_id)
    Runner(app, now=lambda: AT).work(0, stopped=lambda: False)
    first = [key for key, what in outcomes(bulk_id).items() if what == "changed"]

    Runner(app, now=lambda: AT + timedelta(hours=1)).work(60, stopped=lambda: False)

    assert first == everybody[:2]
    assert outcomes(bulk_id) == dict.fromkeys(everybody, "changed")
    assert [len(entries_of(session.get_one(Person, key).ref)) for key in everybody] == [3] * 5
    assert change(bulk_id).state == "applied"


@only_sqlite
def test_a_cancelled_change_can_go_on(app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    small_chunks(monkeypatch, 2)
    everybody = people(3)
    bulk_id = asked()
    job_id = begun(bulk_id)
    Runner(app, now=lambda: AT).work(0, stopped=lambda: False)
    cancel_job(job_id, at=AT)
    session.commit()
    halted = (change(bulk_id).state, change(bulk_id).counts)

    run(app, bulk_id)

    assert halted == ("stopped", {"changed": 2, "change": 1})
    assert outcomes(bulk_id) == dict.fromkeys(everybody, "changed")


def test_a_person_who_withdraws_while_the_change_runs_keeps_the_no(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_chunks(monkeypatch, 1)
    everybody = people(6, "legitimate_interests")
    bulk_id = asked(terms(basis="contract"))
    begun(bulk_id)
    runner = Runner(app, now=lambda: AT)
    runner.work(0, stopped=lambda: False)
    stopped(everybody[3])

    runner.work(60, stopped=lambda: False)

    assert outcomes(bulk_id) == dict.fromkeys(everybody, "changed") | {everybody[3]: "said_no"}
    assert status(everybody[3]) == ("legitimate_interests", "objected")
    assert all(equals_replay(key) for key in everybody)


def test_a_no_that_is_being_said_while_a_chunk_waits_for_it_is_kept(app: Flask, session: Database) -> None:
    """The person's row is locked by their own page when the chunk comes to it."""
    alice = make.person(bases={"sales_service": "legitimate_interests"}).id
    bulk_id = asked(terms(basis="contract"))
    begun(bulk_id)
    saying, worked = Event(), Event()

    def say_no() -> None:
        with app.app_context():
            stop_purpose(locked_person(alice), catalogue().purpose("sales_service"), catalogue(), at=LATER)
            saying.set()
            worked.wait(0.5)
            db.session.commit()

    person = Thread(target=say_no)
    person.start()
    saying.wait(5)
    Runner(app, now=lambda: AT).work(60, stopped=lambda: False)
    worked.set()
    person.join()

    assert outcomes(bulk_id) == {alice: "said_no"}
    assert status(alice) == ("legitimate_interests", "objected")
    assert verify() is None


def test_a_chunk_takes_as_many_statements_as_one_person(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked_for.append(call[2]))
    counts = []
    for many, name in ((1, "Pia"), (20, "Quentin")):
        people(many, name=name)
        bulk_id = asked(q=name)
        job_id = begun(bulk_id)
        asked_for.clear()
        Runner(app, now=lambda: AT).finish(job_id)
        counts.append(len(asked_for))
        assert list(outcomes(bulk_id).values()) == ["changed"] * many

    assert counts[0] == counts[1]


@only_sqlite
def test_the_list_of_those_left_alone_tells_why(app: Flask, session: Database) -> None:
    alice = make.person(company="Björkvik", bases={"sales_service": "legitimate_interests"})
    make.person(name="Dan", email="dan@example.se")
    bulk_id = asked()

    run(app, bulk_id)

    [[row]] = everybody_left(bulk_id)
    assert row == (alice.id, "Alice Alm", "alice@example.se", "Björkvik", "sv", "", "same")


@pytest.mark.parametrize(
    ("people_done", "took", "size"),
    [(50, 0.06, 50), (50, 0.006, 100), (50, 6.0, SMALLEST), (50, 0.0, 100), (50, 0.12, 25)],
)
def test_the_next_chunk_is_as_large_as_the_last_one_was_quick(people_done: int, took: float, size: int) -> None:
    pace = Pace()

    pace.took(people_done, took)

    assert pace.size == size


def test_a_chunk_is_never_larger_than_the_largest() -> None:
    pace = Pace()

    for _ in range(20):
        pace.took(pace.size, 0.0)

    assert pace.size == LARGEST


@only_sqlite
def test_the_job_tells_how_far_it_has_come(app: Flask, session: Database) -> None:
    people(3)
    bulk_id = asked()

    job = run(app, bulk_id)

    assert (job.state, job.done, job.total, job.page) == ("done", 3, 3, f"/staff/people/bulk/{bulk_id}")
    assert change_by_id(bulk_id).state == "applied"


def test_two_changes_of_the_same_people_run_beside_each_other(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_chunks(monkeypatch, 1)
    everybody = people(4, "legitimate_interests")
    jobs = [begun(asked(terms(basis=basis))) for basis in ("contract", "legal_obligation")]
    session.rollback()
    workers = [Thread(target=Runner(app, now=lambda: AT).finish, args=(job_id,)) for job_id in jobs]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    session.rollback()
    assert [session.get_one(Job, job_id).state for job_id in jobs] == ["done", "done"]
    assert all(equals_replay(key) for key in everybody)
    assert [len(entries_of(session.get_one(Person, key).ref)) for key in everybody] == [4] * 4
    assert verify() is None


@only_sqlite
def test_a_worker_that_comes_back_late_changes_nobody_twice(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_chunks(monkeypatch, 1)
    everybody = people(3)
    bulk_id = asked()
    begun(bulk_id)
    late = Runner(app, now=lambda: AT)
    late.work(0, stopped=lambda: False)
    Runner(app, now=lambda: AT + timedelta(hours=1)).work(60, stopped=lambda: False)

    late.work(60, stopped=lambda: False)

    assert outcomes(bulk_id) == dict.fromkeys(everybody, "changed")
    assert [len(entries_of(session.get_one(Person, key).ref)) for key in everybody] == [3] * 3
    assert change(bulk_id).counts == {"changed": 3}
