"""Set a password from a letter's link."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.mail.models import Letter
from tests.web.staff.signing_in import EMAIL, PASSWORD, add_staff, form_token, is_signed_in, post, sign_in

START = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
NEW = "a quite different password"


@pytest.fixture(autouse=True)
def bob(app: Flask) -> None:
    add_staff(app)


def letters(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.execute(select(Letter).order_by(Letter.id)).scalars()
        return [(letter.kind, letter.recipient, letter.facts["link"]) for letter in rows]


def link(app: Flask, client: FlaskClient) -> str:
    """Ask for a link and return its path."""
    post(client, "/staff/reset", email=EMAIL)
    return str(letters(app)[-1][2]).removeprefix(str(app.config["PORTAL_BASE_URL"]))


def test_who_asks_is_sent_a_link(app: Flask, client: FlaskClient) -> None:
    post(client, "/staff/reset", email="BOB@example.se")

    [(kind, recipient, address)] = letters(app)
    assert (kind, recipient) == ("staff_password", EMAIL)
    assert address.startswith(f"{app.config['PORTAL_BASE_URL']}/staff/reset/")


def test_known_and_unknown_addresses_are_answered_alike(app: Flask, client: FlaskClient) -> None:
    known = post(client, "/staff/reset", email=EMAIL)
    unknown = post(client, "/staff/reset", email="nobody@example.se")

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert "på väg" in known.text
    assert len(letters(app)) == 1


def test_the_fourth_letter_in_an_hour_is_not_sent_and_nobody_can_tell(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False):
        answers = {post(client, "/staff/reset", email=EMAIL).text for _ in range(4)}

    assert len(answers) == 1
    assert len(letters(app)) == 3


@pytest.mark.parametrize("email", ["", "x" * 321])
def test_an_empty_or_endless_address_is_told(client: FlaskClient, email: str) -> None:
    assert post(client, "/staff/reset", email=email).status_code == 422


@pytest.mark.parametrize("email", ["\x00", "nobody", "b@c\r\nBcc: x@example.se", "🙂@example.se"])
def test_odd_addresses_are_unknown_ones(app: Flask, client: FlaskClient, email: str) -> None:
    assert post(client, "/staff/reset", email=email).status_code == 200
    assert letters(app) == []


def test_the_host_that_was_asked_under_is_not_in_the_letter(app: Flask, client: FlaskClient) -> None:
    token = form_token(client.get("/staff/reset", headers={"Host": "localhost:9"}))

    client.post("/staff/reset", data={"csrf_token": token, "email": EMAIL}, headers={"Host": "localhost:9"})

    assert "localhost:9" not in letters(app)[0][2]


def test_the_link_sets_a_new_password_and_ends_the_old_one(app: Flask, client: FlaskClient) -> None:
    answer = post(client, link(app, client), password=NEW, again=NEW)

    assert answer.location == "/staff/login"
    assert sign_in(client, password=PASSWORD).status_code == 422
    assert sign_in(client, password=NEW).status_code == 302


def test_the_link_does_not_sign_in_by_itself(app: Flask, client: FlaskClient) -> None:
    post(client, link(app, client), password=NEW, again=NEW)

    assert not is_signed_in(client)


def test_a_new_password_ends_every_session(app: Flask, client: FlaskClient) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere)

    post(client, link(app, client), password=NEW, again=NEW)

    assert not is_signed_in(elsewhere)


def test_the_link_works_once(app: Flask, client: FlaskClient) -> None:
    path = link(app, client)

    post(client, path, password=NEW, again=NEW)

    assert client.get(path).status_code == 404


def test_the_link_works_for_a_day(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        path = link(app, client)
        clock.shift(timedelta(days=1))
        in_time = client.get(path).status_code
        clock.shift(timedelta(seconds=2))

        assert (in_time, client.get(path).status_code) == (200, 404)


def test_a_form_sent_after_the_link_has_ended_changes_nothing(app: Flask, client: FlaskClient) -> None:
    path = link(app, client)
    token = form_token(client.get(path))
    post(client, path, password=NEW, again=NEW)

    answer = client.post(path, data={"csrf_token": token, "password": "yet another one", "again": "yet another one"})

    assert answer.status_code == 404
    assert sign_in(client, password=NEW).status_code == 302


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "å", "." * 300])
def test_what_is_no_link_leads_to_a_page_that_says_so(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/staff/reset/{token}")

    assert answer.status_code == 404
    assert "Länken fungerar inte" in answer.text


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "Skriv ett nytt lösenord."),
        ("short", "short", "Lösenordet måste ha minst 12 tecken."),
        ("x" * 201, "x" * 201, "Lösenordet är för långt."),
        (NEW, "something else", "De två lösenorden är inte lika."),
    ],
)
def test_an_unfit_password_is_told(app: Flask, client: FlaskClient, password: str, again: str, words: str) -> None:
    answer = post(client, link(app, client), password=password, again=again)

    assert answer.status_code == 422
    assert words in answer.text
    assert sign_in(client).status_code == 302


def test_a_link_opened_by_a_scanner_changes_nothing(app: Flask, client: FlaskClient) -> None:
    path = link(app, client)

    for _ in range(20):
        client.get(path)
        client.head(path)

    assert post(client, path, password=NEW, again=NEW).status_code == 302
