"""Staff try letters again or cancel them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.mail.again import (
    TO_STAFF,
    cancel_letter,
    cancel_letters,
    may_cancel,
    may_retry,
    retry_letter,
    retry_letters,
)
from portal.mail.kinds import KINDS
from portal.mail.letters.queued import new_link, staff_welcome
from portal.mail.models import Letter, LetterState
from portal.mail.outbox import letter_row
from portal.mail.rules import LEASE
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.mail.conftest import AT, Send
from tests.mail.mail_server import MailServer

LATER = AT + timedelta(hours=1)
DEED: dict[str, Any] = {"at": LATER, "by": make.BOB, "channel": "staff"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def queued(state: LetterState = "due", *, due: timedelta = timedelta(0), **values: str) -> Letter:
    """Queue a letter to somebody new, in that state, due so long after it is tried again."""
    letter = new_link(make.person(**values), at=AT)
    assert letter is not None
    letter.state, letter.due_at, letter.attempts = state, LATER + due, 3
    db.session.commit()
    return letter


def latest_entry() -> LedgerEntry:
    return db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()


def test_a_failed_letter_is_due_again_with_all_its_tries() -> None:
    letter = queued("failed")

    assert retry_letter(letter, **DEED)

    db.session.refresh(letter)
    assert (letter.state, letter.due_at, letter.attempts) == ("due", LATER, 0)


def test_it_goes_to_the_address_of_today(send: Send, server: MailServer) -> None:
    letter = queued()
    person_id, letter_id = letter.person_id, letter.id
    db.session.rollback()
    server.answers["RCPT"] = ["550 5.1.1 nobody"]
    send(LATER)
    db.session.get_one(Person, person_id).email = "right@example.se"
    db.session.commit()

    retry_letter(db.session.get_one(Letter, letter_id), **DEED)
    db.session.commit()
    send(LATER)

    assert [envelope.rcpt_tos for envelope in server.taken] == [["right@example.se"]]


@only_sqlite
def test_one_that_a_worker_may_have_in_hand_is_left_alone() -> None:
    letter = queued(due=LEASE)

    assert not may_retry(letter, at=LATER)
    assert not retry_letter(letter, **DEED)


@only_sqlite
def test_one_that_waits_long_is_tried_now() -> None:
    letter = queued(due=timedelta(hours=3))

    assert may_retry(letter, at=LATER)
    assert retry_letter(letter, **DEED)

    db.session.refresh(letter)
    assert (letter.due_at, letter.attempts) == (LATER, 3)


@only_sqlite
@pytest.mark.parametrize("state", ["sent", "cancelled", "held"])
def test_others_are_not_tried_again(state: LetterState) -> None:
    letter = queued(state)

    assert not may_retry(letter, at=LATER)
    assert not retry_letter(letter, **DEED)


@only_sqlite
def test_a_letter_to_somebody_who_is_gone_is_not_tried_again() -> None:
    letter = queued("failed")
    letter.person_id = None
    db.session.commit()

    assert not may_retry(letter, at=LATER)
    assert not retry_letter(letter, **DEED)


@only_sqlite
def test_a_letter_to_a_colleague_is_tried_again_as_it_was_written() -> None:
    letter = staff_welcome("bob@example.se", link="https://x.se/", language="sv", at=AT)
    letter.state, letter.headers, letter.text = "failed", {"Subject": "Hello"}, "Hello"
    db.session.commit()

    assert may_retry(letter, at=LATER) and retry_letter(letter, **DEED)

    db.session.refresh(letter)
    assert (letter.state, letter.text) == ("due", "Hello")


def test_the_kinds_that_go_to_staff_are_kinds() -> None:
    assert set(KINDS) >= TO_STAFF
    assert {kind for kind in KINDS if kind.startswith("staff")} <= TO_STAFF


@pytest.mark.parametrize("state", ["due", "held"])
def test_a_letter_that_waits_is_cancelled(state: LetterState) -> None:
    letter = queued(state)

    assert may_cancel(letter) and cancel_letter(letter, **DEED)

    db.session.refresh(letter)
    assert letter.state == "cancelled"


@only_sqlite
@pytest.mark.parametrize("state", ["sent", "failed", "cancelled"])
def test_a_letter_that_waits_no_more_is_not_cancelled(state: LetterState) -> None:
    letter = queued(state)

    assert not may_cancel(letter) and not cancel_letter(letter, **DEED)


@only_sqlite
def test_a_cancelled_letter_is_not_sent(send: Send, server: MailServer) -> None:
    cancel_letter(queued(), **DEED)
    db.session.commit()

    send(LATER)

    assert server.taken == []


@only_sqlite
def test_the_ledger_tells_which_letter_and_whose() -> None:
    letter = queued("failed")

    retry_letter(letter, **DEED)

    entry = latest_entry()
    assert (entry.event, entry.actor) == ("letter.retried", str(make.BOB))
    assert entry.person_ref
    assert json.loads(entry.details) == {"kind": "new_link", "letter": letter.id}


def test_many_are_tried_again_under_one_entry() -> None:
    letters = [queued("failed", email=f"alice{number}@example.se") for number in range(3)]
    letters.append(queued("sent"))

    assert retry_letters([letter.id for letter in letters], **DEED) == 3

    assert (latest_entry().event, json.loads(latest_entry().details)) == ("letters.retried", {"count": 3})


def test_many_are_cancelled_under_one_entry() -> None:
    letters = [queued("due"), queued("held", email="charlie@example.se"), queued("failed", email="dan@example.se")]

    assert cancel_letters([letter.id for letter in letters], **DEED) == 2

    assert (latest_entry().event, json.loads(latest_entry().details)) == ("letters.cancelled", {"count": 2})


@only_sqlite
def test_what_changes_nothing_is_not_in_the_ledger() -> None:
    sent = queued("sent")
    before = latest_entry().seq

    assert retry_letters([sent.id], **DEED) == cancel_letters([], **DEED) == 0

    assert latest_entry().seq == before


def every_case() -> list[Letter]:
    """Return a letter in each state, due before, now and after, to a person, to nobody any more, and to staff."""
    alice = make.person()
    waits = [timedelta(days=-1), LEASE, LEASE + timedelta(microseconds=1)]
    letters = [
        Letter(
            **letter_row(kind, recipient="alice@example.se", language="sv", person_id=person_id, at=AT)
            | {"state": state, "due_at": LATER + wait}
        )
        for state in get_args(LetterState)
        for wait in waits
        for kind, person_id in (("new_link", alice.id), ("new_link", None), ("staff_welcome", None))
    ]
    db.session.add_all(letters)
    db.session.commit()
    return letters


@only_sqlite
def test_what_the_pages_offer_is_what_can_be_done_and_nothing_else() -> None:
    letters, others = every_case(), every_case()
    may_be_tried, may_be_cancelled = [may_retry(letter, at=LATER) for letter in letters], list(map(may_cancel, others))

    tried = [retry_letter(letter, **DEED) for letter in letters]
    cancelled = [cancel_letter(letter, **DEED) for letter in others]

    assert (tried, cancelled) == (may_be_tried, may_be_cancelled)
    assert {True, False} == set(tried) == set(cancelled)


@only_sqlite
def test_of_many_letters_those_that_can_be_are_tried_again_each_in_its_way() -> None:
    failed = queued("failed")
    failed.subject, failed.text, failed.html, failed.headers = "Old", "Old", "Old", {"Subject": "Old"}
    orphan = queued("failed", email="charlie@example.se")
    orphan.person_id = None
    waiting = queued(due=timedelta(days=1), email="dan@example.se")
    in_hand = queued(due=LEASE, email="eva@example.se")
    welcome = staff_welcome("bob@example.se", link="https://x.se/", language="sv", at=AT)
    welcome.state, welcome.text, welcome.attempts = "failed", "Old", 3
    db.session.commit()
    letters = [failed, orphan, waiting, in_hand, welcome]

    count = retry_letters([*(letter.id for letter in letters), failed.id, 4711], **DEED)

    for letter in letters:
        db.session.refresh(letter)
    assert count == 3
    assert [letter.state for letter in letters] == ["due", "failed", "due", "due", "due"]
    assert [letter.due_at for letter in letters] == [LATER, LATER, LATER, LATER + LEASE, LATER]
    assert [letter.attempts for letter in letters] == [0, 3, 3, 3, 0]
    assert (failed.subject, failed.text, failed.html, failed.headers) == (None,) * 4
    assert welcome.text == "Old"


@only_sqlite
def test_a_letter_to_staff_is_about_nobody_in_the_ledger() -> None:
    letter = staff_welcome("bob@example.se", link="https://x.se/secret", language="sv", at=AT)
    db.session.commit()

    assert cancel_letter(letter, **DEED)

    entry = latest_entry()
    assert (entry.event, entry.person_ref) == ("letter.cancelled", None)
    assert json.loads(entry.details) == {"kind": "staff_welcome", "letter": letter.id}
    assert "secret" not in entry.details
