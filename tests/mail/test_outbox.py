"""Queue letters in the caller's transaction."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from portal import clock
from portal.extensions import db
from portal.mail.addresses import UnusableRecipient
from portal.mail.kinds import UnknownKind
from portal.mail.models import Letter
from portal.mail.outbox import cancel, letter_row, new_message_id, queue_letter, release
from tests.mail.conftest import AT


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def queued(**options: object) -> Letter:
    return queue_letter("new_link", recipient="alice@example.se", language="sv", at=AT, **options)  # type: ignore[arg-type]


def count() -> int:
    return db.session.scalars(select(func.count()).select_from(Letter)).one()


def test_a_queued_letter_is_due_at_once() -> None:
    letter = queued()
    db.session.commit()

    assert (letter.state, letter.due_at) == ("due", AT)


def test_a_letter_goes_back_with_the_change_it_belongs_to() -> None:
    queued()
    db.session.flush()
    db.session.rollback()

    assert count() == 0


def test_a_queued_letter_is_not_written_yet() -> None:
    letter = queued()

    assert (letter.headers, letter.text, letter.html) == (None, None, None)


def test_a_letter_has_its_message_id_from_the_start() -> None:
    letter = queued()

    assert letter.message_id.startswith("<") and letter.message_id.endswith("@127.0.0.1>")


def test_no_two_letters_have_the_same_message_id() -> None:
    assert new_message_id(clock.now()) != new_message_id(clock.now())


def test_a_letter_keeps_its_facts() -> None:
    letter = queued(facts={"reference": "17", "count": 3, "none": None})
    db.session.commit()
    db.session.refresh(letter)

    assert letter.facts == {"reference": "17", "count": 3, "none": None}


def test_facts_that_can_not_be_kept_are_refused_at_once() -> None:
    with pytest.raises(TypeError):
        queued(facts={"when": AT})


@pytest.mark.parametrize(
    "recipient",
    ["", "alice", "alice@example.se\r\nBcc: charlie@example.se", "alice@example.se\0", "a@b.se,c@d.se", "\nalice@b.se"],
)
def test_a_recipient_that_no_letter_can_go_to_is_refused(recipient: str) -> None:
    with pytest.raises(UnusableRecipient):
        queue_letter("new_link", recipient=recipient, language="sv", at=AT)


def test_a_refused_recipient_leaves_nothing_behind() -> None:
    with pytest.raises(UnusableRecipient):
        queue_letter("new_link", recipient="alice\n@example.se", language="sv", at=AT)
    db.session.commit()

    assert count() == 0


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        queue_letter("love_letter", recipient="alice@example.se", language="sv", at=AT)


def test_very_many_letters_are_queued_in_one_statement() -> None:
    rows = [letter_row("new_link", recipient=f"alice{n}@example.se", language="sv", at=AT) for n in range(1000)]

    db.session.execute(insert(Letter), rows)

    assert count() == 1000


def test_a_held_letter_is_not_due() -> None:
    assert queued(held=True).state == "held"


def test_a_released_letter_is_due_from_then_on() -> None:
    letter = queued(held=True)
    db.session.flush()
    later = AT.replace(hour=9)

    release([letter.id], at=later)
    db.session.refresh(letter)

    assert (letter.state, letter.due_at) == ("due", later)


def test_releasing_does_not_bring_back_a_cancelled_letter() -> None:
    letter = queued(held=True)
    db.session.flush()
    cancel([letter.id])

    release([letter.id], at=AT)
    db.session.refresh(letter)

    assert letter.state == "cancelled"


@pytest.mark.parametrize("held", [True, False])
def test_a_letter_that_was_not_sent_can_be_taken_back(held: bool) -> None:
    letter = queued(held=held)
    db.session.flush()

    cancel([letter.id])
    db.session.refresh(letter)

    assert letter.state == "cancelled"


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_what_happened_is_not_taken_back(state: str) -> None:
    letter = queued()
    letter.state = state  # type: ignore[assignment]
    db.session.flush()

    cancel([letter.id])
    db.session.refresh(letter)

    assert letter.state == state
