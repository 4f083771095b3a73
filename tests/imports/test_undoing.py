"""A whole import is taken back, and what people and others did since then stays."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.extensions import db
from portal.imports import undoing
from portal.imports.models import Import
from portal.jobs.rules import LEASE
from portal.jobs.running import Runner
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import PersonState, replay
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.models import Letter
from portal.people.actions import change
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person, people_at
from tests import make
from tests.databases import only_sqlite
from tests.imports.csv_files import Importing

Database = scoped_session[Session]
TWO = "name,email\nAlice Alm,alice@example.se\nDan Dal,dan@example.se\n"
MARKETING = ("--basis", "e_marketing=consent")
ALICE = "alice@example.se"


@pytest.fixture
def undone(runner: FlaskCliRunner) -> Any:
    """Return what undoes an import and gives back what that came to."""

    def undo(import_id: int = 1) -> dict[str, Any]:
        done = runner.invoke(args=["people", "undo-import", str(import_id)])
        assert done.exit_code == 0, done.output
        db.session.expire_all()
        counts: dict[str, Any] = json.loads(done.stdout)
        return {name: count for name, count in counts.items() if count}

    return undo


def only(address: str = ALICE) -> Person:
    """Return the one person at the address."""
    [person] = people_at(address)
    return person


def bases_of(person: Person) -> dict[str, tuple[str, str]]:
    """Return basis and status by purpose."""
    known = catalogue()
    return {
        known.purpose_of[row.purpose_id].key: (known.basis_of[row.legal_basis_id].key, row.status)
        for row in recorded_bases(person.id)
    }


def count(model: Any) -> int:
    """Return how many rows there are."""
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def as_replayed(person: Person) -> dict[str, tuple[str, str]]:
    """Return basis and status by purpose, as the ledger alone tells."""
    return {key: (held.basis, held.status) for key, held in replay(entries_of(person.ref)).bases.items()}


def test_newcomers_are_removed_with_their_letters(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO, *MARKETING, "--comment", "From the fair")

    counts = undone()

    assert counts == {"import_id": 1, "removed": 2, "letters_cancelled": 2}
    assert (count(Person), count(LedgerEvidence)) == (0, 0)
    letters = session.execute(select(Letter.state, Letter.recipient, Letter.person_id)).all()
    assert [tuple(letter) for letter in letters] == [("cancelled", "", None)] * 2


def test_the_ledger_holds_and_tells_who_was_removed(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO, *MARKETING)
    ref = only().ref

    undone()

    assert verify() is None
    entries = entries_of(ref)
    assert [entry.event for entry in entries] == ["person.registered", "basis.recorded", "person.removed"]
    assert json.loads(entries[-1].details) == {"import": 1}
    assert replay(entries) == PersonState()


def test_somebody_who_did_something_since_stays_with_it(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO, *MARKETING)
    alice = only()
    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=clock.now())
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=clock.now())
    session.commit()

    counts = undone()

    assert (counts["removed"], counts["kept"]) == (1, 1)
    assert bases_of(only())["e_marketing"] == ("consent", "withdrawn")


def test_of_somebody_who_stays_the_import_s_own_bases_are_ended(
    session: Database, imported: Importing, undone: Any
) -> None:
    imported(TWO, *MARKETING, "--basis", "sales_service=contract")
    stop_all_marketing(only(), catalogue(), at=clock.now())
    session.commit()

    counts = undone()

    assert counts["bases_ended"] == 1
    alice = only()
    assert bases_of(alice) == {"sales_service": ("contract", "ended"), "e_marketing": ("consent", "withdrawn")}
    assert bases_of(alice) == as_replayed(alice)


def test_somebody_whom_staff_changed_since_stays(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO)
    change(only(), {"phone": "070-1"}, at=clock.now(), by=make.BOB, channel="staff")
    session.commit()

    counts = undone()

    assert (counts["removed"], counts["kept"]) == (1, 1)
    assert only().phone == "070-1"


def test_the_letter_to_somebody_who_stays_still_goes(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO)
    change(only(), {"phone": "070-1"}, at=clock.now(), by=make.BOB, channel="staff")
    session.commit()

    undone()

    assert sorted(session.scalars(select(Letter.state))) == ["cancelled", "due"]


def test_what_it_changed_goes_back(session: Database, imported: Importing, undone: Any) -> None:
    make.person(company="Old AB", phone="070-1", bases={"sales_service": "legitimate_interests"})
    imported(
        "name,email,company,phone,STORE,EMARKETING,shoes\nAlice Alm,alice@example.se,New AB,,61B,61A,37\n",
        *("--map", "shoes=field:Shoe size"),
    )

    counts = undone()

    assert counts == {"import_id": 1, "restored": 1, "bases_ended": 1, "bases_restored": 1}
    alice = only()
    assert (alice.company, alice.phone, list(data_fields(alice.id))) == ("Old AB", "070-1", [])
    assert bases_of(alice) == {
        "sales_service": ("legitimate_interests", "in_force"),
        "e_marketing": ("consent", "ended"),
    }
    assert bases_of(alice) == as_replayed(alice)
    assert verify() is None


def test_further_data_that_it_replaced_comes_back_with_its_category(
    session: Database, imported: Importing, undone: Any
) -> None:
    shoes = ("--map", "shoes=field:Shoe size")
    imported("name,email,shoes\nAlice,alice@example.se,37\n", *shoes)
    [item] = data_fields(only().id)
    item.category = "Clothes"
    session.commit()
    imported("name,email,shoes\nAlice,alice@example.se,38\n", *shoes)

    undone(2)

    [back] = data_fields(only().id)
    assert (back.value, back.category) == ("37", "Clothes")


def test_what_was_changed_again_since_stays(session: Database, imported: Importing, undone: Any) -> None:
    alice = make.person(company="Old AB", phone="070-1")
    imported("name,email,company,phone\nAlice Alm,alice@example.se,New AB,070-2\n")
    session.expire_all()
    change(locked_person(alice.id), {"company": "Newest AB"}, at=clock.now(), by=make.BOB, channel="staff")
    session.commit()

    undone()

    assert (only().company, only().phone) == ("Newest AB", "070-1")


def test_a_basis_that_somebody_decided_about_since_stays(session: Database, imported: Importing, undone: Any) -> None:
    make.person()
    imported(TWO, *MARKETING)
    stop_purpose(only(), catalogue().purpose("e_marketing"), catalogue(), at=clock.now())
    session.commit()

    undone()

    assert bases_of(only())["e_marketing"] == ("consent", "withdrawn")


def test_a_no_that_came_with_the_import_stays(session: Database, imported: Importing, undone: Any) -> None:
    make.person(bases={"e_marketing": "consent"})
    imported("name,email,EMARKETING\nAlice Alm,alice@example.se,WITHDRAWN\n")

    counts = undone()

    assert counts == {"import_id": 1, "kept_no": 1}
    assert bases_of(only())["e_marketing"] == ("consent", "withdrawn")


def test_of_several_rows_about_somebody_all_are_taken_back(session: Database, imported: Importing, undone: Any) -> None:
    make.person(company="Old AB")
    rows = "".join(f"Alice Alm,alice@example.se,{name} AB,{key}\n" for name, key in (("A", "61B"), ("B", "61F")))
    imported("name,email,company,STORE\n" + rows)

    undone()

    assert only().company == "Old AB"
    assert bases_of(only()) == {"sales_service": ("legitimate_interests", "ended")}


def test_another_import_is_left_alone(session: Database, imported: Importing, undone: Any) -> None:
    imported("name,email\nEve Ek,eve@example.se\n")
    imported(TWO)

    undone(2)

    assert [person.email for person in session.scalars(select(Person))] == ["eve@example.se"]


def test_a_newcomer_whom_a_later_import_updated_stays(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO)
    imported("name,email,phone\nAlice Alm,alice@example.se,070-1\n")

    counts = undone(1)

    assert (counts["removed"], counts["kept"]) == (1, 1)


@only_sqlite
def test_those_who_were_removed_are_not_found_by_search(session: Database, imported: Importing, undone: Any) -> None:
    imported(TWO)

    undone()

    stored = session.connection().exec_driver_sql("SELECT group_concat(hex(block)) FROM people_search_data").scalar()
    assert b"alm".hex().upper() not in str(stored)


def test_a_killed_undo_goes_on_where_it_was(
    app: Flask, session: Database, runner: FlaskCliRunner, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 10)
    imported("name,email\n" + "".join(f"Person {number},p{number}@example.se\n" for number in range(30)))
    with monkeypatch.context() as patched:
        rounds = iter(range(2))

        def removing(*given: Any, **more: Any) -> int:
            if next(rounds, None) is None:
                raise KeyboardInterrupt
            return remove(*given, **more)

        remove = undoing.remove
        patched.setattr(undoing, "remove", removing)
        runner.invoke(args=["people", "undo-import", "1"])
    session.expire_all()
    left = count(Person)
    session.rollback()

    Runner(app, now=lambda: clock.now() + 2 * LEASE).work(60, stopped=lambda: False)

    session.expire_all()
    job = session.get_one(Import, 1)
    assert (left, job.state, (job.undone or {})["removed"]) == (10, "undone", 30)
    removed = select(func.count()).where(LedgerEntry.event == "person.removed")
    assert session.scalar(removed) == 30


@only_sqlite
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [(["404"], 1, "There is no import 404"), (["1"], 1, "can't be undone"), (["x"], 2, "not a valid integer")],
)
def test_what_can_not_be_undone_is_refused_in_a_line(
    session: Database, imported: Importing, arguments: list[str], code: int, words: str
) -> None:
    imported(TWO)
    imported.runner.invoke(args=["people", "undo-import", "1"])

    refused = imported.runner.invoke(args=["people", "undo-import", *arguments])

    assert (refused.exit_code, refused.stdout) == (code, "")
    assert words in refused.stderr
