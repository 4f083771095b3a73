"""Letters about requests: to a person with a page, to somebody outside, and to the owner."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access_requests.actions import Asked, receive
from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import KINDS
from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.mail.gathering import gathered
from portal.mail.letters.about_requests import About, language_of, request_due, request_letter
from portal.mail.models import Letter
from portal.mail.writing import write
from portal.people.models import Person
from tests import make

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
ABOUT: tuple[About, ...] = get_args(About)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what letters say does not depend on the database."""
    return "sqlite"


def asked(person: Person | None, kind: Any = "access", **values: str) -> AccessRequest:
    """Keep a request from the person, or from Dan who is not in the portal."""
    known = {} if person else {"name": "Dan Dahl", "email": "dan@example.se", "language": "en"} | values
    return receive(Asked(kind, **known), person, at=AT, by=PERSON, channel="page")  # type: ignore[arg-type]


def written(letter: Letter | None) -> Letter:
    """Return the letter as it would be sent."""
    assert letter is not None
    db.session.flush()
    write([letter], gathered([letter], at=AT))
    return letter


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", sorted(set(ABOUT) - {"request_nothing_held"}))
def test_a_letter_to_a_person_has_the_reference_and_leads_to_their_page(
    app: Flask, about: About, language: str
) -> None:
    with app.app_context():
        make.organisation()
        request = asked(make.person(language=language))

        letter = written(request_letter(about, request, text="One reason.\n\nAnd another.", at=AT))

        assert letter.text is not None and letter.state == "due", letter.answer
        assert request.reference in str(letter.subject) and request.reference in letter.text
        assert "Alice Alm" in letter.text and "/l/" in letter.text
        assert ("And another." in letter.text) is (
            about in {"request_extended", "request_identity", "request_refused", "request_answered_question"}
            or not about.startswith("request_")
        )


def test_the_receipt_tells_the_last_day_in_words(app: Flask) -> None:
    with app.app_context():
        make.organisation()
        letter = written(request_letter("request_received", asked(make.person()), at=AT))

        assert letter.subject and "Vi har tagit emot din begäran" in letter.subject
        assert "din begäran om en kopia av uppgifterna om dig" in str(letter.text)
        assert "Du får svar senast den 4 maj 2026." in str(letter.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_request_is_named_otherwise_within_the_sentence(app: Flask, language: str) -> None:
    with app.app_context():
        alice = make.person(language=language)
        letters = [written(request_letter("request_received", asked(alice, kind), at=AT)) for kind in KINDS]

        sentences = [str(letter.text).split("\n")[2] for letter in letters]
        assert all(sentence.endswith(".") for sentence in sentences)
        assert len(set(sentences)) == len(KINDS)


def test_a_refusal_tells_of_complaint_and_court(app: Flask) -> None:
    with app.app_context():
        letter = written(request_letter("request_refused", asked(make.person(language="en")), text="No.", at=AT))

        assert "supervisory authority: Integritetsskyddsmyndigheten (IMY), https://www.imy.se/" in str(letter.text)
        assert "take the matter to court" in str(letter.text)


@pytest.mark.parametrize("about", ABOUT)
def test_somebody_outside_gets_a_letter_without_links_to_a_page(app: Flask, about: About) -> None:
    with app.app_context():
        request = asked(None)

        letter = written(request_letter(about, request, text="Words.", at=AT))

        assert letter.state == "due", letter.answer
        assert letter.recipient == "dan@example.se"
        assert "Dan Dahl" in str(letter.text) and request.reference in str(letter.text)
        assert "/l/" not in str(letter.text) and "/u/" not in str(letter.text)
        assert "List-Unsubscribe" not in (letter.headers or {})


def test_a_letter_about_a_person_who_was_erased_meanwhile_is_not_sent(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        letter = request_letter("request_received", asked(alice), at=AT)
        assert letter is not None
        db.session.flush()
        letter.person_id = None

        assert written(letter).state == "cancelled"


def test_no_letter_goes_where_there_is_no_address_or_only_a_form_names_it(app: Flask) -> None:
    with app.app_context():
        unconfirmed = make.person(email="charlie@example.se")
        unconfirmed.unconfirmed_since = AT
        requests = (
            asked(make.person(email="")),
            asked(None, email=""),
            asked(None, email="x@" + "y" * 300),
            asked(unconfirmed),
        )

        assert [request_letter("request_received", request, at=AT) for request in requests] == [None] * 4


def test_each_is_written_to_in_their_own_language(app: Flask) -> None:
    with app.app_context():
        languages = [
            language_of(asked(person))
            for person in (make.person(language="en"), make.person(email="b@example.se", language="sv"), None)
        ]

        assert languages == ["en", "sv", "en"]


def test_the_owner_reads_how_many_days_are_left_and_nothing_about_the_person(app: Flask) -> None:
    with app.app_context():
        bob, request = make.staff(), asked(make.person())
        bob.language = "en"

        letters = [
            written(letter) for left in (5, 1, 0, -1, -9) for letter in request_due(request, [bob], left=left, at=AT)
        ]

        assert [str(letter.subject).partition(": ")[2] for letter in letters] == [
            "5 days are left.",
            "1 day is left.",
            "Today is the last day.",
            "The answer is 1 day late.",
            "The answer is 9 days late.",
        ]
        assert f"/staff/requests/{request.reference}" in str(letters[0].text)
        assert "Copy of the data" in str(letters[0].text) and "Alice" not in str(letters[0].text)
        assert set(db.session.scalars(select(Letter.kind))) == {"request_due"}
