"""Staff enter requests that came by e-mail, phone, letter or in person, also from people not in the portal."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access_requests.models import AccessRequest
from portal.extensions import db
from tests.web.staff.people.working import at_work, basis_of, hidden_value, registered
from tests.web.staff.requests.asking import asked_for, bob_at, letters
from tests.web.staff.signing_in import form_token

AT = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)
TOLD = {"kind": "access", "way": "phone", "received_on": "2026-04-02", "words": "Called and asked for everything."}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


def enter(client: FlaskClient, who: str, **fields: Any) -> TestResponse:
    """Fill in the form for whoever asks and send it."""
    path = f"/staff/requests/new?{who}"
    page = client.get(path)
    kept = {"csrf_token": form_token(page), "token": hidden_value(page, "token")}
    return client.post(path, data={**kept, **TOLD, **fields})


def entered(app: Flask) -> list[AccessRequest]:
    """Return every request, oldest first, detached."""
    with app.app_context():
        found = list(db.session.scalars(select(AccessRequest).order_by(AccessRequest.id)))
        db.session.expunge_all()
        return found


def test_a_persons_call_is_entered_and_acknowledged(app: Flask, client: FlaskClient) -> None:
    person_id = registered(app)

    with bob_at(app, client, AT):
        found = client.get("/staff/requests/new?q=alice").text
        answer = enter(client, f"person={person_id}")
        card = client.get(answer.location).text

    [request], [letter] = entered(app), letters(app, "request_received")
    assert f"/staff/requests/new?person={person_id}" in found
    assert (request.person_id, request.kind, request.way) == (person_id, "access", "phone")
    assert (request.received_on, request.due_on) == (date(2026, 4, 2), date(2026, 5, 4))
    assert (request.name, request.entered_by) == ("", "staff:bob@example.se")
    assert letter.facts["reference"] == request.reference and letter.facts["due_on"] == "2026-05-04"
    assert "The letter is on its way." in card and "14 days left" in card


def test_somebody_who_is_not_in_the_portal_gets_a_receipt_too(app: Flask, client: FlaskClient) -> None:
    who = {"name": "Dan Dahl", "email": "Dan@Example.se", "address": "Storgatan 1", "language": "en", "way": "letter"}
    with bob_at(app, client, AT):
        answer = enter(client, "outside=1", **who)
        card = client.get(answer.location).text

    [request], [letter] = entered(app), letters(app, "request_received")
    assert (request.person_id, request.name, request.email) == (None, "Dan Dahl", letter.recipient)
    assert (letter.language, letter.facts["outside"]) == ("en", True)
    assert "Storgatan 1" in card and "We hold nothing" in card


def test_without_an_address_staff_are_told_to_tell_the_person(app: Flask, client: FlaskClient) -> None:
    with bob_at(app, client, AT):
        answer = enter(client, "outside=1", name="Dan Dahl", email="", address="", language="")
        card = client.get(answer.location).text

    assert "tell the person in another way" in card
    assert letters(app, "request_received") == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("kind", "", "Choose what is asked for."),
        ("kind", "everything", "Choose what is asked for."),
        ("way", "portal", "Choose how it came."),
        ("received_on", "", "Enter the day as year-month-day"),
        ("received_on", "2 april", "Enter the day as year-month-day"),
        ("received_on", "2026-04-21", "Enter a day from 2018-05-25 to 2026-04-20."),
        ("received_on", "2018-05-24", "Enter a day from 2018-05-25"),
        ("purpose", "no_such", "Choose from the list."),
        ("words", "a\0b", "invisible character"),
        ("name", " ", "Enter who asks."),
        ("email", "not an address", "Enter an e-mail address"),
        ("language", "xx", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(
    app: Flask, client: FlaskClient, field: str, value: str, told: str
) -> None:
    who = {"name": "Dan Dahl", "email": "dan@example.se", "address": "Storgatan 1", "language": ""}
    with bob_at(app, client, AT):
        answer = enter(client, "outside=1", **(who | {field: value}))

    assert answer.status_code == 422
    assert told in answer.text
    assert "Storgatan 1" in answer.text
    assert entered(app) == []


def test_the_same_form_sent_twice_enters_one_request(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    path = "/staff/requests/new?outside=1"
    page = client.get(path)
    fields = {"csrf_token": form_token(page), "token": hidden_value(page, "token"), **TOLD, "name": "Dan"}

    first, second = (client.post(path, data={**fields, "email": "", "address": "", "language": ""}) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(entered(app)) == 1


def test_what_a_person_waits_for_already_is_shown_instead(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, "access")
    [request] = entered(app)

    answer = enter(client, f"person={request.person_id}")

    assert answer.location == f"/staff/requests/{reference}"
    assert "waits for its answer" in client.get(answer.location).text
    assert len(entered(app)) == 1


def test_an_objection_on_the_phone_stops_the_use_at_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    person_id = registered(app, bases={"sales_service": "legitimate_interests"})

    enter(client, f"person={person_id}", kind="objection", purpose="sales_service")

    with app.app_context():
        row = basis_of(person_id, "sales_service")
        assert row is not None and row.status == "objected"
    assert [(request.kind, request.purpose) for request in entered(app)] == [("objection", "sales_service")]


def test_an_objection_noted_in_the_privacy_dialog_waits_to_be_assessed(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    person_id = registered(app, bases={"sales_service": "legitimate_interests"})
    path = f"/staff/people/{person_id}/privacy/sales_service/stop"
    token = form_token(client.get(path))

    for _ in range(2):
        client.post(path, data={"csrf_token": token, "source": "phone", "comment": "Called.", "evidence": ""})

    [request] = entered(app)
    assert (request.kind, request.way, request.words) == ("objection", "phone", "Called.")
    assert len(letters(app, "request_received")) == 1


@pytest.mark.parametrize("who", ["person=4711", "person=-1", f"person={2**70}", f"person=-{2**70}"])
def test_nobody_of_that_number_is_404(app: Flask, client: FlaskClient, who: str) -> None:
    at_work(app, client)

    assert client.get(f"/staff/requests/new?{who}").status_code == 404


def test_a_post_without_anybody_leads_back_to_the_question_who(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get("/staff/requests/new?outside=1"))

    assert client.post("/staff/requests/new", data={"csrf_token": token}).location == "/staff/requests/new"
    assert "Nobody was found." in client.get("/staff/requests/new?q=nobody").text
