"""The privacy dialog: what is recorded, and recording it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from tests.web.staff.people.working import at_work, basis_of, events_of, registered, submit

RECORD = {"basis": "contract", "source": "phone", "comment": "Order 7", "evidence": "Recording 12"}


def page_of(person_id: int, purpose: str = "") -> str:
    """Return the address of the dialog, or of one purpose in it."""
    return f"/staff/people/{person_id}/privacy{'/' if purpose else ''}{purpose}"


def said_no(person_id: int, purpose: str = "e_marketing") -> None:
    """Let the person stop the purpose on their own page."""
    known = catalogue()
    stop_purpose(locked_person(person_id), known.purpose(purpose), known, at=clock.now(), by=PERSON)
    db.session.commit()


def test_the_dialog_tells_basis_source_status_when_and_by_whom(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    page = client.get(page_of(alice)).text

    for fact in (
        "E-marketing",
        "Consent</dd>",
        "Business card</dd>",
        "In force, since",
        "bob@example.se",
        "2026-04-02",
    ):
        assert fact in page


def test_a_purpose_without_a_basis_is_said_not_to_be_used(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    assert "Nothing is recorded: the data is not used for this." in client.get(page_of(alice)).text


def test_a_basis_is_recorded_with_source_comment_and_evidence(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, page_of(alice, "sales_service"), **RECORD)

    with app.app_context():
        row = basis_of(alice, "sales_service")
        assert answer.status_code == 303
        assert row
        assert (row.status, row.comment, row.evidence) == ("in_force", "Order 7", "Recording 12")
        assert (row.changed_by, row.channel) == ("staff:bob@example.se", "staff")


def test_the_form_begins_with_what_is_recorded(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    page = client.get(page_of(alice, "sales_service")).text

    assert '<option selected value="contract">' in page
    assert '<option selected value="business_card">' in page


def test_saving_the_same_again_enters_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    submit(client, page_of(alice, "sales_service"), basis="contract", source="business_card")

    with app.app_context():
        assert events_of(alice) == ["person.registered", "basis.recorded"]


def test_the_form_is_not_offered_over_a_no(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        said_no(alice)

    answer = client.get(page_of(alice, "e_marketing"))

    assert answer.location == f"{page_of(alice, 'e_marketing')}/lift"


def test_a_no_said_while_the_form_was_open_is_kept(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        seen = str(locked_person(alice).choices_seq)
        db.session.rollback()
        said_no(alice)

    answer = submit(
        client,
        page_of(alice, "e_marketing"),
        form_at=page_of(alice, "sales_service"),
        basis="consent",
        source="phone",
        seen=seen,
    )

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.status == "withdrawn"
    assert answer.status_code == 409
    assert "Withdrawn, since" in answer.text


def test_a_no_is_kept_even_by_a_form_that_claims_to_have_seen_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        said_no(alice)

    answer = submit(
        client,
        page_of(alice, "e_marketing"),
        form_at=page_of(alice, "sales_service"),
        basis="consent",
        source="phone",
    )

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert row.status == "withdrawn"
    assert answer.status_code == 409


def test_an_old_form_keeps_what_was_typed_and_shows_what_holds_now(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent", "sales_service": "contract"})
    with app.app_context():
        seen = str(locked_person(alice).choices_seq)
        db.session.rollback()
        said_no(alice)

    answer = submit(client, page_of(alice, "sales_service"), **RECORD, seen=seen)

    assert answer.status_code == 409
    assert "Order 7" in answer.text
    assert "nothing of yours is saved" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"basis": ""}, "Choose one of the legal bases"),
        ({"basis": "public_task"}, "Choose one of the legal bases"),
        ({"source": ""}, "Choose where this comes from."),
        ({"comment": "x" * 2001}, "write at most 2000 characters"),
        ({"evidence": "\x1b[31m"}, "U+001B"),
    ],
)
def test_what_is_wrong_is_said(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, page_of(alice, "e_marketing"), **{**RECORD, "basis": "consent", **fields})

    with app.app_context():
        assert basis_of(alice, "e_marketing") is None
    assert answer.status_code == 422
    assert words in answer.text


def test_a_purpose_that_there_is_not_is_no_page(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    assert client.get(page_of(alice, "world_domination")).status_code == 404
