"""Answers that nobody confirmed are deleted, and with them whoever is named by nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.jobs.worker import Worker
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.queries import verify
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.links.models import Link
from portal.people.actions import change
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.web_forms.forgetting import forget_unconfirmed
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import answered, answers, bases, confirmed, events, everybody, letters, newsletter

Database = scoped_session[Session]
BEFORE = make.AT + timedelta(days=30)
AFTER = make.AT + timedelta(days=30, seconds=1)


@pytest.fixture(autouse=True)
def _form(session: Database) -> None:
    newsletter()


def forget(*, at: object = AFTER) -> int:
    """Do the nightly chore."""
    count = forget_unconfirmed(at=at)  # type: ignore[arg-type]
    db.session.commit()
    db.session.expire_all()
    return count


def test_after_thirty_days_answer_person_letters_and_link_are_gone() -> None:
    answered()

    count = forget()

    assert count == 1
    assert (everybody(), answers(), letters()) == ([], [], [])
    assert [link.person_id for link in db.session.scalars(select(Link))] == [None]


@only_sqlite
def test_until_then_they_stay() -> None:
    answered()

    assert forget(at=BEFORE) == 0
    assert len(everybody()) == len(answers()) == 1


@only_sqlite
def test_the_ledger_tells_that_somebody_was_forgotten_and_still_holds() -> None:
    answered()

    forget()

    latest = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
    assert (latest.event, latest.actor, latest.details) == ("person.erased", "system", '{"reason":"unconfirmed"}')
    assert db.session.scalar(select(func.count()).select_from(LedgerEvidence)) == 0
    assert verify() is None


@only_sqlite
def test_who_has_confirmed_stays() -> None:
    answered()
    confirmed()

    assert forget() == 0
    assert bases(everybody()[0]) == {"e_marketing": "in_force"}


@only_sqlite
def test_of_somebody_known_only_the_answer_goes() -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    answered(company="Evil AB")

    forget()

    assert answers() == []
    assert everybody() == [alice]
    assert bases(alice) == {"e_marketing": "in_force"}


def recorded(alice: Person) -> None:
    record_basis(alice, make.record("sales_service", "contract"), at=make.AT, by=make.BOB, channel="staff")


def changed(alice: Person) -> None:
    change(alice, {"phone": "08-111"}, at=make.AT, by=make.BOB, channel="staff")


def said_no(alice: Person) -> None:
    stop_all_marketing(alice, catalogue(), at=make.AT, channel="one_click")


@only_sqlite
@pytest.mark.parametrize("deed", [recorded, changed, said_no])
def test_whoever_something_else_has_happened_to_stays(deed: Callable[[Person], None]) -> None:
    answered()
    [alice] = everybody()
    deed(locked_person(alice.id))
    db.session.commit()

    forget()

    assert everybody() == [alice]
    assert answers() == []
    assert "awaiting" not in bases(alice).values()


@only_sqlite
def test_what_still_waited_of_somebody_who_stays_is_ended() -> None:
    answered("sales_service", name="Mallory")
    answered("e_marketing")
    confirmed(answers()[1])

    forget()

    [alice] = everybody()
    assert bases(alice) == {"sales_service": "ended", "e_marketing": "in_force"}
    assert events(alice)[-1] == "basis.ended"


@only_sqlite
def test_a_later_answer_keeps_the_person_until_it_is_old_too() -> None:
    answered()
    answered("sales_service", at=make.AT + timedelta(days=10))

    forget()
    kept = len(everybody()), len(answers())
    forget(at=AFTER + timedelta(days=10))

    assert kept == (1, 1)
    assert (everybody(), answers()) == ([], [])


@only_sqlite
def test_two_old_answers_of_one_person_go_together() -> None:
    answered()
    answered("sales_service")

    forget()

    assert (everybody(), answers()) == ([], [])


@only_sqlite
def test_only_so_many_go_at_a_time() -> None:
    for number in range(5):
        answered(email=f"p{number}@example.se")

    first = forget_unconfirmed(most=3, at=AFTER)
    second = forget_unconfirmed(most=3, at=AFTER)

    assert (first, second) == (3, 2)
    assert everybody() == []


@only_sqlite
def test_the_worker_forgets_in_its_first_round(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answered()
    monkeypatch.setattr(Worker, "run", Worker.go_round)

    with time_machine.travel(AFTER, tick=False):
        done = app.test_cli_runner().invoke(args=["worker"])

    db.session.rollback()
    assert done.exit_code == 0, done.output
    assert everybody() == []
