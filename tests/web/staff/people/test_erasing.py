"""Erasing somebody from their card: what goes, what stays, and the button that names them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.jobs.models import Job
from portal.ledger.models import LedgerEntry
from portal.mail.models import Letter
from tests.web.staff.people.working import at_work, everybody, registered, submit

WORDS = "Asked for in the shop"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


def test_the_page_says_what_goes_what_stays_and_why(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, name="Anna Andersson", bases={"sales_service": "contract"})
    at_work(app, client, language="sv")

    page = client.get(f"/staff/people/{alice}/erase").text

    assert "<h1><bdi>Radera Anna Andersson</bdi></h1>" in page
    assert ">Radera Anna Andersson</button>" in page
    assert "Det här försvinner" in page and "Det här blir kvar, och varför" in page


def test_the_button_erases_the_person_with_a_letter_and_a_job_that_clears_the_files(
    app: Flask, client: FlaskClient
) -> None:
    alice = registered(app)
    at_work(app, client)

    answer = submit(client, f"/staff/people/{alice}/erase", words=WORDS, letter="y")

    assert (answer.status_code, answer.location) == (303, "/staff/people")
    assert "The person is erased. The letter is on its way." in client.get(answer.location).text
    assert client.get(f"/staff/people/{alice}").status_code == 404
    with app.app_context():
        last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
        assert everybody() == []
        assert (last.event, last.actor) == ("person.erased", "staff:bob@example.se")
        assert [letter.kind for letter in db.session.scalars(select(Letter))] == ["erased"]
        assert list(db.session.scalars(select(Job.kind))) == ["erasure_sweep"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Say why"), ("Alm moved", "must not name the person"), ("x" * 10_001, "at most 10000"), ("\0", "invisible")],
)
def test_a_reason_that_will_not_do_is_refused_and_kept_in_the_field(
    app: Flask, client: FlaskClient, words: str, said: str
) -> None:
    alice = registered(app)
    at_work(app, client)

    answer = submit(client, f"/staff/people/{alice}/erase", words=words)

    assert answer.status_code == 422
    assert said in answer.text
    assert words.strip("\0") in answer.text
    with app.app_context():
        assert len(everybody()) == 1


def test_a_duty_is_named_and_all_else_goes(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"sales_service": "legal_obligation", "e_marketing": "consent"})
    at_work(app, client)

    page = client.get(f"/staff/people/{alice}/erase").text
    answer = submit(client, f"/staff/people/{alice}/erase", words=WORDS)

    assert "because the law requires it" in page
    assert ">Erase all else about Alice Alm</button>" in page
    assert answer.status_code == 303
    card = client.get(f"/staff/people/{alice}").text
    assert "restricted to storage since" in card
    assert "All marketing stopped" in card


@pytest.mark.parametrize("role", ["marketing", "auditor"])
def test_others_may_not(app: Flask, client: FlaskClient, role: str) -> None:
    alice = registered(app)
    at_work(app, client, role)  # type: ignore[arg-type]

    assert client.get(f"/staff/people/{alice}/erase").status_code == 403
