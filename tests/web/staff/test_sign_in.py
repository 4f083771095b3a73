"""Sign in and out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries import staff_user
from portal.extensions import db
from tests.databases import only_sqlite
from tests.web.staff.signing_in import (
    EMAIL,
    PASSWORD,
    add_staff,
    form_token,
    is_signed_in,
    post,
    sign_in,
)

START = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bob(app: Flask) -> None:
    add_staff(app)


def test_the_right_password_opens_the_gate(client: FlaskClient) -> None:
    answer = sign_in(client)

    assert (answer.status_code, answer.location) == (302, "/staff/")
    assert is_signed_in(client)


def test_the_address_may_be_typed_in_capitals_with_space_around(client: FlaskClient) -> None:
    sign_in(client, email=f" {EMAIL.upper()} ")

    assert is_signed_in(client)


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@example.se", PASSWORD)])
def test_a_wrong_password_and_an_unknown_user_are_told_alike(client: FlaskClient, email: str, password: str) -> None:
    answer = sign_in(client, email=email, password=password)

    assert answer.status_code == 422
    assert "E-postadressen eller lösenordet stämmer inte." in answer.text
    assert not is_signed_in(client)


def test_a_refused_form_keeps_the_address_and_never_the_password(client: FlaskClient) -> None:
    answer = sign_in(client, password="something wrong")

    assert EMAIL in answer.text
    assert "something wrong" not in answer.text
    assert "<title>Fel: " in answer.text


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("", PASSWORD, "Skriv din e-postadress."),
        (EMAIL, "", "Skriv ditt lösenord."),
        ("x" * 321, PASSWORD, "E-postadressen är för lång."),
        (EMAIL, "x" * 201, "Lösenordet är för långt."),
    ],
)
def test_an_empty_or_endless_field_is_told(client: FlaskClient, email: str, password: str, words: str) -> None:
    answer = sign_in(client, email=email, password=password)

    assert answer.status_code == 422
    assert answer.text.count(words) == 2


@pytest.mark.parametrize("email", ["\x00", "bob@example.se\x00", "'; DROP TABLE staff_users; --", "b\nb", "🙂", "%"])
def test_odd_addresses_are_unknown_users(client: FlaskClient, email: str) -> None:
    assert sign_in(client, email=email).status_code == 422


def test_a_user_without_a_password_can_not_sign_in(app: Flask, client: FlaskClient) -> None:
    add_staff(app, email="charlie@example.se", password=None)

    assert sign_in(client, email="charlie@example.se", password="").status_code == 422
    assert sign_in(client, email="charlie@example.se", password="nobody has this password").status_code == 422


def test_a_user_who_is_shut_out_can_not_sign_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        user = staff_user(EMAIL)
        assert user
        user.active = False
        db.session.commit()

    assert sign_in(client).status_code == 422


def test_attempt_11_is_refused_even_with_the_right_password(client: FlaskClient) -> None:
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 422

    answer = sign_in(client)

    assert answer.status_code == 429
    assert "Det blev för många försök." in answer.text
    assert not is_signed_in(client)


def test_attempt_11_for_an_unknown_user_is_refused_alike(client: FlaskClient) -> None:
    answers = [sign_in(client, email="nobody@example.se").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_attempt_11_from_another_browser_is_refused_too(app: Flask, client: FlaskClient) -> None:
    for _ in range(10):
        sign_in(client, password="wrong")

    assert sign_in(app.test_client()).status_code == 429


def test_the_wait_is_over_after_a_quarter_of_an_hour(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(11):
            sign_in(client, password="wrong")
        clock.shift(timedelta(minutes=15))

        assert sign_in(client).status_code == 302


def test_signing_in_gives_the_browser_a_new_session(client: FlaskClient) -> None:
    client.get("/staff/login")
    with client.session_transaction("/staff/") as before:
        before["planted"] = "by somebody else"
        token = before["csrf_token"]

    sign_in(client)
    client.get("/staff/account/")

    with client.session_transaction("/staff/") as after:
        assert "planted" not in after
        assert after["csrf_token"] != token


def test_the_chosen_language_outlives_the_sign_in(client: FlaskClient) -> None:
    client.get("/staff/login?lang=en")

    sign_in(client)

    assert "Your sign-in" in client.get("/staff/account/").text


def test_one_goes_on_to_the_page_one_wanted(client: FlaskClient) -> None:
    asked = client.get("/staff/account/password")

    answer = post(client, asked.location, email=EMAIL, password=PASSWORD)

    assert answer.location == "/staff/account/password"


@pytest.mark.parametrize(
    "onwards",
    [
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "/staff/..//evil.example",
        "/staff//evil.example",
        "/\\evil.example",
        "/staff/\\evil",
        "/me/",
        "javascript:alert(1)",
        "staff/",
    ],
)
def test_one_never_goes_on_to_another_place(client: FlaskClient, onwards: str) -> None:
    assert sign_in(client, onwards=onwards).location == "/staff/"


def test_somebody_signed_in_is_not_asked_again(client: FlaskClient) -> None:
    sign_in(client)

    assert client.get("/staff/login").location == "/staff/"


def test_signing_out_ends_the_session(client: FlaskClient) -> None:
    sign_in(client)

    answer = post(client, "/staff/logout", form_at="/staff/account/")

    assert answer.location == "/staff/login"
    assert not is_signed_in(client)
    assert "Du är utloggad." in client.get("/staff/login").text


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    copied = client.get_cookie("portal_staff")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("portal_staff", copied.value)
    assert is_signed_in(thief)

    post(client, "/staff/logout", form_at="/staff/account/")

    assert not is_signed_in(thief)


def test_signing_out_twice_is_no_error(client: FlaskClient) -> None:
    token = form_token(client.get("/staff/login"))

    assert client.post("/staff/logout", data={"csrf_token": token}).status_code == 302


def test_signing_out_by_a_link_does_not_work(client: FlaskClient) -> None:
    sign_in(client)

    assert client.get("/staff/logout").status_code == 405
    assert is_signed_in(client)


def test_a_cross_site_sign_in_is_refused(client: FlaskClient) -> None:
    answer = client.post("/staff/login", data={"email": EMAIL, "password": PASSWORD})

    assert answer.status_code == 400
    assert not is_signed_in(client)


def test_a_session_ends_after_eight_idle_hours(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=8))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=8, seconds=2))

        assert not is_signed_in(client)


@only_sqlite
def test_a_database_that_stays_locked_is_told_as_busy(app: Flask, client: FlaskClient) -> None:
    token = form_token(client.get("/staff/login"))
    with app.app_context(), db.engine.connect() as connection, connection.begin():
        answer = client.post("/staff/login", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})

    assert answer.status_code == 503
    assert "Portalen har mycket att göra" in answer.text
    assert sign_in(client).status_code == 302
