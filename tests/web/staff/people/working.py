"""Bob at work with the people pages, and what the tests of them read back."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import Role
from portal.extensions import db
from portal.ledger.queries import entries_of
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.mail.models import Letter
from portal.people.models import Person, PersonLook
from portal.people.queries import person_by_id
from tests import make
from tests.web.staff.signing_in import form_token

BOB = "bob@example.se"


def at_work(app: Flask, client: FlaskClient, role: Role = "officer", *, email: str = BOB, language: str = "en") -> None:
    """Let Bob in, in that role, with pages in that language."""
    with app.app_context():
        name = make.staff(role, email=email).fs_uniquifier
    with client.session_transaction("/staff/") as session:
        session["_user_id"] = name
        session["language"] = language


def registered(app: Flask, **values: Any) -> int:
    """Register somebody, who is Alice unless said otherwise, and return the id."""
    with app.app_context():
        return make.person(**values).id


def submit(client: FlaskClient, path: str, *, form_at: str = "", **fields: Any) -> TestResponse:
    """Open the form, keep what it hides, fill in the rest and send it."""
    page = client.get(form_at or path)
    kept = {name: hidden_value(page, name) for name in ("seen", "token") if f'name="{name}"' in page.text}
    return client.post(path, data={"csrf_token": form_token(page), **kept, **fields})


def hidden_value(page: TestResponse, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def person_of(person_id: int) -> Person:
    """Return the person as stored now."""
    return person_by_id(person_id)


def everybody() -> Sequence[Person]:
    """Return all people, oldest first."""
    return db.session.scalars(select(Person).order_by(Person.id)).all()


def basis_of(person_id: int, purpose: str) -> RecordedBasis | None:
    """Return what is recorded for the person and the purpose."""
    return recorded_basis(person_id, catalogue().purpose(purpose).id)


def events_of(person_id: int) -> list[str]:
    """Return what the ledger says has happened to the person, oldest first."""
    return [entry.event for entry in entries_of(person_by_id(person_id).ref)]


def letters_to(person_id: int) -> list[str]:
    """Return the kinds of the person's letters, oldest first."""
    statement = select(Letter.kind).where(Letter.person_id == person_id).order_by(Letter.id)
    return list(db.session.scalars(statement))


def looks_at(person_id: int) -> Sequence[PersonLook]:
    """Return who has looked at the person, oldest first."""
    statement = select(PersonLook).where(PersonLook.person_id == person_id).order_by(PersonLook.id)
    return db.session.scalars(statement).all()
