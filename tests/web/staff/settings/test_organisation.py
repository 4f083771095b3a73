"""The page on which an administrator says whose portal it is."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.queries import head
from portal.settings.models import Setting
from portal.settings.queries import current_organisation
from tests.web.staff.people.working import at_work, submit

PAGE = "/staff/settings/organisation"
BJORKVIK: dict[str, Any] = {
    "name": "Björkvik Handel AB",
    "number": "556000-0000",
    "postal_address": "Storgatan 1\r\n123 45 Björkvik",
    "contact_email": "privacy@björkvik.se",
    "contact_phone": "08-123 45 67",
    "officer_name": "Disa Dahl",
    "officer_email": "disa@example.se",
    "authority_name": "Integritetsskyddsmyndigheten (IMY)",
    "authority_url": "https://www.imy.se/",
    "country": "SE",
    "link_days": "14",
    "languages": ["sv", "en"],
    "language": "sv",
    "time_zone": "Europe/Stockholm",
}


def test_an_administrator_sets_who_is_responsible(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    answer = submit(client, PAGE, **BJORKVIK)

    with app.app_context():
        organisation = current_organisation()
        assert answer.status_code == 303
        assert (organisation.name, organisation.officer_name) == ("Björkvik Handel AB", "Disa Dahl")
        assert (organisation.contact_email, organisation.link_days) == ("privacy@björkvik.se", 14)


def test_the_persons_pages_say_so_at_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    submit(client, PAGE, **BJORKVIK)

    assert "Björkvik Handel AB" in app.test_client().get("/privacy").text


def test_saving_the_same_again_enters_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    submit(client, PAGE, **BJORKVIK)
    with app.app_context():
        before = head()

    submit(client, PAGE, **BJORKVIK)

    with app.app_context():
        assert head() == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter the organisation"),
        ({"name": "x" * 201}, "Name: write at most 200 characters."),
        ({"contact_email": "privacy"}, "Enter an e-mail address"),
        ({"officer_email": "a\r\nBcc: b@example.se"}, "invisible character"),
        ({"authority_name": ""}, "Enter the supervisory authority."),
        ({"authority_url": "javascript:alert(1)"}, "Enter a web address that begins with https://"),
        ({"authority_url": "https://[oops"}, "Enter a web address that begins with https://"),
        ({"country": "ZZ"}, "Choose a country from the list."),
        ({"link_days": "0"}, "Enter from 1 to 365 days."),
        ({"link_days": "many"}, "Enter a whole number."),
        ({"link_days": "9" * 30}, "Enter from 1 to 365 days."),
        ({"languages": []}, "Choose at least one language."),
        ({"languages": ["sv", "xx"]}, "Choose a language from the list."),
        ({"languages": ["en"]}, "The usual language must be one of those that are offered."),
        ({"language": "de"}, "Choose a language from the list."),
        ({"time_zone": "Europe/Björkvik"}, "Choose a time zone from the list."),
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient, fields: dict[str, Any], words: str) -> None:
    at_work(app, client, "admin")

    answer = submit(client, PAGE, **{**BJORKVIK, **fields})

    with app.app_context():
        assert current_organisation().number == ""
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="556000-0000"' in answer.text


def test_languages_and_time_zone_are_set_and_their_start_values_forgotten(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    submit(client, PAGE, **{**BJORKVIK, "languages": ["en"], "language": "en", "time_zone": "Europe/Helsinki"})

    with app.app_context():
        organisation = current_organisation()
        assert (organisation.languages, organisation.language) == (("en",), "en")
        assert organisation.time_zone == "Europe/Helsinki"


def test_what_was_not_touched_keeps_following_the_start_values(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    submit(client, PAGE, **BJORKVIK)

    with app.app_context():
        stored = set(db.session.scalars(select(Setting.name)))
    assert stored & {"language", "languages", "time_zone"} == set()
    assert "number" in stored


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")

    assert "Språk som erbjuds" in client.get(PAGE).text
