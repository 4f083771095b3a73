"""The page on which an administrator says whose portal it is."""

import html
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head
from portal.settings.models import Setting
from portal.settings.queries import Organisation, current_organisation
from portal.web.staff.settings.organisation import time_zones
from tests import make
from tests.databases import only_sqlite
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
    "delivery_days": "30",
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


@only_sqlite
def test_each_thing_that_differs_has_an_entry_with_before_and_after(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    submit(client, PAGE, **BJORKVIK)
    with app.app_context():
        before = head()[0]

    submit(client, PAGE, **{**BJORKVIK, "languages": ["sv"], "link_days": "7", "contact_phone": ""})

    with app.app_context():
        rows = db.session.scalars(select(LedgerEntry).where(LedgerEntry.seq > before).order_by(LedgerEntry.seq))
        told = {(row.event, row.actor, row.details) for row in rows}
    assert told == {
        ("settings.changed", "staff:bob@example.se", '{"name":"contact_phone","new":"","old":"08-123 45 67"}'),
        ("settings.changed", "staff:bob@example.se", '{"name":"link_days","new":7,"old":14}'),
        ("settings.changed", "staff:bob@example.se", '{"name":"languages","new":["sv"],"old":null}'),
    }


@only_sqlite
def test_several_mistakes_are_told_at_once_in_swedish_and_everything_typed_is_kept(
    app: Flask, client: FlaskClient
) -> None:
    at_work(app, client, "admin", language="sv")
    typed = {
        "name": " ",
        "contact_email": "privacy@",
        "authority_name": "",
        "authority_url": "www.imy.se",
        "country": "ZZ",
        "languages": ["en"],
        "link_days": "366",
        "number": "<5560>",
    }

    answer = submit(client, PAGE, **{**BJORKVIK, **typed})

    told = html.unescape(answer.text)
    assert answer.status_code == 422
    for words in (
        "Ange organisationens namn.",
        "Ange en e-postadress, till exempel namn@example.se.",
        "Ange tillsynsmyndigheten.",
        "Ange en webbadress som börjar med https:// eller http://.",
        "Välj ett land i listan.",
        "Det vanliga språket måste vara ett av dem som erbjuds.",
        "Ange 1 till 365 dagar.",
    ):
        assert words in told
    for value in ("privacy@", "www.imy.se", "366", "&lt;5560&gt;"):
        assert f'value="{value}"' in answer.text
    with app.app_context():
        assert current_organisation() == Organisation()


@only_sqlite
def test_an_auditor_reads_everything_and_can_write_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.organisation(officer_name="Disa Dahl")
    at_work(app, client, "auditor")

    page = client.get(PAGE).text

    assert 'value="Disa Dahl"' in page
    assert "<fieldset disabled" in page
    assert "<button" not in page.partition("<main")[2]


@only_sqlite
def test_an_address_is_kept_as_it_is_written_to(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    submit(client, PAGE, **{**BJORKVIK, "contact_email": " Privacy@BJO\u0308RKVIK.se ", "name": "  A\u030a AB "})

    with app.app_context():
        organisation = current_organisation()
        assert organisation.contact_email.endswith("@björkvik.se")
        assert organisation.name == "\u00c5 AB"


def test_every_time_zone_that_is_offered_can_be_lived_in() -> None:
    offered = time_zones()

    assert offered[0] == "UTC"
    assert {"Europe/Stockholm", "Europe/Helsinki", "America/New_York"} <= set(offered)
    assert [name for name in offered if ZoneInfo(name).key != name] == []
    assert offered[1:] == sorted(set(offered[1:]))
