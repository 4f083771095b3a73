"""The letter that tells a staff user how their sign-in was changed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.changes import SIGN_IN_CHANGES, SignInChange
from portal.accounts.passwords import password_link
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.mail.gathering import gathered
from portal.mail.letters.queued import staff_changed
from portal.mail.models import Letter
from portal.mail.writing import write
from tests import make
from tests.databases import only_sqlite
from tests.web.staff.signing_in import EMAIL, PASSWORD, add_staff, ask_for_codes, post, sign_in

pytestmark = only_sqlite
NEW = "purple monkey dishwasher"


def kinds(app: Flask) -> list[tuple[str, str]]:
    """Return each letter's kind, and the change it tells."""
    with app.app_context():
        letters = db.session.scalars(select(Letter).order_by(Letter.id))
        return [(letter.kind, letter.facts.get("change", "")) for letter in letters]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("change", SIGN_IN_CHANGES)
def test_it_tells_what_was_changed_and_by_whom(app: Flask, change: SignInChange, language: str) -> None:
    with app.app_context():
        bob = make.staff()
        bob.language = language
        letter = staff_changed(bob, change, by="Ada Alm", at=make.AT)

        write([letter], gathered([letter], at=make.AT))

        assert letter.state == "due" and letter.text
        assert "Ada Alm" in letter.text
        assert "/staff/account/" in letter.text
        assert ("2 april 2026 kl. 09.30" if language == "sv" else "2 April 2026, 09:30") in letter.text


def test_a_user_who_changes_the_password_is_written_to(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    sign_in(client)

    post(client, "/staff/account/password", current=PASSWORD, password=NEW, again=NEW)

    assert kinds(app) == [("staff_changed", "password_set")]


def test_a_user_who_turns_codes_on_and_off_is_written_to(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    sign_in(client)

    ask_for_codes(client, app)
    post(client, "/staff/account/codes/stop", form_at="/staff/account/codes", current=PASSWORD)

    assert kinds(app) == [("staff_changed", "codes_on"), ("staff_changed", "codes_off")]


@pytest.mark.parametrize(("stored", "expected"), [(None, []), (PASSWORD, [("staff_changed", "password_set")])])
def test_a_link_for_a_new_password_is_told_but_not_the_first(
    app: Flask, client: FlaskClient, stored: str | None, expected: list[tuple[str, str]]
) -> None:
    add_staff(app, password=stored)
    with app.app_context():
        bob = staff_user(EMAIL)
        assert bob
        path = "/" + password_link(bob).split("/", 3)[3]

    post(client, path, password=NEW, again=NEW)

    assert kinds(app) == expected
