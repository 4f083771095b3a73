"""A refusal for good marks the address in the same transaction as the letter's outcome."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.extensions import db
from portal.ledger.queries import entries_of
from portal.mail import marking
from portal.mail.letters.queued import staff_welcome
from portal.mail.marking import Marks
from portal.mail.models import Letter
from portal.mail.rules import blames_address
from portal.mail.sending import Task
from portal.people.addresses import note_refused_address
from portal.people.models import Person
from portal.people.queries import person_by_id
from tests.databases import only_sqlite
from tests.mail.conftest import AT, MakePerson, Queue, Read, Send
from tests.mail.mail_server import MailServer

LATER = AT + timedelta(hours=1)
Refuse = Callable[..., int]
REFUSED = "550 5.1.1 no such user here"


def person_now(app: Flask, person_id: int) -> Person:
    """Return the person as stored now."""
    with app.app_context():
        person = person_by_id(person_id)
        db.session.expunge(person)
        return person


def events(app: Flask, person_id: int) -> list[str]:
    """Return what has happened to the person."""
    with app.app_context():
        return [entry.event for entry in entries_of(person_by_id(person_id).ref)]


@pytest.fixture
def refuse(server: MailServer, send: Send, queue: Queue) -> Callable[..., int]:
    """Let a letter to the person be refused at a stage, and return its id."""

    def run(person_id: int, words: str = REFUSED, stage: str = "RCPT") -> int:
        letter = queue("new_link", person_id)
        server.answers[stage] = [words]
        send()
        return letter

    return run


def test_a_refused_recipient_is_marked(app: Flask, person: MakePerson, refuse: Refuse, read: Read) -> None:
    alice = person()

    letter = refuse(alice)

    marked = person_now(app, alice)
    assert (read(letter).state, read(letter).answer, read(letter).attempts) == ("failed", REFUSED, 1)
    assert (marked.address_refused_at, marked.address_answer) == (AT, REFUSED)
    assert events(app, alice)[-1] == "address.refused"


def test_a_letter_that_arrives_takes_the_mark_off(app: Flask, queue: Queue, refuse: Refuse, send: Send) -> None:
    letter = queue()
    with app.app_context():
        alice = db.session.get_one(Letter, letter).person_id or 0
        db.session.get_one(Letter, letter).due_at = LATER
        db.session.commit()
    refuse(alice)

    tally = send(LATER)

    assert tally.sent == 1
    assert person_now(app, alice).address_refused_at is None
    assert events(app, alice)[-1] == "address.works"


@only_sqlite
def test_a_letter_refused_for_its_words_marks_nobody(
    app: Flask, person: MakePerson, refuse: Refuse, read: Read
) -> None:
    alice = person()

    letter = refuse(alice, "554 5.7.1 looks like spam", "DATA")

    assert (read(letter).state, person_now(app, alice).address_refused_at) == ("failed", None)


@only_sqlite
def test_a_letter_that_must_wait_marks_nobody(app: Flask, person: MakePerson, refuse: Refuse) -> None:
    alice = person()

    refuse(alice, "450 4.2.1 try later")

    assert person_now(app, alice).address_refused_at is None


@only_sqlite
def test_an_address_that_was_changed_meanwhile_is_not_marked(
    app: Flask, person: MakePerson, queue: Queue, send: Send, server: MailServer
) -> None:
    alice = person()
    letter = queue("new_link", alice)
    server.answers["RCPT"] = ["451 later"]
    send()
    with app.app_context():
        changed = person_by_id(alice)
        changed.email = changed.email_key = "alice@example.com"
        db.session.commit()
    server.answers["RCPT"] = [REFUSED]

    send(LATER)

    assert letter and person_now(app, alice).address_refused_at is None


@only_sqlite
def test_a_refused_colleague_is_nobody_in_the_register(
    app: Flask, person: MakePerson, send: Send, server: MailServer
) -> None:
    alice = person(email="bob@example.se")
    with app.app_context():
        staff_welcome("bob@example.se", link="https://x.se/", language="sv", at=AT)
        db.session.commit()
    server.answers["RCPT"] = [REFUSED]

    tally = send()

    assert (tally.failed, person_now(app, alice).address_refused_at) == (1, None)


@only_sqlite
def test_a_worker_that_lost_the_letter_marks_nobody(app: Flask, person: MakePerson, queue: Queue, read: Read) -> None:
    alice = person()
    letter = queue("new_link", alice)
    late = Task(
        id=letter,
        fence=7,
        tries=1,
        kept=True,
        sender="x@example.se",
        recipient="alice@example.se",
        headers={},
        text="",
        html="",
        since=0,
        is_to_person=True,
    )

    assert not Marks(app).refused(late, REFUSED, at=LATER)
    assert not Marks(app).arrived(late, "250 ok", at=LATER)
    assert (read(letter).state, person_now(app, alice).address_refused_at) == ("due", None)


@pytest.mark.parametrize(
    ("answer", "at_recipient", "at_words"),
    [
        ("550 no such user", True, False),
        ("550 5.1.1 no such user", True, True),
        ("553 5.1.3 not an address", True, True),
        ("550-5.1.1 gone", True, True),
        ("550 5.0.0 no", True, False),
        ("550 5.5.0 mailbox unavailable", True, False),
        ("550 5.2.1 mailbox closed", True, True),
        ("552 5.2.2 mailbox full", False, False),
        ("554 5.7.1 relaying denied", False, False),
        ("550 5.4.1 no route", False, False),
        ("553 5.1.8 we do not know the sender", False, False),
        ("450 4.1.1 not now", False, False),
        ("250 ok", False, False),
        ("", False, False),
        ("5500 odd", False, False),
    ],
)
def test_only_what_is_said_of_the_address_blames_it(answer: str, at_recipient: bool, at_words: bool) -> None:
    assert blames_address(answer, to_recipient=True) is at_recipient
    assert blames_address(answer, to_recipient=False) is at_words


def claimed(app: Flask, letter: int, *, fence: int = 1, kept: bool = True) -> Task:
    """Let a worker have the letter, and return what it has to do."""
    with app.app_context():
        row = db.session.get_one(Letter, letter)
        row.fence, row.text = fence, "Hello"
        db.session.commit()
        return Task(
            id=letter,
            fence=fence,
            tries=2,
            kept=kept,
            sender="x@example.se",
            recipient="ALICE@Example.se",
            headers={},
            text="Hello",
            html="",
            since=0,
            is_to_person=True,
        )


@only_sqlite
def test_outcome_and_mark_stand_or_fall_together(
    app: Flask, person: MakePerson, queue: Queue, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = person()
    letter = queue("new_link", alice)
    task = claimed(app, letter)

    def fail(*_: object, **__: object) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as until_now:
        until_now.setattr(marking, "note_refused_address", fail)
        with pytest.raises(OSError, match="full"):
            Marks(app).refused(task, REFUSED, at=LATER)
    before = read(letter).state, person_now(app, alice).address_refused_at
    assert Marks(app).refused(task, REFUSED, at=LATER)

    after = read(letter).state, person_now(app, alice).address_refused_at
    assert (before, after) == (("due", None), ("failed", LATER))


@only_sqlite
def test_a_letter_cancelled_meanwhile_stays_so_and_its_refusal_marks_nobody(
    app: Flask, person: MakePerson, queue: Queue, read: Read
) -> None:
    alice = person()
    letter = queue("new_link", alice)
    task = claimed(app, letter)
    with app.app_context():
        db.session.get_one(Letter, letter).state = "cancelled"
        db.session.commit()

    assert not Marks(app).refused(task, REFUSED, at=LATER)

    assert (read(letter).state, person_now(app, alice).address_refused_at) == ("cancelled", None)


@only_sqlite
def test_an_arrived_letter_keeps_its_words_unless_they_open_a_door(
    app: Flask, person: MakePerson, queue: Queue, read: Read
) -> None:
    alice = person()
    usual, door = queue("new_link", alice), queue("new_link", alice)
    tasks = [claimed(app, usual), claimed(app, door, kept=False)]
    with app.app_context():
        note_refused_address("alice@example.se", REFUSED, at=AT)
        db.session.commit()

    assert [Marks(app).arrived(task, "250 ok", at=LATER) for task in tasks] == [True, True]

    assert [(read(one).state, read(one).sent_at, read(one).answer) for one in (usual, door)] == [
        ("sent", LATER, "250 ok")
    ] * 2
    assert [read(one).text for one in (usual, door)] == ["Hello", None]
    assert person_now(app, alice).address_refused_at is None
    assert events(app, alice).count("address.works") == 1


@only_sqlite
def test_an_address_is_marked_however_it_is_spelled_and_for_all_who_share_it(
    app: Flask, person: MakePerson, queue: Queue
) -> None:
    people = [person(), person(name="Axel", email="Alice@EXAMPLE.se"), person(name="Dan", email="dan@example.se")]
    task = claimed(app, queue("new_link", people[0]))

    Marks(app).refused(task, REFUSED, at=LATER)

    assert [person_now(app, one).address_refused_at for one in people] == [LATER, LATER, None]
    assert [events(app, one).count("address.refused") for one in people] == [1, 1, 0]
