"""Adding and deleting further data."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.people.queries import data_fields
from tests.web.staff.people.working import at_work, events_of, registered, submit

SIZE = {"label": "Shoe size", "category": "Sizes", "value": "42", "source": "phone"}


def added(app: Flask, client: FlaskClient, person_id: int) -> int:
    """Add a shoe size and return the item's id."""
    submit(client, f"/staff/people/{person_id}/data/new", **SIZE)
    with app.app_context():
        return data_fields(person_id)[0].id


def test_an_item_is_stored_with_its_source_and_who_recorded_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    added(app, client, alice)

    with app.app_context():
        [item] = data_fields(alice)
        assert (item.label, item.category, item.value, item.recorded_by) == (
            "Shoe size",
            "Sizes",
            "42",
            "staff:bob@example.se",
        )


def test_an_item_is_deleted_after_a_question(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    path = f"/staff/people/{alice}/data/{added(app, client, alice)}/delete"

    question = client.get(path)
    submit(client, path)

    with app.app_context():
        assert data_fields(alice) == []
        assert events_of(alice)[-1] == "field.removed"
    assert re.search(r'<button class="danger">Delete “Shoe size”</button>', question.text)


def test_an_item_of_somebody_else_stays(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan = registered(app), registered(app, name="Dan", email="dan@example.se")
    item = added(app, client, alice)

    asked = client.get(f"/staff/people/{dan}/data/{item}/delete")
    submit(client, f"/staff/people/{dan}/data/{item}/delete", form_at=f"/staff/people/{dan}/data/new")

    with app.app_context():
        assert len(data_fields(alice)) == 1
    assert asked.status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": ""}, "Say what the value is."),
        ({"value": " "}, "Enter a value."),
        ({"source": ""}, "Choose where the data comes from."),
        ({"value": "\x08"}, "U+0008"),
        ({"category": "x" * 201}, "Category: write at most 200 characters."),
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, f"/staff/people/{alice}/data/new", **{**SIZE, **fields})

    with app.app_context():
        assert data_fields(alice) == []
    assert answer.status_code == 422
    assert words in answer.text
