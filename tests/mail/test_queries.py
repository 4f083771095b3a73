"""Find letters, and tell what became of the confirmation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.extensions import db
from portal.legal_bases.models import Source
from portal.mail.letters.queued import confirm_registration, confirmation
from portal.mail.models import Letter
from portal.mail.queries import (
    ConfirmationState,
    NoSuchLetter,
    confirmation_state,
    letter_by_id,
    letters_of,
    oldest_due,
    stored_wording,
    stored_wordings,
    waiting_letters,
    was_confirmed,
    without_tokens,
)
from portal.mail.templates import shipped, store_wording
from portal.people.queries import person_by_id
from tests import make
from tests.mail.conftest import AT, MakePerson, Queue, Send
from tests.mail.mail_server import MailServer

State = Callable[[int], ConfirmationState]


@pytest.fixture
def state(app: Flask) -> State:
    def ask(person_id: int) -> ConfirmationState:
        with app.app_context():
            return confirmation_state(person_by_id(person_id))

    return ask


def confirm_first(app: Flask, person_id: int) -> bool:
    with app.app_context():
        letter = confirm_registration(person_by_id(person_id), at=AT)
        db.session.commit()
        return letter is not None


def change_source(app: Flask, key: str, *, sends: bool) -> None:
    with app.app_context():
        db.session.query(Source).where(Source.key == key).update({"send_confirmation": sends})
        db.session.commit()
    app.extensions.pop("portal_configuration", None)


def test_a_first_registration_is_confirmed(app: Flask, person: MakePerson) -> None:
    assert confirm_first(app, person())


def test_a_registration_is_confirmed_once(app: Flask, person: MakePerson) -> None:
    alice = person()
    confirm_first(app, alice)

    assert not confirm_first(app, alice)


def test_a_source_can_be_set_to_send_none(app: Flask, person: MakePerson) -> None:
    change_source(app, "chat", sends=False)

    assert not confirm_first(app, person("chat"))


def test_somebody_without_an_address_is_sent_none(app: Flask, person: MakePerson) -> None:
    assert not confirm_first(app, person(email=""))


def test_a_confirmation_that_failed_is_no_reason_not_to_send_one(app: Flask, person: MakePerson) -> None:
    alice = person()
    confirm_first(app, alice)
    with app.app_context():
        letters_of(alice)[0].state = "failed"
        db.session.commit()

    assert confirm_first(app, alice)


def test_the_state_is_queued_until_it_is_sent(app: Flask, person: MakePerson, state: State) -> None:
    alice = person()
    confirm_first(app, alice)

    assert (state(alice).state, state(alice).at) == ("queued", AT)


def test_the_state_tells_when_it_was_sent(queue: Queue, person: MakePerson, send: Send, state: State) -> None:
    alice = person()
    queue("confirmation", alice)
    send(AT + timedelta(minutes=3))

    assert (state(alice).state, state(alice).at) == ("sent", AT + timedelta(minutes=3))


def test_the_state_tells_why_it_failed(
    queue: Queue, person: MakePerson, send: Send, server: MailServer, state: State
) -> None:
    alice = person()
    queue("confirmation", alice)
    server.answers["RCPT"] = ["550 no such user"]
    send()

    assert (state(alice).state, state(alice).answer) == ("failed", "550 no such user")


def test_the_state_tells_why_it_waits(
    queue: Queue, person: MakePerson, send: Send, server: MailServer, state: State
) -> None:
    alice = person()
    queue("confirmation", alice)
    server.answers["RCPT"] = ["451 greylisted"]
    send()

    assert (state(alice).state, state(alice).answer) == ("queued", "451 greylisted")


def test_one_that_was_sent_counts_also_when_a_later_one_failed(
    queue: Queue, person: MakePerson, send: Send, server: MailServer, state: State
) -> None:
    alice = person()
    queue("confirmation", alice)
    send()
    queue("confirmation", alice)
    server.answers["RCPT"] = ["550 mailbox closed"]
    send()

    assert state(alice).state == "sent"


def test_sending_again_after_a_failure_is_queued_again(
    queue: Queue, person: MakePerson, send: Send, server: MailServer, state: State
) -> None:
    alice = person()
    queue("confirmation", alice)
    server.answers["RCPT"] = ["550 no such user"]
    send()
    queue("confirmation", alice)

    assert state(alice).state == "queued"


def test_the_state_of_somebody_without_an_address(person: MakePerson, state: State) -> None:
    assert state(person(email="")).state == "no_address"


def test_the_state_when_the_source_sends_none(app: Flask, person: MakePerson, state: State) -> None:
    change_source(app, "chat", sends=False)

    assert state(person("chat")).state == "source_sends_none"


def test_the_state_when_it_was_turned_off(person: MakePerson, state: State) -> None:
    assert state(person()).state == "turned_off"


def test_the_state_of_a_letter_taken_back(app: Flask, person: MakePerson, state: State) -> None:
    alice = person()
    confirm_first(app, alice)
    with app.app_context():
        letters_of(alice)[0].state = "cancelled"
        db.session.commit()

    assert state(alice).state == "cancelled"


def test_other_letters_do_not_confirm(app: Flask, queue: Queue, person: MakePerson) -> None:
    alice = person()
    queue("new_link", alice)

    with app.app_context():
        assert not was_confirmed(alice)


def test_a_persons_letters_come_newest_first(app: Flask, queue: Queue, person: MakePerson) -> None:
    alice = person()
    first, second = queue("confirmation", alice), queue("new_link", alice)
    queue(email="charlie@example.se")

    with app.app_context():
        assert [letter.id for letter in letters_of(alice)] == [second, first]


def test_a_letter_is_found_by_its_id(app: Flask, queue: Queue) -> None:
    letter = queue()

    with app.app_context():
        assert letter_by_id(letter).kind == "new_link"


def test_a_letter_that_is_not_there_is_told(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoSuchLetter):
        letter_by_id(4711)


def test_waiting_letters_are_counted_without_held_ones(app: Flask, queue: Queue, person: MakePerson) -> None:
    queue()
    queue(at=AT + timedelta(hours=1))
    with app.app_context():
        held = confirmation(person_by_id(person()), at=AT)
        assert held is not None
        held.state = "held"
        db.session.commit()

        assert waiting_letters() == 2


def test_the_oldest_due_letter_is_told(app: Flask, queue: Queue) -> None:
    queue(at=AT)
    queue(at=AT - timedelta(hours=2))

    with app.app_context():
        assert oldest_due(at=AT) == AT - timedelta(hours=2)


def test_a_letter_for_later_is_not_due(app: Flask, queue: Queue) -> None:
    queue(at=AT + timedelta(hours=2))

    with app.app_context():
        assert oldest_due(at=AT) is None


def test_staff_are_shown_no_token(queue: Queue, app: Flask, send: Send) -> None:
    letter = queue("confirmation")
    send()

    with app.app_context():
        text = db.session.get_one(Letter, letter).text or ""

    shown = without_tokens(text)
    assert "/l/•••" in shown and "/u/•••" in shown
    assert "WzEs" in text and "WzEs" not in shown


def test_other_addresses_are_shown_whole() -> None:
    assert without_tokens("See https://www.imy.se/privat/ for more.") == "See https://www.imy.se/privat/ for more."


@pytest.mark.parametrize("path", ["/l/WzEsIn", "/u/Abc-_~.9", "/c/x", "/staff/reset/WzFd.abc"])
def test_every_address_that_opens_a_door_is_cut_short(path: str) -> None:
    shown = without_tokens(f'<a href="https://privacy.example.se{path}">')

    assert shown == f'<a href="https://privacy.example.se{path.rpartition("/")[0]}/•••">'


def test_versions_of_words_come_newest_first(app: Flask) -> None:
    with app.app_context():
        usual = shipped()["new_link", "en"]
        for subject in ("First", "Second"):
            store_wording("new_link", "en", subject, usual.body, at=AT, by=make.BOB, channel="staff")

        found = stored_wordings("new_link", "en", most=2)

        assert [(row.version, row.subject) for row in found] == [(3, "Second"), (2, "First")]


@pytest.mark.parametrize(("version", "subject"), [(None, "First"), (2, "First"), (9, None)])
def test_one_version_of_words_is_found(app: Flask, version: int | None, subject: str | None) -> None:
    with app.app_context():
        usual = shipped()["new_link", "en"]
        store_wording("new_link", "en", "First", usual.body, at=AT, by=make.BOB, channel="staff")

        found = stored_wording("new_link", "en", version)

        assert (found.subject if found else None) == subject
