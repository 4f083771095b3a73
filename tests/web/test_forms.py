"""Every form that is posted must carry its session's token."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import request
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from portal.factory import create_app


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Return a portal without a database, where a word can be said in three places."""
    app = create_app({"TESTING": True}, instance=tmp_path)
    for place in ("", "/me", "/staff"):
        app.add_url_rule(f"{place}/say", f"say {place}", lambda: request.form["word"], methods=["POST"])
        app.add_url_rule(f"{place}/token", f"token {place}", generate_csrf)
    return app.test_client()


@pytest.mark.parametrize("place", ["/me", "/staff"])
def test_a_form_with_the_token_of_its_session_is_taken(client: FlaskClient, place: str) -> None:
    token = client.get(f"{place}/token").text

    assert client.post(f"{place}/say", data={"word": "hello", "csrf_token": token}).text == "hello"


def test_a_token_lasts_as_long_as_its_session(client: FlaskClient) -> None:
    with time_machine.travel(datetime(2026, 4, 2, 7, 30, tzinfo=UTC), tick=False) as clock:
        token = client.get("/staff/token").text
        clock.shift(timedelta(hours=7))

        assert client.post("/staff/say", data={"word": "hello", "csrf_token": token}).status_code == 200


def test_the_persons_token_is_no_good_at_the_staffs_pages(client: FlaskClient) -> None:
    token = client.get("/me/token").text

    assert client.post("/staff/say", data={"word": "hello", "csrf_token": token}).status_code == 400


def test_it_is_refused_and_told_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/say?lang=en", data={"word": "hello"})

    assert answer.status_code == 400
    assert "<h1>The page had been open for too long</h1>" in answer.text
    assert "Go back to the page before, reload it and try again." in answer.text


def test_the_person_is_told_how_to_get_a_new_link(client: FlaskClient) -> None:
    page = client.post("/me/say?lang=en").text

    assert "open the link in our letter again" in page
    assert 'href="/link"' in page


def test_staff_are_told_that_they_may_have_to_sign_in(client: FlaskClient) -> None:
    assert "You may have to sign in again." in client.post("/staff/say?lang=en").text


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = client.post("/say", data={"word": "<script>a long story</script>", "more": "  and more "}).text

    assert "&lt;script&gt;a long story&lt;/script&gt;" in page
    assert "<li>and more</li>" in page


@pytest.mark.parametrize("name", ["password", "new_password", "code", "csrf_token", "token", "Secret"])
def test_passwords_codes_and_tokens_are_not_shown(client: FlaskClient, name: str) -> None:
    assert "hush-hush" not in client.post("/say", data={name: "hush-hush"}).text


def test_what_another_site_sent_is_not_shown(client: FlaskClient) -> None:
    answer = client.post("/say", data={"word": "call this number"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 400
    assert "call this number" not in answer.text


def test_a_token_of_another_session_is_refused(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        token = generate_csrf()

    assert client.post("/say", data={"csrf_token": token}).status_code == 400
