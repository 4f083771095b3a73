"""Bob and his colleagues at the staff's pages."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.actions import add_staff_user
from portal.accounts.models import Role
from portal.accounts.passwords import hashed
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.ledger.rules import SYSTEM

EMAIL = "bob@example.se"
PASSWORD = "correct horse battery"


def add_staff(app: Flask, role: Role = "officer", *, email: str = EMAIL, password: str | None = PASSWORD) -> None:
    """Add a staff user, who is Bob unless said otherwise."""
    with app.app_context():
        stored = hashed(password) if password else None
        add_staff_user(email, role, name="Bob", password_hash=stored, at=clock.now(), by=SYSTEM, channel="cli")
        db.session.commit()


def form_token(page: TestResponse) -> str:
    """Return the token in the page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def post(client: FlaskClient, path: str, *, form_at: str = "", **fields: str) -> TestResponse:
    """Fill in the form at a path and send it."""
    token = form_token(client.get(form_at or path))
    return client.post(path, data={"csrf_token": token, **fields})


def sign_in(client: FlaskClient, *, email: str = EMAIL, password: str = PASSWORD, onwards: str = "") -> TestResponse:
    """Fill in the sign-in form."""
    path = f"/staff/login?next={onwards}" if onwards else "/staff/login"
    return post(client, path, email=email, password=password)


def is_signed_in(client: FlaskClient) -> bool:
    """Tell whether the gate lets the client through."""
    return client.get("/staff/account/").status_code == 200


def ask_for_codes(client: FlaskClient, app: Flask) -> tuple[str, list[str]]:
    """Let a signed-in user ask for codes; return the secret in the app and the recovery codes."""
    factory = app.extensions["security"].totp_factory
    token = form_token(client.get("/staff/account/codes"))
    with client.session_transaction("/staff/") as session:
        secret: str = session["new_secret"]
    with app.app_context():
        code = factory.generate_totp_password(secret)
    shown = client.post("/staff/account/codes", data={"csrf_token": token, "code": code})
    return secret, re.findall(r"<code>([0-9a-f-]{14})</code>", shown.text)


def code_now(app: Flask, secret: str) -> str:
    """Return the code that the user's app shows now."""
    with app.app_context():
        return str(app.extensions["security"].totp_factory.generate_totp_password(secret))


def recovery_codes_left(app: Flask) -> int:
    """Return how many recovery codes Bob has."""
    with app.app_context():
        bob = staff_user(EMAIL)
        assert bob
        return len(bob.mf_recovery_codes or [])
