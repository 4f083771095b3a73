"""Bob completes and sends the answer to Alice."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.rules import Draft
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from tests import make
from tests.web.staff.people.working import at_work
from tests.web.staff.requests.asking import keep
from tests.web.staff.signing_in import form_token

COMPLETE = "I have looked in other systems"


def to_answer(
    app: Flask, client: FlaskClient, kind: Any = "access", *, bases: Any = None, **values: str
) -> tuple[str, str]:
    """Let Bob in and Alice ask; return the address of the answer's page and the reference."""
    at_work(app, client)
    with app.app_context():
        make.organisation()
        held = {"e_marketing": "consent"} if bases is None else bases
        alice = make.person(bases=held, **{"language": "en"} | values).id
        reference = keep(kind, alice)
    return f"/staff/requests/{reference}/answer", reference


def fill(client: FlaskClient, page: str, part: str = "", *, form_at: str = "", **fields: Any) -> TestResponse:
    """Send one of the forms of the answer's page as a browser would, with the version that stands on it."""
    shown = client.get(form_at or page)
    version = re.search(r'name="(?:paper-)?version"[^>]* value="(\d+)"', shown.text)
    assert version, shown.text
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    data = {"csrf_token": form_token(shown), "version": version[1], "paper-version": version[1], **names}
    return client.post(f"{page}{part}", data=data)


def send(client: FlaskClient, page: str) -> TestResponse:
    """Tick that the answer is complete, and send it."""
    return fill(client, page, "/send", complete="y")


def silence(app: Flask, part: str, purpose_key: str = "e_marketing") -> None:
    """Let the purpose say nothing about a part."""
    with app.app_context():
        purpose = db.session.get_one(Purpose, catalogue().purpose(purpose_key).id)
        purpose.texts = {name: words for name, words in purpose.texts.items() if name != part}
        draft = Draft("purpose.changed", purpose=None, details={"key": purpose_key})
        append([draft], at=make.AT, by=make.BOB, channel="staff")
        db.session.commit()
        forget_version()
