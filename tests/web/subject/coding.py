"""Alice asks for a code, and types it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.mail.models import Letter
from tests.web.subject.visiting import press


def newest_code(app: Flask) -> str:
    """Return the code in the latest letter."""
    with app.app_context():
        letter = select(Letter).where(Letter.kind == "one_time_code").order_by(Letter.id.desc()).limit(1)
        return str(db.session.scalars(letter).one().facts["code"])


def ask_for_code(client: FlaskClient, to: str = "copy") -> TestResponse:
    """Press "E-mail me a code" and follow."""
    page = "/me/copy" if to == "copy" else f"/me/answers/{to}"
    return client.get(press(client, "/me/code", form_at=page, to=to).location)


def type_code(client: FlaskClient, code: str, to: str = "copy") -> TestResponse:
    """Type a code on the page where it is asked for."""
    return press(client, "/me/code/enter", form_at=f"/me/code?to={to}", to=to, code=code)


def prove(app: Flask, client: FlaskClient, to: str = "copy") -> TestResponse:
    """Ask for a code, type it, and follow."""
    ask_for_code(client, to)
    return client.get(type_code(client, newest_code(app), to).location)
