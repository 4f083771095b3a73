"""The user's own page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.web.staff.signing_in import (
    EMAIL,
    PASSWORD,
    add_staff,
    ask_for_codes,
    is_signed_in,
    post,
    recovery_codes_left,
    sign_in,
)

START = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
NEW = "a quite different password"
FORM = "/staff/account/password"


@pytest.fixture(autouse=True)
def bob(app: Flask, client: FlaskClient) -> None:
    add_staff(app, "auditor")
    sign_in(client)


def test_the_page_tells_who_is_signed_in_and_as_what(client: FlaskClient) -> None:
    page = client.get("/staff/account/").text

    assert EMAIL in page
    assert "Granskare" in page


def test_a_new_password_replaces_the_old_one(app: Flask, client: FlaskClient) -> None:
    post(client, FORM, current=PASSWORD, password=NEW, again=NEW)

    assert sign_in(app.test_client(), password=PASSWORD).status_code == 422
    assert sign_in(app.test_client(), password=NEW).status_code == 302


def test_a_new_password_ends_every_session_but_this_one(app: Flask, client: FlaskClient) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere)

    post(client, FORM, current=PASSWORD, password=NEW, again=NEW)

    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "wrong", "password": NEW, "again": NEW}, "Lösenordet stämmer inte."),
        ({"current": "", "password": NEW, "again": NEW}, "Skriv det lösenord du har nu."),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "minst 12 tecken"),
        ({"current": PASSWORD, "password": NEW, "again": "other"}, "De två lösenorden är inte lika."),
    ],
)
def test_a_change_that_is_not_right_is_told_and_not_made(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = post(client, FORM, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert sign_in(app.test_client()).status_code == 302


def test_the_present_password_can_not_be_guessed_without_end(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False):
        sign_in(client)
        for _ in range(10):
            post(client, FORM, current="wrong", password=NEW, again=NEW)

        answer = post(client, FORM, current=PASSWORD, password=NEW, again=NEW)

    assert answer.status_code == 422
    assert "Det blev för många försök." in answer.text


def test_the_picture_for_the_app_stands_in_the_page_itself(client: FlaskClient) -> None:
    page = client.get("/staff/account/codes").text

    assert "<svg" in page
    assert "data:" not in page
    assert "<?xml" not in page


def test_the_same_key_is_shown_until_it_is_confirmed(client: FlaskClient) -> None:
    first, second = (re.findall("<code>(.+?)</code>", client.get("/staff/account/codes").text) for _ in range(2))

    assert first == second != []


def test_asking_for_codes_shows_recovery_codes_this_once(app: Flask, client: FlaskClient) -> None:
    _, recovery = ask_for_codes(client, app)

    assert len(set(recovery)) == 8
    assert "Reservkoder kvar: 8" in client.get("/staff/account/").text
    assert recovery[0] not in client.get("/staff/account/codes").text


@pytest.mark.parametrize("code", ["000000", "", "x" * 41])
def test_a_wrong_first_code_changes_nothing(client: FlaskClient, code: str) -> None:
    answer = post(client, "/staff/account/codes", code=code)

    assert answer.status_code == 422
    assert "Av" in client.get("/staff/account/").text


def test_a_first_code_without_a_key_begins_again(client: FlaskClient) -> None:
    answer = post(client, "/staff/account/codes", form_at="/staff/account/", code="000000")

    assert answer.location == "/staff/account/codes"


def test_stopping_codes_needs_the_password(app: Flask, client: FlaskClient) -> None:
    ask_for_codes(client, app)

    answer = post(client, "/staff/account/codes/stop", form_at="/staff/account/codes", current="wrong")

    assert answer.status_code == 422
    assert recovery_codes_left(app) == 8


def test_once_codes_are_stopped_the_password_is_enough(app: Flask, client: FlaskClient) -> None:
    ask_for_codes(client, app)

    post(client, "/staff/account/codes/stop", form_at="/staff/account/codes", current=PASSWORD)

    browser = app.test_client()
    sign_in(browser)
    assert is_signed_in(browser)


def test_new_recovery_codes_need_the_password_and_end_the_old_ones(app: Flask, client: FlaskClient) -> None:
    _, old = ask_for_codes(client, app)
    refused = post(client, "/staff/account/codes/recovery", current="wrong")

    shown = post(client, "/staff/account/codes/recovery", current=PASSWORD)

    assert (refused.status_code, shown.status_code) == (422, 200)
    browser = app.test_client()
    sign_in(browser)
    assert post(browser, "/staff/code", code=old[0]).status_code == 422


def test_without_codes_there_are_no_recovery_codes_to_renew(client: FlaskClient) -> None:
    assert client.get("/staff/account/codes/recovery").location == "/staff/account/codes"


def test_a_session_that_ended_meanwhile_changes_nothing(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=9))

        answer = client.post(FORM, data={"current": PASSWORD, "password": NEW, "again": NEW})

    assert answer.status_code == 400
    assert sign_in(app.test_client()).status_code == 302
