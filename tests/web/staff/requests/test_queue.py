"""The queue: nearest deadline first, the next step in each row, and the count in the menu."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access_requests.actions import assign, refuse
from portal.access_requests.queries import locked_request
from portal.access_requests.timing import pause
from portal.accounts.queries import staff_user
from portal.extensions import db
from tests import make
from tests.questions import noted
from tests.web.staff.people.working import BOB, at_work
from tests.web.staff.requests.asking import asked_for, asked_outside, bob_at

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
"""The answer is due on 4 May."""


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the page shows does not depend on the database."""
    return "sqlite"


def test_the_most_urgent_is_first_on_the_page_that_signing_in_leads_to(app: Flask, client: FlaskClient) -> None:
    later = asked_for(app, "erasure", at=AT + timedelta(days=7))
    urgent = asked_outside(app, at=AT)

    with bob_at(app, client, AT + timedelta(days=30)):
        page = client.get("/staff/", follow_redirects=True)

    assert page.request.path == "/staff/requests"
    assert page.text.index(urgent) < page.text.index(later)
    assert "2 days left" in page.text and "9 days left" in page.text
    assert 'Requests <span class="count">2</span>' in page.text
    assert "Answer in words" in page.text and "Dan Dahl" in page.text and "not in the portal" in page.text


@pytest.mark.parametrize(("days", "words"), [(32, "Last day today"), (33, "1 day late"), (31, "1 day left")])
def test_the_days_that_are_left_stand_in_words(app: Flask, client: FlaskClient, days: int, words: str) -> None:
    asked_for(app, at=AT)

    with bob_at(app, client, AT + timedelta(days=days)):
        page = client.get("/staff/requests").text

    assert words in page
    assert ('<tr class="late">' in page) is (days > 32)


def test_what_waits_for_the_person_is_not_late_and_its_next_step_is_to_go_on(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, at=AT)
    with app.app_context():
        pause(locked_request(reference), "Who?", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

    with bob_at(app, client, AT + timedelta(days=60)):
        page = client.get("/staff/requests").text
        late = client.get("/staff/requests?late=y").text

    assert "The time stands still" in page and f"/staff/requests/{reference}/resume" in page
    assert '<tr class="late">' not in page
    assert reference not in late and "There are no such requests." in late


def test_the_queue_is_filtered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    mine, outside = asked_for(app, "erasure"), asked_outside(app)
    closed = asked_outside(app, "question", words="Closed.")
    with app.app_context():
        bob = staff_user(BOB)
        assert bob
        assign(locked_request(mine), bob.id, at=AT, by=make.BOB, channel="staff")
        refuse(locked_request(closed), "No.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

    def found(query: str) -> set[str]:
        page = client.get(f"/staff/requests?{query}").text
        return {reference for reference in (mine, outside, closed) if reference in page}

    queries = ("", "owner=mine", "owner=nobody", "state=closed", "state=refused", "kind=erasure", "state=waiting")
    shown = {query: found(query) for query in queries}

    assert shown == {
        "": {mine, outside},
        "owner=mine": {mine},
        "owner=nobody": {outside},
        "state=closed": {closed},
        "state=refused": {closed},
        "kind=erasure": {mine},
        "state=waiting": set(),
    }


@pytest.mark.parametrize("query", ["state=lost", "kind=x", "owner=charlie", "after=x", "after=-1", f"after={2**70}"])
def test_a_filter_that_is_none_is_said(app: Flask, client: FlaskClient, query: str) -> None:
    at_work(app, client)

    answer = client.get(f"/staff/requests?{query}")

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_an_empty_queue_says_so_and_counts_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")

    page = client.get("/staff/requests").text

    assert "Ingen begäran väntar på svar." in page
    assert 'class="count"' not in page


def test_a_page_of_many_asks_no_more_than_one_of_few(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    asked_for(app)
    with noted(app) as few:
        client.get("/staff/requests")
    for number in range(60):
        asked_outside(app, "question", words=str(number))

    with noted(app) as many:
        first = client.get("/staff/requests").text

    assert len(many) <= len(few) + 1
    assert 'rel="next"' in first and first.count('<th scope="row">') == 50


def test_an_auditor_reads_the_queue_without_its_links_to_act(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")
    reference = asked_outside(app)

    page = client.get("/staff/requests").text

    assert reference in page and "Answer in words" in page
    assert f"{reference}/reply" not in page and "Enter a request" not in page
