"""Exceptions from consent are made on purpose, beside the name of the law, and told in the ledger."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.ledger.changes import latest_changes
from portal.settings.marketing import MarketingSettings, marketing_settings
from tests.databases import only_sqlite
from tests.web.staff.people.working import at_work, submit

PATH = "/staff/settings/direct-marketing"
AS_IT_IS = {"months": "12", "goods": "", "reminder_days": "0", "asked_again_days": "180"}
CHOSEN = {"purposes": "e_marketing", "months": "6", "goods": "Shoes\n\n shoes \nBags"}


def set_now(app: Flask) -> MarketingSettings:
    """Return what is set."""
    with app.app_context():
        return marketing_settings()


@only_sqlite
def test_nothing_is_excepted_from_consent_until_it_is_chosen(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    page = client.get(PATH).text
    before = set_now(app)

    answers = [
        submit(client, PATH, **{**AS_IT_IS, **CHOSEN}, others="e_marketing:legitimate_interests") for _ in range(2)
    ]

    assert "marknadsföringslagen 19 §" in page
    assert " checked" not in page
    assert before == MarketingSettings()
    assert [answer.status_code for answer in answers] == [303, 303]
    others = {"e_marketing": ("legitimate_interests",)}
    assert set_now(app) == MarketingSettings(("e_marketing",), 6, ("Shoes", "Bags"), others)
    with app.app_context():
        entries = latest_changes(["settings"])
    assert len(entries) == 4
    assert all('"old":null' in entry.details for entry in entries)
    assert client.get(PATH).text.count(" checked") == 2


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"purposes": "e_marketing"}, "Without similar goods nobody qualifies."),
        ({"purposes": "sales_service", "goods": "Shoes"}, "Choose from the list."),
        ({"others": "e_marketing:consent"}, "Choose from the list."),
        ({"months": "0"}, "Enter from 1 to 120 months."),
        ({"months": "121"}, "Enter from 1 to 120 months."),
        ({"months": "x"}, "Enter a whole number."),
        ({"goods": "a" * 101}, "Write at most 100 characters a line."),
        ({"reminder_days": "366"}, "Enter from 0 to 365 days."),
        ({"asked_again_days": "3651"}, "Enter from 0 to 3650 days."),
        ({"asked_again_days": ""}, "Enter a whole number."),
    ],
)
def test_a_wrong_choice_is_refused_and_nothing_is_kept(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    at_work(app, client, "admin")

    answer = submit(client, PATH, **{**AS_IT_IS, **fields})

    assert answer.status_code == 422
    assert words in answer.text
    assert set_now(app) == MarketingSettings()


@only_sqlite
def test_what_is_wrong_is_said_in_swedish_and_what_was_typed_is_kept(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")

    answer = submit(client, PATH, **{**AS_IT_IS, "months": "0", "goods": "Skor\nVäskor", "reminder_days": "999"})

    assert answer.status_code == 422
    assert "Skriv från 1 till 120 månader." in answer.text
    assert "Skriv från 0 till 365 dagar." in answer.text
    assert 'value="999"' in answer.text
    assert "Skor\nVäskor</textarea>" in answer.text.replace("\r", "")


@only_sqlite
def test_what_was_chosen_can_be_taken_back(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    submit(client, PATH, **{**AS_IT_IS, **CHOSEN}, others="e_marketing:contract")

    submit(client, PATH, **AS_IT_IS)

    assert set_now(app) == MarketingSettings()
    with app.app_context():
        events = [entry.event for entry in latest_changes(["settings"])]
    assert len(events) == 8


@only_sqlite
def test_a_purpose_that_is_no_marketing_is_not_offered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    page = client.get(PATH).text

    assert 'value="e_marketing"' in page
    assert 'value="sales_service"' not in page
    assert "e_marketing:consent" not in page


@only_sqlite
def test_a_form_without_anything_in_it_is_refused(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    app.config["WTF_CSRF_ENABLED"] = False

    assert client.post(PATH).status_code == 422
