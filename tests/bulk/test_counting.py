"""Whom a bulk change concerns: fixed when they are counted, at once or by a job."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session, scoped_session

from portal.bulk import actions, work
from portal.bulk.actions import NotNow, ask, begin, counted, drop
from portal.bulk.queries import NoSuchChange, change_by_id, latest_changes
from portal.extensions import db
from portal.jobs.actions import cancel_job
from portal.jobs.running import Runner
from portal.legal_bases import finding
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.finding import Question, few_found, found_after
from portal.legal_bases.queries import catalogue
from portal.people.actions import change as change_person
from tests import make
from tests.bulk.changing import asked, change, outcomes, run, terms
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]


def alphabet() -> list[int]:
    """Register one person of each kind: nothing recorded, another basis, the same, a no, restricted."""
    nothing = make.person(name="Ann", email="ann@example.se")
    other = make.person(name="Bea", email="bea@example.se", bases={"sales_service": "contract"})
    same = make.person(name="Cia", email="cia@example.se", bases={"sales_service": "legitimate_interests"})
    no = make.person(name="Dag", email="dag@example.se", bases={"sales_service": "legitimate_interests"})
    stop_purpose(no, catalogue().purpose("sales_service"), catalogue(), at=AT)
    restricted = make.person(name="Eva", email="eva@example.se")
    restricted.restricted_at = AT
    db.session.commit()
    return [nothing.id, other.id, same.id, no.id, restricted.id]


def test_everybody_found_is_counted_with_the_reason(session: Database) -> None:
    people = alphabet()

    bulk_id = asked()

    reasons = ["change", "change", "same", "said_no", "restricted"]
    assert outcomes(bulk_id) == dict(zip(people, reasons, strict=True))
    assert change(bulk_id).counts == {"change": 2, "same": 1, "said_no": 1, "restricted": 1}
    assert change(bulk_id).state == "counted"


@only_sqlite
def test_a_basis_to_be_ended_is_counted_where_there_is_one(session: Database) -> None:
    alphabet()

    bulk_id = asked(terms(basis=""))

    assert change(bulk_id).counts == {"nothing": 2, "change": 2, "said_no": 1}


@only_sqlite
def test_all_marketing_stopped_is_a_no_to_marketing_without_a_row(session: Database) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=AT)
    session.commit()

    bulk_id = asked(terms("e_marketing", "consent", evidence="List", wording_version=1))

    assert outcomes(bulk_id) == {alice.id: "said_no"}


def test_only_those_whom_the_search_finds_are_concerned(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    make.person(name="Dan", email="dan@example.se", bases={"sales_service": "contract"})

    bulk_id = asked(q="alic", purpose="sales_service", basis="contract", status="in_force", source="business_card")

    assert list(outcomes(bulk_id)) == [alice.id]


@only_sqlite
def test_a_few_of_each_outcome_are_kept_to_be_shown(session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SAMPLE", 2)
    people = [make.person(email=f"{number}@example.se").id for number in range(3)]

    bulk_id = asked()

    assert change(bulk_id).samples == {"change": people[:2]}
    assert change(bulk_id).counts == {"change": 3}


def found_by_job(app: Flask, **search: str) -> int:
    """Ask for a change for people who are too many to be counted at once, and let a worker count them."""
    bulk_id = ask(search, terms(), None, at=AT, by=BOB).id
    job_id = change(bulk_id).job_id
    db.session.commit()
    Runner(app, now=lambda: AT).finish(job_id or 0)
    db.session.expire_all()
    return bulk_id


def test_a_job_counts_as_the_page_does(app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COUNTED_AT_ONCE", 2)
    people = alphabet()
    at_once = asked()

    by_job = found_by_job(app)

    assert outcomes(by_job) == outcomes(at_once)
    assert list(outcomes(by_job)) == people
    assert change(by_job).counts == change(at_once).counts
    assert change(by_job).samples == change(at_once).samples
    assert change(by_job).state == "counted"


@only_sqlite
def test_a_job_finds_whom_the_search_finds(app: Flask, session: Database) -> None:
    alphabet()

    bulk_id = found_by_job(app, q="ann", source="business_card")

    assert len(outcomes(bulk_id)) == 1


@only_sqlite
def test_a_killed_count_goes_on_where_it_was(app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COUNTED_AT_ONCE", 2)
    people = alphabet()
    bulk_id = ask({}, terms(), None, at=AT, by=BOB).id
    session.commit()
    Runner(app, now=lambda: AT).work(0, stopped=lambda: False)
    session.expire_all()
    begun = len(outcomes(bulk_id))

    Runner(app, now=lambda: AT + timedelta(hours=1)).work(60, stopped=lambda: False)

    session.expire_all()
    assert begun == 2
    assert list(outcomes(bulk_id)) == people
    assert change(bulk_id).counts == {"change": 2, "same": 1, "said_no": 1, "restricted": 1}


@only_sqlite
def test_a_count_that_is_cancelled_comes_to_nothing(app: Flask, session: Database) -> None:
    bulk_id = ask({}, terms(), None, at=AT, by=BOB).id
    session.commit()

    cancel_job(change(bulk_id).job_id or 0, at=AT)
    session.commit()

    assert change(bulk_id).state == "dropped"
    assert latest_changes() == []


@only_sqlite
def test_those_who_come_later_are_not_concerned(app: Flask, session: Database) -> None:
    alice = make.person()
    bulk_id = asked()
    dan = make.person(name="Dan", email="dan@example.se")

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice.id: "changed"}
    assert dan.choices_seq == 0


@only_sqlite
def test_those_whom_the_search_no_longer_finds_still_are(app: Flask, session: Database) -> None:
    alice = make.person()
    bulk_id = asked(q="alice")
    change_person(alice, {"name": "Beata", "email": "b@example.se"}, at=AT, by=BOB, channel="staff")
    session.commit()

    run(app, bulk_id)

    assert outcomes(bulk_id) == {alice.id: "changed"}


@only_sqlite
def test_many_are_left_to_a_job(session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "FEW", 1)
    first = make.person()

    assert few_found(Question()) == [first.id]
    make.person(name="Dan", email="dan@example.se")
    assert few_found(Question()) is None


def test_everybody_is_found_in_order_piece_by_piece(session: Database) -> None:
    people = [make.person(email=f"{number}@example.se").id for number in range(3)]

    assert list(found_after(Question(text="alm ali"), 0, 2)) == people[:2]
    assert list(found_after(Question(text="alm ali"), people[1], 2)) == people[2:]
    assert list(found_after(Question(text="bob"), 0, 2)) == []


def test_a_change_that_is_dropped_forgets_whom_it_concerned(session: Database) -> None:
    make.person()
    bulk_id = asked()

    drop(change_by_id(bulk_id, lock=True), by=BOB, at=AT)
    session.commit()

    assert change(bulk_id).state == "dropped"
    assert outcomes(bulk_id) == {}
    assert latest_changes() == []


@only_sqlite
def test_one_that_concerned_many_is_forgotten_by_a_job(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FORGOTTEN_AT_ONCE", 2)
    for number in range(5):
        make.person(email=f"{number}@example.se")
    bulk_id = asked()

    drop(change_by_id(bulk_id, lock=True), by=BOB, at=AT)
    session.commit()
    begun = len(outcomes(bulk_id))
    Runner(app, now=lambda: AT).work(60, stopped=lambda: False)

    session.expire_all()
    assert (begun, outcomes(bulk_id)) == (3, {})


@only_sqlite
@pytest.mark.parametrize("kind", ["bulk_undo", "bulk_count", "bulk_forget"])
def test_what_is_not_due_does_not_begin(session: Database, kind: str) -> None:
    make.person()
    bulk_id = asked()

    with pytest.raises(NotNow):
        begin(change(bulk_id), kind, by=BOB, at=AT)


@only_sqlite
def test_what_is_applied_is_not_dropped(app: Flask, session: Database) -> None:
    make.person()
    bulk_id = asked()
    run(app, bulk_id)

    with pytest.raises(NotNow):
        drop(change(bulk_id), by=BOB, at=AT)


@only_sqlite
@pytest.mark.parametrize("number", [7, 2**70])
def test_a_change_that_is_not_there_is_told_so(session: Database, number: int) -> None:
    with pytest.raises(NoSuchChange):
        change_by_id(number)


@only_sqlite
def test_a_person_who_goes_is_not_counted(session: Database) -> None:
    alice = make.person()

    assert counted([alice.id, 999], terms()) == [(alice.id, "change")]
    assert counted([], terms()) == []


@only_sqlite
def test_a_person_who_goes_is_no_longer_concerned(session: Database) -> None:
    alice = make.person()
    bulk_id = asked()

    session.execute(text("DELETE FROM people WHERE id = :id"), {"id": alice.id})
    session.commit()

    assert outcomes(bulk_id) == {}
