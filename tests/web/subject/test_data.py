"""What is stored, as the person sees it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field, change
from portal.people.queries import locked_person
from tests.make import AT, BOB
from tests.web.subject.visiting import add_person, name_organisation, visit


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def test_every_core_field_that_holds_something_is_shown(app: Flask, client: FlaskClient, alice: int) -> None:
    values = {
        "phone": "070-1",
        "company": "Åkeri & Söner",
        "title": "Chef",
        "address": "Gatan 1\n111 11 Orten",
        "country": "SE",
    }
    with app.app_context():
        change(locked_person(alice), values, at=AT, by=BOB, channel="staff")
        db.session.commit()

    page = client.get("/me/data").text

    for shown in (
        "Alice Alm",
        "alice@example.se",
        "070-1",
        "Åkeri &amp; Söner",
        "Chef",
        "Gatan 1\n111 11",
        "Sweden",
        "English",
    ):
        assert shown in page


def test_empty_fields_are_left_out(client: FlaskClient, alice: int) -> None:
    assert '<th scope="row">Phone</th>' not in client.get("/me/data").text


def test_further_data_is_shown_with_category_and_source(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        source = catalogue().source("phone")
        further = {"label": "Shoe size", "category": "Orders", "value": "<b>41</b>"}
        add_field(
            locked_person(alice),
            **further,
            source_id=source.id,
            source_key=source.key,
            at=AT,
            by=BOB,
            channel="staff",
        )
        db.session.commit()

    page = client.get("/me/data").text

    assert "Shoe size" in page
    assert "Orders" in page
    assert "&lt;b&gt;41&lt;/b&gt;" in page
    assert ">Phone<" in page


def test_the_page_tells_until_when_and_how_to_ask(app: Flask, client: FlaskClient, alice: int) -> None:
    name_organisation(app)

    page = client.get("/me/data").text

    assert '<time datetime="2029-04-02">' in page
    assert "mailto:privacy@bjorkvik.example" in page


def test_an_unknown_country_is_shown_as_it_is(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        locked_person(alice).country = "QQ"
        db.session.commit()

    assert ">QQ<" in client.get("/me/data").text
