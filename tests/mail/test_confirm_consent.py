"""The letter that asks to confirm an answer to a web form."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.ledger.configuration import forget_version
from portal.links.models import Link
from portal.links.queries import link_of
from portal.mail.models import Letter
from tests import make
from tests.databases import only_sqlite
from tests.mail.conftest import Send
from tests.mail.mail_server import MailServer
from tests.web_forms.designing import answered, newsletter, reword

pytestmark = [only_sqlite, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def sent(app: Flask, send: Send) -> Letter:
    """Answer as somebody new who writes rude things, send the letter, and return it."""
    with app.app_context():
        newsletter()
        answered(name="Buy pills at http://spam.example", company="Evil AB", chosen=["news"])
    send()
    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        db.session.expunge(letter)
        return letter


def answer_of(app: Flask, **given: str) -> None:
    """Answer the form, which is added first."""
    with app.app_context():
        newsletter()
        answered("e_marketing", "sales_service", **given)


def test_it_says_who_asks_for_what_and_until_when(sent: Letter) -> None:
    assert sent.subject == "Confirm your answer to Björkvik Handel AB"
    assert sent.text is not None
    assert "“The newsletter”" in sent.text
    assert "I want to get news, invitations and offers by e-mail" in sent.text
    assert "- News" in sent.text
    assert "9 April 2026" in sent.text
    assert "If it was not you, you need not do anything." in sent.text


def test_it_repeats_nothing_that_was_typed(sent: Letter) -> None:
    everything = f"{sent.subject}{sent.text}{sent.html}{sent.headers}"

    assert all(text not in everything for text in ("pills", "spam.example", "Evil"))


def test_its_link_opens_the_page_to_confirm(app: Flask, sent: Letter) -> None:
    found = re.search(r"http://127\.0\.0\.1:5000/c/(\S+)", sent.text or "")

    assert found
    with app.app_context():
        link = link_of(found[1], "confirm", at=make.AT)
        assert link is not None
        assert (link.scope, link.state) == ("answer:1:newsletter", "open")


def test_it_makes_no_link_to_the_persons_page(app: Flask, sent: Letter) -> None:
    with app.app_context():
        views = db.session.scalar(select(func.count()).select_from(Link).where(Link.use == "view"))

    assert views == 0
    assert "/l/" not in (sent.text or "")


def test_it_is_a_letter_like_others(sent: Letter, server: MailServer) -> None:
    [letter] = server.letters

    assert letter["To"] == "alice@example.se"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"


def test_somebody_known_is_written_to_in_their_language(app: Flask, send: Send) -> None:
    with app.app_context():
        make.person(language="sv")
    answer_of(app, language="en")

    send()

    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        assert letter.subject == "Bekräfta ditt svar till Björkvik Handel AB"
        assert "”Nyhetsbrevet”" in (letter.text or "")
        assert "Jag samtycker till att mina uppgifter används för försäljning och service." in (letter.text or "")


def test_it_shows_the_wording_that_was_answered_to(app: Flask, send: Send) -> None:
    answer_of(app)
    with app.app_context():
        reword(ask_again=True)
        forget_version()

    send()

    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        assert "at most twice a month" in (letter.text or "")
        assert "I want everything." not in (letter.text or "")


def test_what_is_shown_as_html_is_escaped(app: Flask, send: Send) -> None:
    with app.app_context():
        newsletter(texts={"title": {"en": "<script>alert(1)</script>"}})
        answered()

    send()

    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        assert "<script>" not in (letter.html or "")
        assert "&lt;script&gt;" in (letter.html or "")
