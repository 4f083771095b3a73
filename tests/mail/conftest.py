"""People, letters and a mail server for the tests of letters."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.legal_bases.actions import Record, record_basis
from portal.legal_bases.queries import catalogue
from portal.mail.delivery import deliver
from portal.mail.letters.queued import confirmation, new_link
from portal.mail.models import Letter
from portal.mail.sending import Tally
from portal.mail.smtp import Server, SmtpCarrier
from portal.people.actions import register
from portal.people.queries import person_by_id
from portal.settings.actions import change_settings
from tests.mail.mail_server import MailServer

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
MakePerson = Callable[..., int]
Queue = Callable[..., int]
Read = Callable[[int], Letter]
Send = Callable[..., Tally]


@pytest.fixture
def organisation(app: Flask) -> None:
    values = {"name": "Björkvik Handel AB", "number": "556677-8899", "contact_email": "integritet@bjorkvik.example"}
    with app.app_context():
        change_settings(values, at=AT, by=SYSTEM, channel="system")
        db.session.commit()


@pytest.fixture
def person(app: Flask) -> MakePerson:
    """Register somebody, with bases by purpose, and return the id."""

    def make(source: str = "business_card", bases: dict[str, str] | None = None, **values: str) -> int:
        core = {"name": "Alice Ångström", "email": "alice@example.se", "language": "sv"} | values
        with app.app_context():
            known = catalogue()
            came = known.source(source)
            alice = register(core, source_id=came.id, source_key=came.key, at=AT, by=SYSTEM, channel="staff")
            for purpose, basis in (bases or {}).items():
                record = Record(known.purpose(purpose), known.basis(basis), came)
                record_basis(alice, record, at=AT, by=SYSTEM, channel="staff")
            db.session.commit()
            return alice.id

    return make


@pytest.fixture
def queue(app: Flask, person: MakePerson) -> Queue:
    """Queue a letter to somebody new, or to the person of that id, and return the letter's id."""

    def add(kind: str = "new_link", person_id: int | None = None, at: datetime = AT, **values: Any) -> int:
        whom = person_id or person(**values)
        with app.app_context():
            letter = {"new_link": new_link, "confirmation": confirmation}[kind](person_by_id(whom), at=at)
            db.session.commit()
            assert letter is not None
            return letter.id

    return add


@pytest.fixture
def read(app: Flask) -> Read:
    """Read a letter afresh."""

    def load(letter_id: int) -> Letter:
        with app.app_context():
            letter = db.session.get_one(Letter, letter_id)
            db.session.expunge(letter)
            return letter

    return load


@pytest.fixture
def server(smtp: MailServer) -> MailServer:
    """Return the mail server under its name here."""
    return smtp


@pytest.fixture
def send(app: Flask, server: MailServer) -> Send:
    """Deliver through the mail server, as if it were that moment."""

    def run(at: datetime = AT, timeout: float = 5, **options: Any) -> Tally:
        carrier = SmtpCarrier(Server("127.0.0.1", server.port, timeout=timeout, greeting="localhost"))
        return deliver(app, carrier, now=lambda: at, **options)

    return run
