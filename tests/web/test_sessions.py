"""Two signed session cookies, by path."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.web import sessions

START = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
PATHS = ("/me/", "/staff/", "/l/x", "/")


def make_app(base_url: str = "http://127.0.0.1:5000") -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="k" * 40, PORTAL_BASE_URL=base_url)
    sessions.init_app(app)

    def put() -> str:
        session["word"] = "kept"
        return ""

    def look() -> str:
        return str(session.get("word", "nothing"))

    def touch() -> str:
        session["seen"] = True
        return ""

    def leave() -> str:
        session.clear()
        return ""

    for path in PATHS:
        app.add_url_rule(path, f"put {path}", put, methods=["POST"])
        app.add_url_rule(path, f"look {path}", look, methods=["GET"])
        app.add_url_rule(path + "touch", f"touch {path}", touch, methods=["GET"])
        app.add_url_rule(path + "leave", f"leave {path}", leave, methods=["POST"])
    app.add_url_rule("/plain", "plain", lambda: "")
    return app


@pytest.fixture
def client() -> FlaskClient:
    return make_app().test_client()


def cookie(answer: TestResponse) -> str:
    return answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("path", PATHS)
def test_a_post_begins_a_visit_that_later_pages_know(client: FlaskClient, path: str) -> None:
    client.post(path)

    assert client.get(path).text == "kept"


def test_the_persons_visit_is_known_on_all_their_pages(client: FlaskClient) -> None:
    client.post("/l/x")

    assert client.get("/me/").text == "kept"


def test_staff_and_person_have_visits_of_their_own(client: FlaskClient) -> None:
    client.post("/staff/")

    assert client.get("/me/").text == "nothing"
    assert client.get("/staff/").text == "kept"


def test_one_cookies_value_is_no_good_as_the_other(client: FlaskClient) -> None:
    client.post("/me/")
    theirs = client.get_cookie("portal_session")
    assert theirs is not None

    client.set_cookie("portal_staff", theirs.value)

    assert client.get("/staff/").text == "nothing"


@pytest.mark.parametrize("path", ["/", "/l/x"])
def test_looking_at_a_public_page_never_sets_a_cookie(client: FlaskClient, path: str) -> None:
    assert not cookie(client.get(path + "touch"))


@pytest.mark.parametrize("path", ["/", "/l/x"])
def test_looking_at_a_public_page_does_not_change_a_visit(client: FlaskClient, path: str) -> None:
    client.post("/me/")

    client.get(path + "touch")

    assert client.get("/me/").text == "kept"


@pytest.mark.parametrize("path", ["/me/", "/staff/"])
def test_pages_with_visits_may_begin_one(client: FlaskClient, path: str) -> None:
    assert cookie(client.get(path + "touch"))


def test_a_page_that_does_not_use_the_session_does_not_vary_by_cookie(client: FlaskClient) -> None:
    assert "Vary" not in client.get("/plain").headers


def test_a_page_that_uses_the_session_varies_by_cookie(client: FlaskClient) -> None:
    assert client.get("/me/").headers["Vary"] == "Cookie"


@pytest.mark.parametrize(("path", "idle"), [("/me/", timedelta(minutes=30)), ("/staff/", timedelta(hours=8))])
def test_a_visit_ends_when_idle_for_too_long(client: FlaskClient, path: str, idle: timedelta) -> None:
    with time_machine.travel(START, tick=False):
        client.post(path)

    with time_machine.travel(START + idle, tick=False):
        assert client.get(path).text == "kept"
    with time_machine.travel(START + 2 * idle + timedelta(seconds=2), tick=False):
        assert client.get(path).text == "nothing"


@pytest.mark.parametrize("path", ["/me/", "/staff/"])
def test_use_extends_a_visit(client: FlaskClient, path: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.post(path)
        for _ in range(30):
            clock.shift(timedelta(minutes=29))
            client.get(path)

        assert client.get(path).text == "kept"


def test_a_visit_is_extended_at_most_once_a_minute(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.post("/me/")
        clock.shift(timedelta(seconds=59))
        early = client.get("/me/")
        clock.shift(timedelta(seconds=1))
        late = client.get("/me/")

    assert (cookie(early), bool(cookie(late))) == ("", True)


def test_a_cookie_from_the_future_is_empty(client: FlaskClient) -> None:
    with time_machine.travel(START + timedelta(days=1), tick=False):
        client.post("/me/")

    with time_machine.travel(START, tick=False):
        assert client.get("/me/").text == "nothing"


@pytest.mark.parametrize(
    "value", ["", "x", "a.b.c", "....", "\x00", "å", "e30.aaaa.bbbb", "." + "A" * 4000, '"', "W10"]
)
def test_a_broken_cookie_is_an_empty_visit(client: FlaskClient, value: str) -> None:
    answer = client.get("/me/", headers={"Cookie": f"portal_session={value}".encode().decode("latin-1")})

    assert (answer.status_code, answer.text) == (200, "nothing")


@pytest.mark.parametrize("value", [[], "text", 7, None, [["a", 1, 2]]])
def test_a_signed_cookie_that_holds_no_mapping_is_an_empty_visit(value: Any) -> None:
    app = make_app()
    kept = app.session_interface
    assert isinstance(kept, sessions.Sessions)
    client = app.test_client()
    client.set_cookie("portal_session", str(kept.signers[sessions.PERSON].dumps(value)))

    assert client.get("/me/").text == "nothing"


def test_a_changed_cookie_is_an_empty_visit(client: FlaskClient) -> None:
    client.post("/me/")
    kept = client.get_cookie("portal_session")
    assert kept is not None

    client.set_cookie("portal_session", kept.value[:-2] + ("AA" if not kept.value.endswith("AA") else "BB"))

    assert client.get("/me/").text == "nothing"


def test_an_emptied_visit_takes_its_cookie_away(client: FlaskClient) -> None:
    client.post("/me/")

    client.post("/me/leave")

    assert client.get_cookie("portal_session") is None


def test_on_http_the_cookie_is_guarded_as_far_as_http_goes(client: FlaskClient) -> None:
    sent = cookie(client.post("/me/"))

    assert sent.startswith("portal_session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
    assert "Secure" not in sent


@pytest.mark.parametrize(("path", "name"), [("/me/", "__Host-portal_session"), ("/staff/", "__Host-portal_staff")])
def test_on_https_the_cookie_is_bound_to_the_host(path: str, name: str) -> None:
    client = make_app("https://privacy.example.se").test_client()

    sent = cookie(client.post(path, base_url="https://privacy.example.se"))

    assert sent.startswith(f"{name}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
    assert "Domain" not in sent


def test_the_cookie_goes_when_the_browser_is_closed(client: FlaskClient) -> None:
    sent = cookie(client.post("/me/"))

    assert "Max-Age" not in sent
    assert "Expires" not in sent
