"""The headers that go with every answer."""

from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from portal.factory import create_app
from portal.web.headers import POLICY, is_cacheable


def make_client(folder: Path, **settings: object) -> FlaskClient:
    """Return a portal without a database, with a page of its own rules and a page that fails."""
    app = create_app({"TESTING": True, **settings}, instance=folder)
    own = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "private"}
    app.add_url_rule("/own", "own", lambda: Response("", headers=own))
    app.add_url_rule("/fail", "fail", lambda: str(1 / 0))
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    return app.test_client()


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return make_client(tmp_path)


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/fail", "/static/css/base.css", "/staff/nowhere"])
def test_every_answer_has_the_content_policy_and_its_companions(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_policy_allows_our_own_files_and_nothing_else() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))

    assert rules == {
        "default-src": "'none'",
        **dict.fromkeys(("style-src", "script-src", "img-src", "font-src", "connect-src", "form-action"), "'self'"),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_a_page_may_have_a_policy_and_a_cache_rule_of_its_own(client: FlaskClient) -> None:
    headers = client.get("/own").headers

    assert headers.getlist("Content-Security-Policy") == ["default-src 'self'"]
    assert headers.getlist("Cache-Control") == ["private"]


@pytest.mark.parametrize("path", ["/nowhere", "/fail", "/staff/nowhere", "/me/nowhere", "/l/x/y"])
def test_pages_are_not_kept_by_browsers_and_proxies(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/privacy", "/static/css/base.css"])
def test_what_holds_no_personal_data_may_be_kept(path: str) -> None:
    assert is_cacheable(path)


@pytest.mark.parametrize("path", ["/me/", "/l/x", "/u/x", "/link", "/staff/", "/privacy/x", "/static", "/staticx"])
def test_what_may_hold_personal_data_is_not_kept(path: str) -> None:
    assert not is_cacheable(path)


def test_files_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/css/base.css") as answer:
        rule = answer.headers["Cache-Control"]

    assert "no-store" not in rule


def test_browsers_are_held_to_https_where_the_portal_has_it(tmp_path: Path) -> None:
    client = make_client(tmp_path, PORTAL_BASE_URL="https://privacy.example.se")

    answer = client.get("/healthz", base_url="https://privacy.example.se")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_browsers_are_not_held_to_https_on_http(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost"}


def test_without_trusted_proxies_nobody_is_believed(client: FlaskClient) -> None:
    assert client.get("/who", headers=FORWARDED).text == "127.0.0.1 http localhost"


def test_as_many_proxies_as_are_trusted_are_believed(tmp_path: Path) -> None:
    client = make_client(tmp_path, PORTAL_TRUSTED_PROXIES=1)

    assert client.get("/who", headers=FORWARDED).text == "192.0.2.7 https localhost"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_under_any_host_name(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code != 400


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1.evil.example", "a b"])
def test_other_pages_are_not_shown_under_unknown_names(client: FlaskClient, host: str) -> None:
    assert client.get("/who", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:80"])
def test_this_machines_names_are_known_on_a_portal_of_this_machine(client: FlaskClient, host: str) -> None:
    assert client.get("/who", headers={"Host": host}).status_code == 200


def test_this_machines_names_are_unknown_on_a_portal_of_the_world(tmp_path: Path) -> None:
    client = make_client(tmp_path, PORTAL_BASE_URL="https://privacy.example.se")

    assert client.get("/who", headers={"Host": "localhost"}).status_code == 400


def test_many_names_do_not_fill_the_memory(tmp_path: Path) -> None:
    client = make_client(tmp_path)

    answers = {client.get("/who", headers={"Host": f"127.0.0.1:{port}"}).status_code for port in range(1000, 1300)}

    assert answers == {200}


def test_the_plumbing_asks_nothing_of_extensions_on_every_request(client: FlaskClient) -> None:
    app: Flask = client.application

    hooks = [*app.before_request_funcs[None], *app.after_request_funcs[None], *app.template_context_processors[None]]

    strangers = {hook.__module__.partition(".")[0] for hook in hooks} - {"portal"}
    assert strangers <= {"flask", "flask_wtf"}
