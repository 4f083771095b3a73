"""Asking for deletion: what goes, what stays, what it means, and one button; no code and no reason."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access_requests.models import AccessRequest
from portal.extensions import db
from portal.mail.models import Letter
from tests.web.subject.visiting import add_person, form_token, link_to, open_page, visit


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the page does does not depend on the database."""
    return "sqlite"


def requests(app: Flask) -> list[AccessRequest]:
    """Return what was asked for, detached."""
    with app.app_context():
        found = list(db.session.scalars(select(AccessRequest)))
        db.session.expunge_all()
        return found


def test_it_takes_three_clicks_from_the_letter_and_is_acknowledged(app: Flask, client: FlaskClient) -> None:
    hub = visit(app, client, add_person(app))

    page = client.get("/me/delete")
    answer = client.post("/me/delete", data={"csrf_token": form_token(page)})

    [request] = requests(app)
    assert 'href="/me/delete"' in hub.text
    assert (answer.status_code, answer.location) == (303, f"/me/requests/{request.reference}")
    assert (request.kind, request.state) == ("erasure", "received")
    with app.app_context():
        assert "request_received" in db.session.scalars(select(Letter.kind)).all()


def test_the_page_says_what_goes_what_stays_and_what_it_means(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app))

    page = client.get("/me/delete").text

    for words in ("This goes", "This stays, and why", "What it means", "be brought back", "A code of your"):
        assert words in page
    assert ">Request deletion</button>" in page and ">Cancel</a>" in page


def test_what_the_law_keeps_is_named_with_its_day(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app, bases={"sales_service": "legal_obligation"}))

    page = client.get("/me/delete").text

    assert "Everything about you but your contact details" in page
    assert "your contact details, because the law requires it." in page
    assert '<time datetime="2029-04-02">' in page
    assert "open this page any more" not in page


def test_asking_twice_is_one_request(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app))
    token = form_token(client.get("/me/delete"))

    answers = [client.post("/me/delete", data={"csrf_token": token}) for _ in range(2)]

    assert len(requests(app)) == 1
    assert answers[0].location == answers[1].location


def test_words_that_can_not_be_stored_are_refused_and_kept(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app))
    token = form_token(client.get("/me/delete"))

    answer = client.post("/me/delete", data={"csrf_token": token, "words": "x" * 10_001})

    assert answer.status_code == 422
    assert "x" * 10_001 in answer.text
    assert requests(app) == []


def test_a_visit_by_a_preference_link_does_not_come_here(app: Flask, client: FlaskClient) -> None:
    open_page(client, link_to(app, add_person(app), "preferences"))

    page = client.get("/me/delete")

    assert page.status_code in {303, 403, 404}


def test_in_swedish_too(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app, language="sv"))

    page = client.get("/me/delete").text

    assert ">Begär radering</button>" in page and "Det här blir kvar, och varför" in page
