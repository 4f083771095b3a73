"""Sign in with a code as well."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.web.staff.signing_in import (
    add_staff,
    ask_for_codes,
    code_now,
    form_token,
    is_signed_in,
    post,
    recovery_codes_left,
    sign_in,
)

START = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bob(app: Flask) -> None:
    add_staff(app)


@pytest.fixture
def secret(app: Flask) -> str:
    with time_machine.travel(START - timedelta(hours=1), tick=False):
        client = app.test_client()
        sign_in(client)
        return ask_for_codes(client, app)[0]


def test_the_password_alone_does_not_open_the_gate(client: FlaskClient, secret: str) -> None:
    answer = sign_in(client)

    assert answer.location.startswith("/staff/code")
    assert not is_signed_in(client)


@time_machine.travel(START, tick=False)
def test_the_code_opens_the_gate(app: Flask, client: FlaskClient, secret: str) -> None:
    onwards = sign_in(client, onwards="/staff/account/codes").location

    answer = post(client, onwards, code=code_now(app, secret))

    assert answer.location == "/staff/account/codes"
    assert is_signed_in(client)


@time_machine.travel(START, tick=False)
def test_a_code_used_once_does_not_work_in_another_browser(app: Flask, client: FlaskClient, secret: str) -> None:
    code, other = code_now(app, secret), app.test_client()
    for browser in (client, other):
        sign_in(browser)

    post(client, "/staff/code", code=code)

    assert post(other, "/staff/code", code=code).status_code == 422
    assert not is_signed_in(other)


def test_a_wrong_code_is_told(client: FlaskClient, secret: str) -> None:
    sign_in(client)

    answer = post(client, "/staff/code", code="000000")

    assert answer.status_code == 422
    assert "Koden stämmer inte." in answer.text


@pytest.mark.parametrize("code", ["", "x" * 41])
def test_an_empty_or_endless_code_is_told(client: FlaskClient, secret: str, code: str) -> None:
    sign_in(client)

    assert post(client, "/staff/code", code=code).status_code == 422


def test_a_recovery_code_opens_the_gate_once(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    _, recovery = ask_for_codes(client, app)
    first, second = app.test_client(), app.test_client()

    for browser in (first, second):
        sign_in(browser)
        post(browser, "/staff/code", code=recovery[0])

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert recovery_codes_left(app) == len(recovery) - 1


@time_machine.travel(START, tick=False)
def test_attempt_11_is_refused_even_with_the_right_code(app: Flask, client: FlaskClient, secret: str) -> None:
    sign_in(client)
    for _ in range(9):
        assert post(client, "/staff/code", code="000000").status_code == 422

    assert post(client, "/staff/code", code=code_now(app, secret)).status_code == 429
    assert not is_signed_in(client)


def test_the_code_must_come_within_ten_minutes(app: Flask, client: FlaskClient, secret: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client)
        token = form_token(client.get("/staff/code"))
        clock.shift(timedelta(minutes=10, seconds=1))

        answer = client.post("/staff/code", data={"csrf_token": token, "code": code_now(app, secret)})

    assert answer.location == "/staff/login"
    assert not is_signed_in(client)


def test_nobody_is_asked_for_a_code_before_the_password(client: FlaskClient, secret: str) -> None:
    assert client.get("/staff/code").location == "/staff/login"
