"""The letter that asks for consent is sent with a link to the person's page, or taken back when it is answered."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.asking.actions import begin
from portal.asking.queries import round_by_id
from portal.extensions import db
from portal.jobs.running import Runner
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.links.queries import link_of
from portal.mail.models import Letter
from portal.people.queries import person_by_id
from tests import make
from tests.asking.rounds import prepared
from tests.databases import only_sqlite
from tests.mail.conftest import AT, Send

pytestmark = [only_sqlite, pytest.mark.usefixtures("organisation")]


def ask(app: Flask) -> None:
    """Ask Alice."""
    with app.app_context():
        make.person(language="en")
        round_id = prepared(at=AT)
        begin(round_by_id(round_id, lock=True), "consent_ask", by=make.BOB, at=AT)
        db.session.commit()
    Runner(app, now=lambda: AT).work(60, stopped=lambda: False)


def the_letter(app: Flask) -> Letter:
    """Return the letter as it is now."""
    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        db.session.expunge(letter)
        return letter


def test_it_asks_with_the_wording_and_a_link_to_answer(app: Flask, send: Send) -> None:
    ask(app)

    send()

    letter = the_letter(app)
    assert letter.subject == "Björkvik Handel AB asks for your consent"
    assert letter.text
    assert "I want to get news, invitations and offers by e-mail" in letter.text
    assert "We asked you on" not in letter.text
    found = re.search(r"/l/(\S+)\?ask=e_marketing", letter.text)
    assert found
    with app.app_context():
        link = link_of(found[1], "view", at=AT)
        assert link
        assert link.state == "open"


def test_it_is_taken_back_when_the_answer_was_quicker(app: Flask, send: Send) -> None:
    ask(app)
    with app.app_context():
        stop_purpose(person_by_id(1), catalogue().purpose("e_marketing"), catalogue(), at=AT)
        db.session.commit()

    send()

    letter = the_letter(app)
    assert (letter.state, letter.answer) == ("cancelled", "The person has answered already.")
