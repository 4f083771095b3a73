"""The start page and the full information."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import Draft
from portal.legal_bases.models import Purpose
from tests.make import BOB
from tests.web.subject.visiting import name_organisation


def test_the_start_page_says_how_to_get_in(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)

    page = client.get("/?lang=en").text

    assert "what Björkvik Handel AB has stored about you" in page
    assert 'href="/link?lang=en"' in page
    assert 'href="/privacy?lang=en"' in page


def test_the_information_names_who_is_responsible_and_where_to_complain(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)

    page = client.get("/privacy?lang=en").text

    assert "Björkvik Handel AB is responsible for the data." in page
    assert "privacy@bjorkvik.example" in page
    assert "https://www.imy.se/" in page


@pytest.mark.parametrize(
    "told",
    [
        "Sales and service",
        "E-marketing",
        "Legitimate interests (article 6(1) f)",
        "Our interest is to keep in touch",
        "Our staff and the provider that runs our systems for us",
        "not transferred to any country outside",
        "Three years after",
        "You need not give the data",
        "No automated decisions",
        "Business card",
        "Created by user",
        "(article 15)",
        "(article 20)",
        "withdraw a consent at any time",
    ],
)
def test_the_information_tells_all_that_articles_13_and_14_ask_for(client: FlaskClient, told: str) -> None:
    assert told in client.get("/privacy?lang=en").text


def test_the_right_to_object_stands_by_itself(client: FlaskClient) -> None:
    assert "<h2>Your right to object</h2>" in client.get("/privacy?lang=en").text


def test_a_text_without_a_translation_is_marked_with_its_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        purpose = db.session.scalars(select(Purpose).where(Purpose.key == "e_marketing")).one()
        purpose.texts = {**purpose.texts, "name": {"sv": "Utskick"}}
        append([Draft("purpose.changed", purpose=purpose.key)], at=clock.now(), by=BOB, channel="staff")
        db.session.commit()

    assert '<span lang="sv">Utskick</span>' in client.get("/privacy?lang=en").text


@pytest.mark.parametrize("path", ["/", "/privacy", "/link", "/link/sent"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_open_pages_speak_both_languages_and_set_no_cookie(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")

    assert f'<html lang="{language}">' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_word_about_leaving_is_ignored(client: FlaskClient) -> None:
    assert "<script" not in client.get("/?done=<script>alert(1)</script>").text
