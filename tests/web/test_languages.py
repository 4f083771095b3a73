"""Which language a page speaks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string, session
from flask.testing import FlaskClient
from flask_babel import gettext

from portal.extensions import db
from portal.factory import create_app
from portal.web.languages import carried_language, prefer


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: languages do not depend on the database."""
    return "sqlite"


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """Return a portal with pages that tell their language."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": database_url}, instance=tmp_path)

    def tell() -> str:
        return f"{g.language} {gettext('Sign out')}"

    def tell_person() -> str:
        prefer("en")
        return f"{g.language} {gettext('Sign out')}"

    def visit() -> str:
        session["visit"] = "x"
        return ""

    for place in ("", "/me", "/staff"):
        app.add_url_rule(f"{place}/tell", f"tell {place}", tell)
        app.add_url_rule(f"{place}/person", f"person {place}", tell_person)
        app.add_url_rule(f"{place}/visit", f"visit {place}", visit)
        app.add_url_rule(f"{place}/carried", f"carried {place}", carried_language)
    app.add_url_rule("/page", "page", lambda: render_template_string("{{ language }}{{ languages|length }}"))
    app.add_url_rule("/odd", "odd", lambda: (prefer("xx"), g.language)[1])
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_nobody_asking_gets_the_portals_language(client: FlaskClient) -> None:
    assert client.get("/tell").text == "sv Logga ut"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("sv;q=0.1,en;q=0.9", "en"),
        ("de", "sv"),
        ("*", "sv"),
        ("", "sv"),
        (";;;q=x,\\", "sv"),
        ("en," * 5000, "en"),
    ],
)
def test_the_browser_is_asked_next(client: FlaskClient, header: str, language: str) -> None:
    assert client.get("/tell", headers={"Accept-Language": header}).text.startswith(language)


@pytest.mark.parametrize("path", ["/tell", "/me/tell", "/staff/tell"])
def test_the_address_beats_the_browser(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?lang=en", headers={"Accept-Language": "sv"}).text == "en Sign out"


@pytest.mark.parametrize("lang", ["", "xx", "en-GB", "EN", "%00", "%ff", "../en", "de"])
def test_a_language_that_is_not_spoken_is_no_choice(client: FlaskClient, lang: str) -> None:
    assert client.get(f"/tell?lang={lang}").text == "sv Logga ut"


def test_the_person_s_own_language_beats_the_browser(client: FlaskClient) -> None:
    assert client.get("/me/person", headers={"Accept-Language": "sv"}).text == "en Sign out"


def test_the_choice_beats_the_person_s_own_language(client: FlaskClient) -> None:
    assert client.get("/me/person?lang=sv").text == "sv Logga ut"


def test_a_language_of_the_person_that_is_not_spoken_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/odd").text == "sv"


@pytest.mark.parametrize("place", ["/me", "/staff"])
def test_the_choice_lasts_for_the_visit(client: FlaskClient, place: str) -> None:
    client.get(f"{place}/visit")
    client.get(f"{place}/tell?lang=en")

    assert client.get(f"{place}/tell").text == "en Sign out"


def test_the_choice_can_be_changed_back(client: FlaskClient) -> None:
    client.get("/staff/tell?lang=en")
    client.get("/staff/tell?lang=sv")

    assert client.get("/staff/tell").text == "sv Logga ut"


def test_a_person_without_a_visit_gets_no_cookie_for_choosing(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/me/tell?lang=en").headers


def test_staff_may_choose_before_they_sign_in(client: FlaskClient) -> None:
    client.get("/staff/tell?lang=en")

    assert client.get("/staff/tell").text == "en Sign out"


def test_a_choice_on_a_public_page_is_carried_by_addresses(client: FlaskClient) -> None:
    answer = client.get("/carried?lang=en")

    assert answer.json == {"lang": "en"}
    assert "Set-Cookie" not in answer.headers


def test_without_a_choice_addresses_carry_nothing(client: FlaskClient) -> None:
    assert client.get("/carried", headers={"Accept-Language": "en"}).json == {}


def test_where_the_visit_keeps_the_choice_addresses_carry_nothing(client: FlaskClient) -> None:
    assert client.get("/staff/carried?lang=en").json == {}


def test_every_template_knows_the_language_and_the_others(client: FlaskClient) -> None:
    assert client.get("/page?lang=en").text == "en2"
