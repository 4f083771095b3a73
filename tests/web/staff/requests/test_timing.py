"""The time for an answer: extended, standing still, going on, and who was first."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.staff.people.working import at_work
from tests.web.staff.requests.asking import act, asked_for, bob_at, happened, ledger_events, letters, stored, version_of

RECEIVED = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
"""A Thursday; the answer is due on Monday 4 May, since 2 May is a Saturday."""


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


def test_the_time_is_extended_with_a_reason_that_the_person_is_told(app: Flask, client: FlaskClient) -> None:
    with bob_at(app, client, RECEIVED):
        reference = asked_for(app, "access")
        answer = act(client, reference, "extend", version=version_of(app, reference), words="Three archives to search.")

    found = stored(app, reference)
    assert answer.status_code == 303
    assert (found.extended, found.due_on) == (True, date(2026, 7, 2))
    assert [letter.facts["text"] for letter in letters(app, "request_extended")] == ["Three archives to search."]
    assert letters(app, "request_extended")[0].facts["due_on"] == "2026-07-02"
    assert ledger_events(app) == ["request.received", "request.extended"]


def test_extending_needs_a_reason_and_keeps_what_was_written(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, "access")

    empty = act(client, reference, "extend", version=1, words=" ")
    long = act(client, reference, "extend", version=1, words="x" * 10_001)

    assert empty.status_code == long.status_code == 422
    assert "Say why the answer takes longer" in empty.text
    assert "at most 10000 characters" in long.text and "x" * 10_001 in long.text
    assert not stored(app, reference).extended


def test_after_the_first_month_the_time_is_not_extended(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "access", at=RECEIVED)

    with bob_at(app, client, datetime(2026, 5, 4, 21, tzinfo=UTC)):
        offered = client.get(f"/staff/requests/{reference}").text
    with bob_at(app, client, datetime(2026, 5, 4, 22, 30, tzinfo=UTC)):  # half past midnight in Stockholm
        late = client.get(f"/staff/requests/{reference}").text
        answer = act(client, reference, "extend", version=1, words="Too late, but worth keeping.")

    assert "Extend the time" in offered and "Extend the time" not in late
    assert answer.status_code == 409
    assert "allowed once, within the first month" in answer.text
    assert "Too late, but worth keeping." in answer.text
    assert not stored(app, reference).extended


def test_a_question_about_identity_stops_the_time_and_its_days_are_added(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "access", at=RECEIVED)

    with bob_at(app, client, datetime(2026, 4, 10, 8, tzinfo=UTC)):
        act(client, reference, "identity", version=1, words="Which customer number do you have?")
        waiting = stored(app, reference)
        shown = client.get(f"/staff/requests/{reference}").text
    with bob_at(app, client, datetime(2026, 4, 15, 8, tzinfo=UTC)):
        act(client, reference, "resume", version=2, words="Called back with the number.")

    after = stored(app, reference)
    assert (waiting.state, waiting.paused_on) == ("waiting", date(2026, 4, 10))
    assert "The time stands still" in shown
    assert (after.state, after.paused_on, after.paused_days) == ("working", None, 5)
    assert after.due_on == date(2026, 5, 7)
    assert letters(app, "request_identity")[0].facts["text"] == "Which customer number do you have?"
    assert letters(app, "request_resumed")[0].facts["due_on"] == "2026-05-07"
    assert [(what.event, what.shown) for what in happened(app, reference)] == [
        ("received", True),
        ("paused", True),
        ("resumed", True),
        ("noted", False),
    ]


def test_the_second_of_two_officers_is_told_and_loses_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, "access")
    seen = version_of(app, reference)
    act(client, reference, "identity", version=seen, words="Who are you?")

    second = act(client, reference, "refuse", version=seen, words="Asked for the tenth time this week.")

    assert second.status_code == 409
    assert "Somebody else did something about the request" in second.text
    assert "Asked for the tenth time this week." in second.text
    assert "The time stands still" in second.text
    assert stored(app, reference).state == "waiting"
    assert letters(app, "request_refused") == []


@pytest.mark.parametrize(("deed", "told"), [("identity", "was asked already"), ("resume", "runs already")])
def test_the_time_is_stopped_and_let_go_once(app: Flask, client: FlaskClient, deed: str, told: str) -> None:
    at_work(app, client)
    reference = asked_for(app, "access")
    if deed == "identity":
        act(client, reference, "identity", version=1, words="Who are you?")

    again = act(client, reference, deed, version=version_of(app, reference), words="And again.")

    assert again.status_code == 409
    assert told in again.text


def test_what_is_sent_is_said_before_it_is(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")
    reference = asked_for(app, "access")

    page = client.get(f"/staff/requests/{reference}/extend").text

    assert "alice@example.se" in page
    assert "Svenska" in page
