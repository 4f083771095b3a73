"""Changing the core data of a person."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.links.actions import view_link
from portal.people.actions import change
from portal.people.queries import locked_person, person_by_id
from tests.make import BOB
from tests.web.staff.people.working import at_work, events_of, hidden_value, registered, submit

STORED = {"name": "Alice Alm", "email": "alice@example.se", "language": "sv"}


def test_what_differs_is_stored_and_entered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/edit", **{**STORED, "company": "Björkvik", "country": "SE"})

    with app.app_context():
        person = person_by_id(alice)
        assert (person.company, person.country) == ("Björkvik", "SE")
        assert events_of(alice) == ["person.registered", "person.changed"]


def test_the_changed_person_is_found_by_the_new_words(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/edit", **{**STORED, "name": "Alice Ek"})

    assert "Alice Ek" in client.get("/staff/people?q=ek").text
    assert "Alice Ek" not in client.get("/staff/people?q=alm").text


def test_saving_without_a_change_enters_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/edit", **STORED)

    with app.app_context():
        assert events_of(alice) == ["person.registered"]


def test_a_new_address_ends_the_links_to_the_old_one(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        link = view_link(alice, at=clock.now())
        db.session.commit()

    submit(client, f"/staff/people/{alice}/edit", **{**STORED, "email": "alice@new.example.se"})

    assert app.test_client().get(link.removeprefix("http://127.0.0.1:5000")).status_code == 404


def test_a_new_phone_number_leaves_the_links_alone(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/edit", **{**STORED, "phone": "08-123 45 67"})

    with app.app_context():
        assert "links.ended" not in events_of(alice)


def test_a_colleagues_change_meanwhile_is_shown_and_not_overwritten(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    seen = hidden_value(client.get(f"/staff/people/{alice}/edit"), "seen")
    with app.app_context():
        change(locked_person(alice), {"company": "Granhult"}, at=clock.now(), by=BOB, channel="staff")
        db.session.commit()

    answer = submit(client, f"/staff/people/{alice}/edit", **{**STORED, "company": "Typed AB", "seen": seen})

    with app.app_context():
        assert person_by_id(alice).company == "Granhult"
    assert answer.status_code == 409
    assert "Granhult" in answer.text
    assert 'value="Typed AB"' in answer.text


def test_a_second_submit_that_has_seen_the_change_is_saved(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    first = submit(client, f"/staff/people/{alice}/edit", **{**STORED, "company": "Typed AB", "seen": "long ago"})

    submit(
        client, f"/staff/people/{alice}/edit", **{**STORED, "company": "Typed AB", "seen": hidden_value(first, "seen")}
    )

    with app.app_context():
        assert person_by_id(alice).company == "Typed AB"


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"email": "x"}, {"phone": "1" * 61}, {"company": "\x00"}, {"country": "??"}]
)
def test_bad_values_are_refused_and_kept(app: Flask, client: FlaskClient, fields: dict[str, str]) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, f"/staff/people/{alice}/edit", **{**STORED, "title": "Typed title", **fields})

    with app.app_context():
        assert events_of(alice) == ["person.registered"]
    assert answer.status_code == 422
    assert 'value="Typed title"' in answer.text


def test_an_imported_language_that_is_not_offered_survives_an_edit(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, language="nb")

    answer = submit(client, f"/staff/people/{alice}/edit", **{**STORED, "language": "nb", "title": "Head"})

    with app.app_context():
        assert person_by_id(alice).language == "nb"
    assert answer.status_code == 303
