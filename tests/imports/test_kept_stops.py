"""An import brings no marketing to the address of somebody erased, whoever comes with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.erasure.actions import erase_people
from portal.imports.actions import undo_import
from portal.imports.applying import Applying
from portal.imports.looking_up import new_stops
from portal.jobs.running import Runner
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.ledger.rules import SYSTEM
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import give_consent, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import KeptNo
from portal.people.kept_stops import MARKETING, kept_stops
from portal.people.queries import people_at
from portal.people.restricting import restrict
from tests import make
from tests.databases import only_sqlite
from tests.imports.tables import imported, rehearsed, table_of
from tests.ledger.test_replay import stored_state
from tests.make import AT
from tests.web_forms.designing import bases

Database = scoped_session[Session]
ALICE, CHARLIE = "alice@example.se", "charlie@example.se"
HEADER = ("email", "name", "EMARKETING", "STORE")
ROWS = [(ALICE, "Alice Alm", "61A", "61B"), (CHARLIE, "Charlie Ceder", "61A", "61B")]


@pytest.fixture
def erased(session: Database) -> None:
    """Let Alice have asked to be erased."""
    alice = make.person(bases={"e_marketing": "consent"})
    erase_people([alice.id], reason="request", actor=SYSTEM, channel="cli", at=AT, stop_marketing=True)
    session.commit()


@pytest.mark.usefixtures("erased")
def test_somebody_erased_comes_back_with_all_marketing_stopped_and_the_entry_says_why(app: Flask) -> None:
    done = imported(app, HEADER, ROWS)

    [alice], [charlie] = people_at(ALICE), people_at(CHARLIE)
    assert (done.created, done.kept_no) == (2, 1)
    assert (alice.marketing_objected_at is not None, charlie.marketing_objected_at) == (True, None)
    assert (bases(alice), bases(charlie)) == (
        {"sales_service": "in_force"},
        {"sales_service": "in_force", "e_marketing": "in_force"},
    )
    assert [entry.event for entry in entries_of(alice.ref)] == [
        "person.registered",
        "marketing.stop_kept",
        "basis.recorded",
    ]
    assert replay(entries_of(alice.ref)) == stored_state(alice)
    assert verify() is None


@pytest.mark.usefixtures("erased")
@only_sqlite
def test_the_dry_run_tells_the_same(app: Flask, tmp_path: Path) -> None:
    rehearsal = rehearsed(table_of(tmp_path / "rows", HEADER, [*ROWS, ROWS[0]]))

    assert (rehearsal.counts.created, rehearsal.counts.kept_no) == (2, 2)
    assert rehearsal.kept_no == [(2, "e_marketing"), (4, "e_marketing")]


@pytest.mark.usefixtures("erased")
@only_sqlite
def test_taking_the_import_back_leaves_the_no_where_it_was(app: Flask, session: Database) -> None:
    job = imported(app, HEADER, ROWS)
    asked = undo_import(job, by=SYSTEM, at=clock.now()).id
    session.commit()

    Runner(app, now=clock.now).finish(asked)

    assert people_at(ALICE) == []
    assert kept_stops([ALICE]) == {ALICE: {MARKETING: "objected"}}


@only_sqlite
def test_a_withdrawal_of_one_purpose_is_kept_for_it_alone(app: Flask, session: Database) -> None:
    alice, known = make.person(bases={"e_marketing": "consent"}), catalogue()
    stop_purpose(alice, known.purpose("e_marketing"), known, at=AT)
    erase_people([alice.id], reason="retention", actor=SYSTEM, channel="system", at=AT)
    session.commit()

    first = imported(app, HEADER, ROWS[:1])
    again = imported(app, HEADER, ROWS[:1])

    [alice] = people_at(ALICE)
    assert (first.kept_no, again.kept_no) == (1, 1)
    assert (alice.marketing_objected_at, bases(alice)) == (None, {"sales_service": "in_force"})
    with pytest.raises(KeptNo):
        record_basis(alice, make.record(), at=AT, by=make.BOB, channel="staff")


@pytest.mark.usefixtures("erased")
@only_sqlite
def test_their_own_consent_lifts_it_and_later_imports_may_come(app: Flask, session: Database) -> None:
    imported(app, HEADER, ROWS[:1])
    [alice] = people_at(ALICE)
    known = catalogue()

    give_consent(alice, known.purpose("e_marketing"), known, wording_version=1, at=AT + timedelta(days=1))
    session.commit()
    done = imported(app, HEADER, ROWS[:1])

    assert (done.kept_no, bases(alice)["e_marketing"]) == (0, "in_force")
    assert kept_stops([ALICE])[ALICE] == {MARKETING: "objected", "e_marketing": "lifted"}


@only_sqlite
def test_somebody_erased_between_the_look_and_the_writing_is_looked_up_again(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, erased = Applying._write, []

    def erase_first(*arguments: object) -> None:
        if not erased:
            session.rollback()
            alice = make.person(name="Another Alice")
            erase_people([alice.id], reason="request", actor=SYSTEM, channel="cli", at=AT, stop_marketing=True)
            session.commit()
            erased.append(alice)
        write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Applying, "_write", erase_first)
    done = imported(app, HEADER, ROWS[:1])

    assert (done.created, done.kept_no) == (1, 1)
    assert people_at(ALICE)[0].marketing_objected_at is not None
    assert new_stops([ALICE]) == {ALICE: {MARKETING: "objected"}}


@only_sqlite
def test_a_row_about_somebody_whose_data_may_only_be_stored_is_refused(
    app: Flask, session: Database, tmp_path: Path
) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    restrict(alice, at=AT, by=make.BOB, channel="staff")
    session.commit()
    rows = [(ALICE, "Alma", "61A", "61B"), (ALICE, "Alice Alm", "", "")]

    rehearsal = rehearsed(table_of(tmp_path / "rows", HEADER, rows))
    done = imported(app, HEADER, rows)

    assert (rehearsal.counts.refused, rehearsal.counts.unchanged) == (done.refused, done.unchanged) == (1, 1)
    assert [fault.reason.code for fault in rehearsal.faults] == ["restricted"]
    assert (people_at(ALICE)[0].name, bases(people_at(ALICE)[0])) == ("Alice Alm", {"sales_service": "in_force"})
