"""Letters to those who have not been told: whom none may reach, and what is noted beside it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.informing.actions import inform_chosen, inform_some, note_informed
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import verify
from portal.mail.models import Letter
from portal.mail.uninformed import outlook, still_uninformed
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.make import AT

pytestmark = only_sqlite
LATER = AT + timedelta(days=2)
DEED: dict[str, Any] = {"at": LATER, "by": make.BOB, "channel": "staff"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def imported(name: str, **values: Any) -> Person:
    """Register somebody whose data came from elsewhere."""
    return make.person(source="import", name=name, email=f"{name.lower()}@example.se", **values)


def everybody() -> int:
    """Send to everybody on one part of the list, and return how many letters that made."""
    return inform_some(None, **DEED).letters


def recipients() -> list[str]:
    """Return to whom letters were queued, in order."""
    return list(db.session.scalars(select(Letter.recipient).order_by(Letter.id)))


def entries() -> int:
    """Return how many entries the ledger has."""
    return db.session.scalars(select(func.count()).select_from(LedgerEntry)).one()


def latest() -> tuple[str, dict[str, Any]]:
    """Return the event and the details of the latest entry."""
    entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
    return entry.event, json.loads(entry.details)


def test_an_address_that_a_form_alone_names_gets_no_letter_until_it_is_confirmed() -> None:
    alice = imported("Alice")
    alice.unconfirmed_since = AT
    db.session.commit()

    foreseen = outlook(most=9)
    sent = [everybody(), inform_chosen([alice.id], **DEED)]
    alice.unconfirmed_since = None
    db.session.commit()
    sent.append(everybody())

    assert (foreseen.can_be_sent, foreseen.no_address) == (0, 1)
    assert sent == [0, 0, 1]
    assert recipients() == ["alice@example.se"]


def test_an_address_that_no_letter_can_go_to_holds_up_nobody_and_is_not_counted() -> None:
    alice, _ = imported("Alice"), imported("Charlie")
    alice.email = "alice@"
    db.session.commit()

    told = everybody()

    assert told == 1
    assert recipients() == ["charlie@example.se"]
    assert latest() == ("confirmations.queued", {"count": 1})


def test_where_there_is_nobody_to_tell_nothing_is_noted() -> None:
    alice = make.person(source="business_card")
    before = entries()

    counts = [everybody(), inform_chosen([alice.id], **DEED), note_informed([alice.id], "By phone.", **DEED)]
    counts += [inform_chosen([], **DEED), note_informed([], "By phone.", **DEED)]

    assert counts == [0] * 5
    assert entries() == before


def test_whoever_is_chosen_twice_or_does_not_exist_gets_no_more_than_one_letter() -> None:
    alice, charlie = imported("Alice"), imported("Charlie")

    count = inform_chosen([charlie.id, alice.id, alice.id, 4711, -1, 0], **DEED)

    assert count == 2
    assert recipients() == ["alice@example.se", "charlie@example.se"]
    assert latest() == ("confirmations.queued", {"count": 2})


def test_whoever_was_told_otherwise_gets_no_letter_and_is_noted_once_with_the_moment() -> None:
    alice, charlie = imported("Alice"), imported("Charlie")

    count = note_informed([alice.id, alice.id], "By phone.", **DEED)
    event = latest()
    again = note_informed([alice.id], "Once more.", **DEED | {"at": LATER + timedelta(days=1)})
    told = everybody()

    assert (count, again, event) == (1, 0, ("person.informed", {}))
    db.session.refresh(alice)
    assert (alice.informed_at, charlie.informed_at) == (LATER, None)
    assert (told, recipients()) == (1, ["charlie@example.se"])


def test_what_was_said_of_the_person_is_not_in_the_ledger_itself() -> None:
    alice = imported("Alice")

    note_informed([alice.id], "She was told at her mother's funeral.", **DEED)

    everything = db.session.execute(select(LedgerEntry.details, LedgerEntry.actor)).all()
    assert "funeral" not in str(everything)
    assert verify() is None


def test_those_still_to_be_told_stand_in_the_order_of_their_registration() -> None:
    young, old = imported("Young", at=LATER), imported("Old", at=AT)

    assert still_uninformed({young.id, old.id}) == [old.id, young.id]
