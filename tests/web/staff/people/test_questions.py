"""Asking everybody found for consent: the form, who would be asked, the letters, the answers, one reminder."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.asking.models import ConsentRound
from portal.extensions import db
from portal.jobs.running import Runner
from portal.legal_bases import finding
from portal.legal_bases.choices import give_consent, stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.queries import person_by_id
from portal.settings.actions import change_settings
from portal.web.staff.people import questions
from tests.databases import only_sqlite
from tests.make import BOB
from tests.web.staff.people.working import at_work, letters_to, registered, submit
from tests.web.staff.signing_in import form_token

pytestmark = only_sqlite
NEW = "/staff/people/questions/new"
ONE = "/staff/people/questions/1"


def wished(client: FlaskClient, search: str = "", **fields: str) -> TestResponse:
    """Fill in the form for those whom the search finds, and send it."""
    return submit(client, f"{NEW}?{search}", **{"purpose": "e_marketing", **fields})


def pressed(client: FlaskClient, deed: str) -> TestResponse:
    """Press a button on the page of a round."""
    token = form_token(client.get(ONE))
    return client.post(f"{ONE}/{deed}", data={"csrf_token": token})


def worked(app: Flask) -> None:
    """Let a worker do what is waiting."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)


def two(app: Flask) -> tuple[int, int]:
    """Register Alice, who can be asked, and Dan, who has stopped all marketing."""
    alice, dan = registered(app), registered(app, name="Dan", email="dan@example.se")
    with app.app_context():
        stop_all_marketing(person_by_id(dan), catalogue(), at=clock.now())
        db.session.commit()
    return alice, dan


def test_from_the_search_to_the_answers_and_one_reminder(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan = two(app)

    link = client.get("/staff/people").text
    counted = wished(client)
    preview = client.get(ONE).text
    pressed(client, "ask")
    working = client.get(ONE).text
    worked(app)
    asked = client.get(ONE).text
    pressed(client, "remind")
    worked(app)
    again = client.post(f"{ONE}/remind", data={"csrf_token": form_token(client.get(ONE))}, follow_redirects=True)
    with app.app_context():
        known = catalogue()
        give_consent(person_by_id(alice), known.purpose("e_marketing"), known, wording_version=1, at=clock.now())
        db.session.commit()
    answered = client.get(ONE).text

    assert 'href="/staff/people/questions/new"' in link
    assert (counted.status_code, counted.location) == (303, ONE)
    assert "2 people were found. 1 would be asked." in preview
    assert "Has objected, which is kept" in preview
    assert "The letters are being queued." in working
    assert '<th scope="row">No answer yet</th><td class="number">1</td>' in asked
    assert "That could not be done now." in again.text
    assert "1 person" in answered
    assert '<th scope="row">Yes</th><td class="number">1</td>' in answered
    assert '<th scope="row">No answer yet</th><td class="number">0</td>' in answered
    assert "/remind" not in answered
    with app.app_context():
        assert letters_to(alice) == ["ask_consent", "ask_consent"]
        assert letters_to(dan) == []
    assert ONE in client.get("/staff/people/questions").text


@pytest.mark.parametrize("purpose", ["", "nothing", "gone"])
def test_a_purpose_that_takes_no_consent_is_refused(app: Flask, client: FlaskClient, purpose: str) -> None:
    at_work(app, client)
    registered(app)

    answer = wished(client, purpose=purpose)

    assert answer.status_code == 422
    assert "Choose a purpose that people can consent to." in answer.text


def test_nobody_found_leads_back_to_the_search(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    answer = wished(client, "q=nobody")

    assert answer.location == "/staff/people?q=nobody"
    assert "there is nobody to ask" in client.get(answer.location).text


def test_a_search_that_is_wrong_leads_back_to_the_search(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert client.get(f"{NEW}?status=odd").status_code == 303


def test_what_was_counted_can_be_dropped_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    two(app)
    wished(client)

    dropped = pressed(client, "drop")
    late = client.post(f"{ONE}/drop", data={"csrf_token": form_token(client.get(ONE))}, follow_redirects=True)

    assert dropped.location == "/staff/people"
    assert "It was dropped, and nobody was asked." in late.text
    assert ONE not in client.get("/staff/people/questions").text


def test_very_many_are_counted_in_the_background(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(app, client)
    two(app)
    monkeypatch.setattr(finding, "FEW", 1)
    monkeypatch.setattr(questions, "COUNTED_NOW", 0)

    wished(client)
    counting = client.get(ONE).text
    worked(app)
    pressed(client, "ask")
    worked(app)
    uncounted = client.get(ONE).text
    pressed(client, "count")
    worked(app)

    assert "The people are being counted. Nobody is asked yet." in counting
    assert "They are so many that a job counts their answers." in uncounted
    assert '<th scope="row">No answer yet</th><td class="number">1</td>' in client.get(ONE).text


def test_the_day_of_the_reminder_is_told_when_it_goes_by_itself(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app)
    with app.app_context():
        change_settings({"consent_reminder_days": 10}, at=clock.now(), by=BOB, channel="staff")
        db.session.commit()
    wished(client)
    pressed(client, "ask")
    worked(app)

    page = client.get(ONE).text

    with app.app_context():
        asked_at = db.session.get_one(ConsentRound, 1).asked_at
        assert asked_at
    assert "It goes by itself on" in page
    assert f"{(asked_at + timedelta(days=10)).date():%Y-%m}" in page


def test_a_round_that_is_not_there_is_not_found(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert [client.get(f"/staff/people/questions/{number}").status_code for number in (7, 2**63 - 1)] == [404, 404]
