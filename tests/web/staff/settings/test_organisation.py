"""The page on which an administrator says whose portal it is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.ledger.queries import head
from portal.settings.queries import current_organisation
from tests.web.staff.people.working import at_work, submit

PAGE = "/staff/settings/organisation"
BJORKVIK = {
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
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    at_work(app, client, "admin")

    answer = submit(client, PAGE, **{**BJORKVIK, **fields})

    with app.app_context():
        assert current_organisation().number == ""
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="556000-0000"' in answer.text
