"""What has happened, as the person sees it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal import clock
from portal.extensions import db
from portal.mail.models import Letter
from portal.people.actions import note_look
from portal.people.queries import person_by_id
from portal.people.telling_apart import take_back, tell_apart
from tests import make
from tests.bulk.changing import asked, run, terms
from tests.databases import only_sqlite
from tests.make import AT, BOB
from tests.web.subject.visiting import add_person, press, visit


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def test_the_registration_and_the_bases_are_told(client: FlaskClient, alice: int) -> None:
    page = client.get("/me/history").text

    assert "You were registered." in page
    assert "A legal basis was recorded: Sales and service, Contract" in page
    assert "By a member of staff · Source: Business card" in page


def test_the_latest_stands_first(client: FlaskClient, alice: int) -> None:
    press(client, "/me/stop")

    page = client.get("/me/history").text

    assert page.index("You stopped all marketing.") < page.index("You were registered.")


def test_what_the_person_decided_links_to_its_receipt(client: FlaskClient, alice: int) -> None:
    receipt = press(client, "/me/stop").headers["Location"]

    assert f'href="{receipt}"' in client.get("/me/history").text


def test_who_looked_is_told_by_role_and_reason_never_by_name(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        look = {"staff": "bob@example.se", "role": "officer", "reason": "Asked by phone"}
        note_look(alice, kind="view", at=AT + timedelta(days=1), **look)  # type: ignore[arg-type]
        note_look(alice, kind="export", at=AT + timedelta(days=2), **look)  # type: ignore[arg-type]
        db.session.commit()

    page = client.get("/me/history").text

    assert "Your data was looked at. Role: Case officer. Reason: Asked by phone" in page
    assert "Your data was exported." in page
    assert "bob" not in page.lower()


def test_letters_that_were_sent_are_told(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, "/me/stop")
    with app.app_context():
        db.session.execute(update(Letter).values(state="sent", sent_at=clock.now(), subject="About you"))
        db.session.commit()

    assert "We sent you a letter: About you" in client.get("/me/history").text


def test_letters_still_waiting_are_not(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, "/me/stop")

    assert "We sent you a letter" not in client.get("/me/history").text


def test_nobody_elses_history_is_shown(app: Flask, client: FlaskClient, alice: int) -> None:
    charlie = app.test_client()
    visit(app, charlie, add_person(app, name="Charlie", email="charlie@example.se", bases={}))
    press(client, "/me/stop")

    page = charlie.get("/me/history").text

    assert page.count("<li>") == 1
    assert "You were registered." in page


def changed_and_put_back(app: Flask, purpose: str, basis: str) -> None:
    """Let Bob change the basis of everybody, and put it back."""
    with app.app_context():
        bulk_id = asked(terms(purpose, basis))
        run(app, bulk_id)
        run(app, bulk_id, "bulk_undo")


def test_a_bulk_change_that_was_put_back_is_told(app: Flask, client: FlaskClient, alice: int) -> None:
    changed_and_put_back(app, "sales_service", "legitimate_interests")

    page = client.get("/me/history").text

    assert "A legal basis was recorded: Sales and service, Legitimate interests" in page
    assert "A change was taken back, and this holds again: Sales and service, Contract" in page


@only_sqlite
def test_a_basis_that_was_there_by_mistake_is_told_to_be_gone(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app, bases={}))
    changed_and_put_back(app, "e_marketing", "contract")

    page = client.get("/me/history").text

    assert "A change was taken back, and nothing is recorded any more: E-marketing" in page
    assert client.get("/me/purposes/e_marketing").status_code == 200


@only_sqlite
def test_being_told_apart_from_somebody_alike_names_nobody(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        dan = make.person(name="Dan Dahl", email="alice@example.se")
        told = tell_apart([person_by_id(alice), dan], at=AT, by=BOB)
        take_back(told, at=AT, by=BOB)
        db.session.commit()

    page = client.get("/me/history").text

    assert "It was noted that you are not somebody else with similar data." in page
    assert "The note that you are not somebody else with similar data was taken back." in page
    assert "Dan" not in page
