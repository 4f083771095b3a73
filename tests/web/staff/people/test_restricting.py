"""Restricting the use of somebody's data from their card: seen everywhere, told to them, and lifted."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.staff.people.working import at_work, events_of, letters_to, person_of, registered, submit


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


def test_a_restriction_is_seen_on_the_card_and_in_the_search_and_told_to_the_person(
    app: Flask, client: FlaskClient
) -> None:
    alice = registered(app)
    at_work(app, client)

    answer = submit(client, f"/staff/people/{alice}/restriction", words="Your address is being checked.")

    assert answer.status_code == 303
    assert "restricted to storage since" in client.get(answer.location).text
    assert "Use restricted to storage" in client.get("/staff/people?q=alice").text
    with app.app_context():
        assert person_of(alice).restricted_at is not None
        assert letters_to(alice) == ["restriction_applied"]


def test_it_is_lifted_and_told(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    at_work(app, client)
    here = f"/staff/people/{alice}/restriction"
    submit(client, here, words="Checking.")

    page = client.get(here).text
    submit(client, here, words="The address was right.", lift="1")

    assert "<h1>Lift the restriction: <bdi>Alice Alm</bdi></h1>" in page
    with app.app_context():
        assert person_of(alice).restricted_at is None
        assert letters_to(alice) == ["restriction_applied", "restriction_lifted"]
        assert events_of(alice)[-2:] == ["person.restricted", "person.restriction_lifted"]


def test_an_old_form_does_not_lift_what_a_colleague_has_just_restricted(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    at_work(app, client)
    here = f"/staff/people/{alice}/restriction"
    submit(client, here, words="Checking.")

    again = submit(client, here, words="I, too.")

    assert "it was so already" in client.get(again.location).text
    with app.app_context():
        assert person_of(alice).restricted_at is not None
        assert letters_to(alice) == ["restriction_applied"]


def test_the_reason_is_needed(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    at_work(app, client)

    answer = submit(client, f"/staff/people/{alice}/restriction", words="  ")

    assert answer.status_code == 422
    assert "Say why: the person is told." in answer.text
