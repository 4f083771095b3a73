"""Recording a basis over a no."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from tests.web.staff.people.test_privacy import page_of, said_no
from tests.web.staff.people.working import at_work, basis_of, events_of, registered, submit

TODAY = clock.today("Europe/Stockholm")
LIFT = {"basis": "consent", "source": "email", "evidence": "E-mail of today", "dated": TODAY.isoformat()}


def alice_who_said_no(app: Flask) -> int:
    """Register Alice and let her withdraw her consent."""
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        said_no(alice)
    return alice


def lift_of(person_id: int) -> str:
    """Return the address of the page."""
    return f"{page_of(person_id, 'e_marketing')}/lift"


def test_evidence_from_after_the_no_lifts_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = alice_who_said_no(app)

    answer = submit(client, lift_of(alice), **LIFT)

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert answer.status_code == 303
        assert row
        assert (row.status, row.evidence) == ("in_force", "E-mail of today")
        assert events_of(alice)[-2:] == ["consent.withdrawn", "basis.lifted"]


def test_a_no_recorded_by_mistake_is_corrected_with_its_reason(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = alice_who_said_no(app)

    submit(client, lift_of(alice), **LIFT, correction="It was Alicia who called")

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.comment == "It was Alicia who called"
        assert events_of(alice)[-1] == "basis.corrected"


def test_stopping_all_marketing_is_lifted_for_one_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        stop_all_marketing(locked_person(alice), catalogue(), at=clock.now())
        db.session.commit()

    submit(client, lift_of(alice), **LIFT)

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.status == "in_force"
        assert locked_person(alice).marketing_objected_at is not None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"dated": (TODAY - timedelta(days=1)).isoformat()}, f"must be from {TODAY.isoformat()} or later"),
        ({"dated": (TODAY + timedelta(days=2)).isoformat()}, "not from the future"),
        ({"dated": "yesterday"}, "Enter the day as year-month-day"),
        ({"dated": ""}, "Enter the day as year-month-day"),
        ({"evidence": " "}, "Say what proves that the person has changed their mind."),
        ({"basis": ""}, "Choose one of the legal bases"),
        ({"source": ""}, "Choose where this comes from."),
    ],
)
def test_without_proof_the_no_holds(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    at_work(app, client)
    alice = alice_who_said_no(app)

    answer = submit(client, lift_of(alice), **{**LIFT, "comment": "typed", **fields})

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.status == "withdrawn"
    assert answer.status_code == 422
    assert words in answer.text
    assert "typed" in answer.text


def test_a_no_said_again_meanwhile_holds(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = alice_who_said_no(app)

    answer = submit(client, lift_of(alice), **LIFT, seen="1")

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.status == "withdrawn"
    assert answer.status_code == 409


def test_without_a_no_there_is_nothing_to_lift(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    answer = client.get(lift_of(alice))

    assert answer.location == page_of(alice, "e_marketing")


def test_the_page_explains_what_it_takes(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = alice_who_said_no(app)

    page = client.get(lift_of(alice)).text

    assert "The person said no" in page
    assert "The no was recorded by mistake." in page
    assert "stay in the history, with your name" in page
