"""New links for whoever has an address: to whom, in which language, and nothing said of who is unknown."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.mail.letters.new_links import MOST, NOBODY, queue_new_links
from portal.mail.letters.queued import new_link, staff_welcome
from portal.mail.models import Letter
from tests import make
from tests.databases import only_sqlite
from tests.make import AT

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def letters() -> list[Letter]:
    """Return the letters, the oldest first."""
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_each_person_at_the_address_is_written_to_in_their_own_language() -> None:
    people = [
        make.person(name="Alice", language="sv"),
        make.person(name="Adam", language="en"),
        make.person(name="Axel", language="", country="GB"),
        make.person(name="Agda", language="", country=""),
    ]

    queue_new_links("alice@example.se", at=AT)

    assert [letter.person_id for letter in letters()] == [person.id for person in people]
    assert [letter.language for letter in letters()] == ["sv", "en", "en", "sv"]
    assert {(letter.kind, letter.state, letter.due_at) for letter in letters()} == {("new_link", "due", AT)}


def test_of_very_many_at_one_address_the_first_few_are_written_to() -> None:
    people = [make.person(name=f"Alice {number}") for number in range(MOST + 2)]

    queue_new_links("alice@example.se", at=AT)

    assert [letter.person_id for letter in letters()] == [person.id for person in people[:MOST]]


def test_letters_go_to_the_address_on_file_and_not_to_the_one_typed() -> None:
    make.person(email="Alice@räksmörgås.example")

    for typed in (" ALICE@räksmörgås.example ", "alice@xn--rksmrgs-5wao1o.example"):
        queue_new_links(typed, at=AT)

    assert [letter.recipient for letter in letters()] == ["Alice@räksmörgås.example"] * 2


@pytest.mark.parametrize("typed", ["nobody@example.se", "", "alice", "alice@example.se.evil.example", "%"])
def test_an_address_that_nobody_has_leaves_a_cancelled_letter_to_nobody(typed: str) -> None:
    make.person()

    queue_new_links(typed, at=AT)

    [letter] = letters()
    assert (letter.recipient, letter.person_id, letter.state, letter.facts) == (NOBODY, None, "cancelled", {})


def test_somebody_whom_only_a_form_names_is_unknown_until_they_confirm() -> None:
    alice = make.person()
    alice.unconfirmed_since = AT
    db.session.flush()

    queue_new_links(alice.email, at=AT)
    alice.unconfirmed_since = None
    queue_new_links(alice.email, at=AT)

    assert [(letter.recipient, letter.state) for letter in letters()] == [
        (NOBODY, "cancelled"),
        ("alice@example.se", "due"),
    ]


def test_an_address_on_file_that_no_letter_can_go_to_is_nobodys() -> None:
    alice = make.person()
    alice.email, alice.email_key = "alice@", "alice@"
    db.session.flush()

    queue_new_links("alice@", at=AT)

    assert [(letter.recipient, letter.person_id, letter.state) for letter in letters()] == [(NOBODY, None, "cancelled")]


def test_stand_ins_go_with_a_later_request_and_nothing_else_does() -> None:
    alice = make.person()
    cancelled = new_link(alice, at=AT)
    assert cancelled is not None
    cancelled.state = "cancelled"
    staff_welcome("bob@example.se", link="https://x.example/", language="sv", at=AT)
    queue_new_links("nobody@example.se", at=AT)

    queue_new_links("alice@example.se", at=AT + timedelta(hours=1))
    within_the_hour = [letter.recipient for letter in letters()]
    queue_new_links("alice@example.se", at=AT + timedelta(hours=1, seconds=1))

    assert within_the_hour.count(NOBODY) == 1
    assert sorted(letter.recipient for letter in letters()) == [*["alice@example.se"] * 3, "bob@example.se"]
