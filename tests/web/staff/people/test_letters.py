"""A person's letters, and the letter before it is sent."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.mail.letters.queued import confirmation
from portal.mail.models import Letter
from portal.people.queries import locked_person
from tests.databases import only_sqlite
from tests.legal_bases.catalogued import add, named
from tests.web.staff.people.working import at_work, everybody, letters_to, registered, submit

PREVIEW = "/staff/people/new/preview"


def sent_to(app: Flask, person_id: int) -> int:
    """Write and send the person's confirmation, and return the letter's id."""
    with app.app_context():
        confirmation(locked_person(person_id), at=clock.now())
        db.session.commit()
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    with app.app_context():
        letter = db.session.scalars(select(Letter).where(Letter.person_id == person_id)).one()
        assert letter.state == "sent"
        letter.sent_at = datetime(2026, 4, 3, 8, 0, tzinfo=UTC)
        db.session.commit()
        return letter.id


def test_a_sent_letter_is_shown_as_html_and_text(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    page = client.get(f"/staff/people/{alice}/letters/{sent_to(app, alice)}")

    assert "har sparat dina kontaktuppgifter" in page.text
    assert "2026-04-03 10:00" in page.text
    assert '<iframe class="preview" sandbox' in page.text
    assert "Du behöver inte svara." in page.text


def test_links_in_a_letter_do_not_open_the_persons_page_for_staff(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    letter_id = sent_to(app, alice)
    with app.app_context():
        letter = db.session.get_one(Letter, letter_id)
        text = letter.text or ""
        token = text.split("/l/")[1].split()[0]

    page = client.get(f"/staff/people/{alice}/letters/{letter_id}")

    assert len(token) > 40
    assert token not in page.text


def test_the_page_of_a_letter_allows_its_styles_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    page = client.get(f"/staff/people/{alice}/letters/{sent_to(app, alice)}")

    policy = page.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_somebody_elses_letter_is_no_page(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan = registered(app), registered(app, name="Dan", email="dan@example.se")
    letter = sent_to(app, alice)

    assert client.get(f"/staff/people/{dan}/letters/{letter}").status_code == 404
    assert client.get(f"/staff/people/{alice}/letters/{letter + 1}").status_code == 404


def test_the_confirmation_is_sent_again(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    sent_to(app, alice)

    submit(client, f"/staff/people/{alice}/letters/confirmation", form_at=f"/staff/people/{alice}")

    with app.app_context():
        assert letters_to(alice) == ["confirmation", "confirmation"]


def test_a_confirmation_that_waits_is_not_doubled(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    again = f"/staff/people/{alice}/letters/confirmation"
    submit(client, again, form_at=f"/staff/people/{alice}")

    submit(client, again, form_at=f"/staff/people/{alice}")

    with app.app_context():
        assert letters_to(alice) == ["confirmation"]


def test_without_an_address_no_letter_is_queued(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    dan = registered(app, name="Dan", email="")

    submit(client, f"/staff/people/{dan}/letters/confirmation", form_at=f"/staff/people/{dan}/data/new")

    with app.app_context():
        assert letters_to(dan) == []
    assert "There is no e-mail address" in client.get(f"/staff/people/{dan}").text


@pytest.mark.parametrize(
    ("source", "words"), [("import", "Vi har inte fått uppgifterna från dig."), ("phone", "Du har")]
)
def test_the_preview_tells_where_the_data_comes_from(app: Flask, client: FlaskClient, source: str, words: str) -> None:
    at_work(app, client)

    page = submit(client, PREVIEW, form_at="/staff/people/new", name="Alice", email="alice@example.se", source=source)

    assert page.status_code == 200
    assert words in page.text


def test_the_preview_names_the_chosen_purposes_and_further_data(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    page = submit(
        client,
        PREVIEW,
        form_at="/staff/people/new",
        name="Alice",
        email="alice@example.se",
        language="en",
        source="phone",
        basis_sales_service="legitimate_interests",
        label_1="Shoe size",
        value_1="42",
    )

    assert "Sales and service" in page.text
    assert "Shoe size" in page.text
    assert "E-marketing" not in page.text


@only_sqlite
def test_the_preview_calls_further_data_as_the_letter_will(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    with app.app_context():
        add("data fields", "shoe_size", named("Skostorlek", "Shoe size", category={"sv": "Mått", "en": "Measures"}))
    alice = {"name": "Alice", "email": "alice@example.se", "language": "sv", "source": "phone"}

    page = submit(client, PREVIEW, form_at="/staff/people/new", **alice, label_1="Shoe size", value_1="42")

    assert "namn, e-postadress, språk, Mått" in page.text


def test_a_preview_stores_and_sends_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, PREVIEW, form_at="/staff/people/new", name="Alice", email="alice@example.se", source="phone")

    with app.app_context():
        assert everybody() == []
        assert db.session.scalars(select(Letter)).all() == []


def test_a_preview_of_a_wrong_form_says_what_is_wrong(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    page = submit(client, PREVIEW, form_at="/staff/people/new", name="", source="phone")

    assert page.status_code == 422
    assert "There is a problem" in page.text
