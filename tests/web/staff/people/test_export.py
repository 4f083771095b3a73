"""Taking out everything about a person."""

import json
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.databases import only_sqlite
from tests.web.staff.people.working import BOB, at_work, events_of, looks_at, registered, submit


def export_of(person_id: int) -> str:
    """Return the address of the page."""
    return f"/staff/people/{person_id}/export"


def test_the_workbook_holds_the_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    answer = submit(client, export_of(alice), reason="She asked for a copy", format="xlsx")

    book = load_workbook(BytesIO(answer.data), read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "alice@example.se" in cells
    assert "She asked for a copy" in cells


def test_the_json_holds_the_same(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, export_of(alice), reason="She asked for a copy", format="json")

    copy = json.loads(answer.data)
    assert answer.mimetype == "application/json"
    assert "alice@example.se" in json.dumps(copy)


@pytest.mark.parametrize("role", ["officer", "auditor", "admin"])
def test_the_export_is_noted_with_role_and_reason(app: Flask, client: FlaskClient, role: str) -> None:
    at_work(app, client, role)  # type: ignore[arg-type]
    alice = registered(app)

    submit(client, export_of(alice), reason="She asked for a copy", format="json")

    with app.app_context():
        look = looks_at(alice)[-1]
        assert (look.kind, look.staff, look.role, look.reason) == ("export", BOB, role, "She asked for a copy")


def test_an_export_changes_nothing_about_the_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, export_of(alice), reason="She asked for a copy", format="xlsx")

    with app.app_context():
        assert events_of(alice) == ["person.registered"]


@pytest.mark.parametrize("fields", [{"reason": ""}, {"reason": "x" * 201}, {"reason": "a\x00b"}, {"format": "exe"}])
def test_without_a_reason_and_a_format_nothing_leaves(app: Flask, client: FlaskClient, fields: dict[str, str]) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, export_of(alice), **{"reason": "She asked", "format": "json", **fields})

    with app.app_context():
        assert [look.kind for look in looks_at(alice)] == ["view"]
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@only_sqlite
def test_no_cache_keeps_the_file(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    file = submit(client, export_of(alice), reason="Asked", format="json")

    assert file.headers.getlist("Cache-Control") == ["no-store"]
