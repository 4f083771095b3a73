"""An administrator gives some sources a confirmation of their own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.legal_bases.queries import catalogue
from portal.mail.variants import variants
from portal.web.staff.settings.letters.listing import missing_letters
from tests.web.staff.people.working import at_work, submit

PAGE = "/staff/settings/letters/of-sources"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: settings do not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _admin(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")


def added(app: Flask, client: FlaskClient, name: str = "The fair", source: str = "business_card") -> str:
    """Add a letter and return its key."""
    submit(client, f"{PAGE}/new", name=name, sources=source)
    with app.app_context():
        return next(key for key, known in variants().items() if known == name)


def letter_of(app: Flask, source: str) -> str:
    """Return the key of the letter that the source sends."""
    with app.app_context():
        return catalogue().source(source).confirmation


def test_a_letter_is_added_with_the_sources_that_send_it(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)

    assert letter_of(app, "business_card") == key
    assert letter_of(app, "phone") == "confirmation"


def test_the_list_shows_it_as_not_worded_yet(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)

    page = client.get("/staff/settings/letters").text

    assert "<bdi>The fair</bdi>" in page
    assert f'href="/staff/settings/letters/{key}/sv"' in page
    assert page.count("(not worded yet)") == 2


def test_it_is_worded_from_the_usual_words(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)
    page = f"/staff/settings/letters/{key}/en"
    assert "{organisation} has saved your contact details" in client.get(page).text

    body = client.get(page).text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    answer = submit(client, page, subject="Thank you for your visit", body=body)

    assert answer.status_code == 303
    assert "Thank you for your visit" in client.get(page).text


def test_missing_words_are_listed_with_where_to_write_them(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)

    with app.test_request_context("/staff/"):
        assert [(gap.where, *gap.languages, gap.url) for gap in missing_letters()] == [
            ("The fair", language, f"/staff/settings/letters/{key}/{language}") for language in ("sv", "en")
        ]


def test_name_and_sources_are_changed(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)

    submit(client, f"{PAGE}/{key}", name="The fair in May", sources="phone")

    with app.app_context():
        assert variants() == {key: "The fair in May"}
    assert (letter_of(app, "business_card"), letter_of(app, "phone")) == ("confirmation", key)


def test_one_that_a_source_sends_can_not_be_removed(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)

    asked = client.get(f"{PAGE}/{key}/remove").text
    submit(client, f"{PAGE}/{key}/remove", form_at=f"{PAGE}/{key}")

    assert "Business card" in asked and 'class="danger"' not in asked
    assert "Give the source another letter first." in client.get(f"{PAGE}/{key}").text


def test_one_that_no_source_sends_is_removed(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)
    submit(client, f"{PAGE}/{key}", name="The fair", sources="")

    submit(client, f"{PAGE}/{key}", name="The fair")
    submit(client, f"{PAGE}/{key}/remove")

    assert client.get(f"{PAGE}/{key}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Give the letter a name."),
        ({"name": "x" * 101}, "write at most 100 characters"),
        ({"name": "THE FAIR"}, "There is a letter of that name already."),
        ({"name": "Other", "sources": "moon"}, "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    added(app, client)

    answer = submit(client, f"{PAGE}/new", **fields)

    assert answer.status_code == 422
    assert words in answer.text


def test_a_name_that_is_taken_is_not_given(app: Flask, client: FlaskClient) -> None:
    key = added(app, client)
    added(app, client, "The phone", "phone")

    answer = submit(client, f"{PAGE}/{key}", name="The phone", sources="email")

    assert (answer.status_code, letter_of(app, "email")) == (422, "confirmation")


def test_another_letter_is_no_letter_of_a_source(client: FlaskClient) -> None:
    assert client.get(f"{PAGE}/new_link").status_code == 404
    assert client.get(f"{PAGE}/confirmation/remove").status_code == 404
