"""Letters are written when first claimed; one that can't be written holds up no other."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.links.models import Link
from portal.mail import writing
from portal.mail.letters.choices import Change
from portal.mail.letters.known import Known
from portal.mail.letters.queued import choices_changed, staff_password, staff_welcome
from portal.mail.models import Letter
from portal.mail.previews import preview_confirmation
from portal.mail.rules import MOST_TRIES
from portal.people.models import Person
from portal.people.queries import person_by_id
from tests.mail.conftest import AT, MakePerson, Queue, Read, Send
from tests.mail.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("organisation")
RECEIPTS: list[tuple[Change, str, str]] = [
    ("stopped_marketing", "", "Björkvik Handel AB skickar ingen mer marknadsföring till dig."),
    ("withdrew", "e_marketing", "Du har återkallat ditt samtycke till E-marknadsföring."),
    ("objected", "sales_service", "Du har invänt mot Försäljning och service."),
    ("objected", "sales_service", "Du får veta hur det går."),
    ("objected", "e_marketing", "Vi har slutat använda uppgifterna till det."),
    ("consented", "e_marketing", "Du har samtyckt till E-marknadsföring."),
    ("consented", "e_marketing", "Jag vill få nyheter, inbjudningar och erbjudanden med e-post"),
    ("chose", "", "Dina val av vad du får från Björkvik Handel AB är sparade."),
]


def decide(app: Flask, person_id: int, change: Change, purpose: str = "") -> int:
    with app.app_context():
        letter = choices_changed(
            person_by_id(person_id), change, reference="4711", purpose_key=purpose, wording_version=1, at=AT
        )
        db.session.commit()
        assert letter is not None
        return letter.id


def count_of(app: Flask, use: str) -> int:
    with app.app_context():
        return db.session.scalars(select(func.count()).where(Link.use == use)).one()


@pytest.mark.parametrize("receipt", RECEIPTS)
def test_a_receipt_tells_what_was_decided(
    app: Flask, person: MakePerson, send: Send, read: Read, receipt: tuple[Change, str, str]
) -> None:
    change, purpose, words = receipt
    letter = decide(app, person(), change, purpose)

    send()

    assert words in (read(letter).text or "")


def test_a_receipt_tells_when_and_under_which_reference(app: Flask, person: MakePerson, send: Send, read: Read) -> None:
    letter = decide(app, person(), "stopped_marketing")

    send(AT + timedelta(days=1))

    assert "När: 2 april 2026 kl. 09.30\nReferens: 4711" in (read(letter).text or "")


def test_a_receipt_is_in_the_persons_language(app: Flask, person: MakePerson, send: Send, read: Read) -> None:
    letter = decide(app, person(language="en"), "withdrew", "e_marketing")

    send()

    assert "You have withdrawn your consent to E-marketing." in (read(letter).text or "")


def test_somebody_without_an_address_gets_no_receipt(app: Flask, person: MakePerson) -> None:
    alice = person(email="")

    with app.app_context():
        assert choices_changed(person_by_id(alice), "chose", reference="1", at=AT) is None


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_letter_to_staff_carries_its_link_to_the_server(
    app: Flask, send: Send, server: MailServer, language: str
) -> None:
    with app.app_context():
        for queued in (staff_welcome, staff_password):
            queued("bob@example.se", link="https://privacy.example.se/staff/reset/x", language=language, at=AT)
        db.session.commit()

    send()

    bodies = [letter.get_body(("plain",)) for letter in server.letters]
    assert ["https://privacy.example.se/staff/reset/x" in body.get_content() for body in bodies if body] == [True, True]


def test_a_letter_to_staff_is_forgotten_once_it_is_sent(app: Flask, send: Send, read: Read) -> None:
    with app.app_context():
        letter = staff_password("bob@example.se", link="https://x.se/secret", language="sv", at=AT)
        db.session.commit()
        queued = letter.id

    send()

    row = read(queued)
    assert (row.state, row.text, row.html, row.facts) == ("sent", None, None, {})
    assert "secret" not in str(row.headers)


def test_a_letter_to_staff_makes_no_links(app: Flask, send: Send) -> None:
    with app.app_context():
        staff_password("bob@example.se", link="https://x.se/", language="sv", at=AT)
        db.session.commit()

    send()

    assert count_of(app, "view") == count_of(app, "stop") == 0


def test_a_letter_is_written_once_however_often_it_is_tried(
    app: Flask, queue: Queue, send: Send, server: MailServer
) -> None:
    queue()
    server.answers["RCPT"] = ["451 later"] * 3

    for hours in range(4):
        send(AT + timedelta(hours=hours * 6))

    assert (len(server.taken), count_of(app, "view")) == (1, 1)


def test_people_get_their_own_links_and_nobody_elses(queue: Queue, send: Send, server: MailServer) -> None:
    for number in range(5):
        queue("confirmation", email=f"alice{number}@example.se", name=f"Alice {number}")

    send()

    links = [letter["List-Unsubscribe"] for letter in server.letters]
    assert len(set(links)) == 5


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the letter to Charlie be impossible to write."""

    def write(known: Known) -> dict[str, object]:
        if known.subject.name == "Charlie":
            raise KeyError("what_is_missing")
        return dict(writing.person_values(known))

    monkeypatch.setattr(writing, "WRITERS", {"new_link": write})


@pytest.mark.usefixtures("broken")
def test_a_letter_that_can_not_be_written_holds_up_no_other(queue: Queue, send: Send, server: MailServer) -> None:
    queue(name="Charlie", email="charlie@example.se")
    queue(name="Alice", email="alice@example.se")

    tally = send()

    assert (tally.sent, tally.due) == (1, 1)
    assert [envelope.rcpt_tos for envelope in server.taken] == [["alice@example.se"]]


@pytest.mark.usefixtures("broken")
def test_a_letter_that_can_not_be_written_is_put_off_and_says_why(queue: Queue, send: Send, read: Read) -> None:
    letter = queue(name="Charlie")

    send()

    row = read(letter)
    assert (row.state, row.attempts) == ("due", 1) and AT < row.due_at <= AT + timedelta(minutes=2)
    assert "what_is_missing" in row.answer


@pytest.mark.usefixtures("broken")
def test_a_letter_that_can_never_be_written_is_given_up(app: Flask, queue: Queue, send: Send, read: Read) -> None:
    letter = queue(name="Charlie")
    with app.app_context():
        db.session.get_one(Letter, letter).attempts = MOST_TRIES - 1
        db.session.commit()

    send()

    assert read(letter).state == "failed"


def test_a_letter_to_somebody_erased_is_not_sent(app: Flask, queue: Queue, send: Send, read: Read) -> None:
    letter = queue()
    with app.app_context():
        db.session.get_one(Letter, letter).person_id = None
        db.session.commit()

    tally = send()

    assert (tally.sent, tally.due, read(letter).state) == (0, 0, "cancelled")


def previewed(app: Flask, language: str = "sv") -> writing.Words:
    with app.app_context():
        known = catalogue()
        source = known.source("business_card")
        alice = Person(name="Alice", email="alice@example.se", source_id=source.id, registered_at=AT)
        consent = RecordedBasis(
            purpose_id=known.purpose("e_marketing").id,
            legal_basis_id=known.basis("consent").id,
            status="in_force",
            since=AT,
            changed_at=AT,
        )
        return preview_confirmation(alice, [consent], language=language, at=AT)


def test_a_preview_shows_the_letter_before_the_person_is_stored(app: Flask) -> None:
    preview = previewed(app)

    assert preview.subject == "Björkvik Handel AB har sparat dina kontaktuppgifter"
    assert "Samtycke (artikel 6.1 a i GDPR)" in preview.text and "Samtycke" in preview.html


def test_a_preview_stores_nothing_and_makes_no_links(app: Flask) -> None:
    previewed(app)

    with app.app_context():
        counts = [db.session.scalars(select(func.count()).select_from(kind)).one() for kind in (Person, Letter, Link)]
    assert counts == [0, 0, 0]


def test_a_preview_opens_nothing(app: Flask) -> None:
    assert "/l/…" in previewed(app).text and "/u/…" in previewed(app).text


def test_a_preview_speaks_the_language_asked_for(app: Flask) -> None:
    assert previewed(app, "en").subject == "Björkvik Handel AB has saved your contact details"
