"""Visitors at a web form, and the links in the letters they get."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.mail.models import Letter
from portal.people.models import Person
from tests import make
from tests.web_forms.designing import DESIGN, bases, everybody, newsletter

FORM = "/forms/newsletter?lang=en"
ALICE = {"name": "Alice Alm", "email": "alice@example.se", "consent_e_marketing": "y"}
MINUTE = timedelta(minutes=1)


def add_newsletter(app: Flask, **changes: Any) -> None:
    """Add the form, which asks for consent to e-marketing unless changed."""
    with app.app_context():
        newsletter(**{"purposes": ("e_marketing",), "asked": {}} | changes)


def design(**changes: Any) -> Any:
    """Return the newsletter's design with those changes."""
    return replace(DESIGN, **changes)


def hidden(page: TestResponse) -> dict[str, str]:
    """Return what the page's form hides."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))


def fill_in(
    client: FlaskClient,
    *,
    path: str = FORM,
    at: datetime = make.AT,
    after: timedelta = MINUTE,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> TestResponse:
    """Open the form at that moment, fill it in as Alice unless said otherwise, and send it after a while."""
    with time_machine.travel(at, tick=False) as now:
        kept = hidden(client.get(path))
        now.shift(after)
        return client.post(path, data=kept | ALICE | fields, headers=headers)


def bare(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Return everything that a visitor could tell an answer by."""
    return answer.status_code, answer.text, sorted(answer.headers.items())


def asking_letters(app: Flask) -> list[str]:
    """Return whom the letters that ask to confirm go to, oldest first."""
    with app.app_context():
        statement = select(Letter.recipient).where(Letter.kind == "confirm_consent").order_by(Letter.id)
        return list(db.session.scalars(statement))


def confirm_path(app: Flask) -> str:
    """Return the path of the link in the latest letter that asks to confirm."""
    with app.app_context():
        latest = select(Letter).where(Letter.kind == "confirm_consent").order_by(Letter.id.desc()).limit(1)
        return "/" + str(db.session.scalars(latest).one().facts["link"]).split("/", 3)[3]


def press_confirm(client: FlaskClient, path: str, *, at: datetime = make.AT, **fields: str) -> TestResponse:
    """Open the letter's link and press the button."""
    with time_machine.travel(at, tick=False):
        page = client.get(f"{path}?lang=en")
        return client.post(f"{path}?lang=en", data=hidden(page) | fields)


def people(app: Flask) -> list[Person]:
    """Return all people, detached."""
    with app.app_context():
        found = list(everybody())
        db.session.expunge_all()
        return found


def statuses(app: Flask) -> list[dict[str, str]]:
    """Return the status of each recorded basis by purpose, for each person."""
    with app.app_context():
        return [bases(person) for person in everybody()]
