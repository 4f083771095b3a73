"""Large files are let in at one door, from those who may import, and leave nothing behind when they are refused."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Role
from portal.config import LARGEST_POST
from portal.imports.reading.limits import LARGEST_FILE
from portal.imports.spool import folder
from portal.web.uploads import AROUND, DOORS
from tests.web.staff.people.working import at_work
from tests.web.staff.signing_in import form_token

LARGE = b"name,email\n" + b"Alice,alice@example.se\n" * 150_000
DOOR = "/staff/imports"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: doors do not depend on the database."""
    return "sqlite"


def multipart(content: bytes, **fields: str) -> dict[str, Any]:
    """Return the body of a form with one file, as a browser sends it."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    body = b"".join(parts) + head + content + b"\r\n--edge--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=edge"}


def left(app: Flask) -> list[str]:
    """Return the names of the files in the folder of imports."""
    with app.app_context():
        return sorted(path.name for path in folder().iterdir())


def test_every_door_for_files_exists(app: Flask) -> None:
    assert set(DOORS) <= set(app.view_functions)


def test_a_file_larger_than_a_form_is_let_in(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get(DOOR))

    answer = client.post(DOOR, **multipart(LARGE, csrf_token=token))

    assert len(LARGE) > LARGEST_POST
    assert answer.status_code == 303
    assert left(app) == ["1.rows"]


@pytest.mark.parametrize("role", ["marketing", "auditor"])
def test_who_may_not_import_can_not_send_more_than_a_form(app: Flask, client: FlaskClient, role: Role) -> None:
    at_work(app, client, role)

    answer = client.post(DOOR, **multipart(LARGE))

    assert answer.status_code == 413
    assert left(app) == []


def test_a_stranger_with_somebody_s_old_session_can_not_either(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction("/staff/") as session:
        session["_user_id"] = "nobody"

    assert client.post(DOOR, **multipart(LARGE)).status_code == 413


def test_a_field_that_is_no_file_may_not_be_as_large(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get(DOOR))

    answer = client.post(DOOR, **multipart(b"name,email\n", csrf_token=token, note="x" * (LARGEST_POST + 1)))

    assert answer.status_code == 413
    assert left(app) == []


def test_more_than_the_largest_file_is_refused_by_its_announced_length(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    announced = {"CONTENT_LENGTH": str(LARGEST_FILE + AROUND + 1)}

    answer = client.post(DOOR, **multipart(b""), environ_overrides=announced)

    assert answer.status_code == 413
    assert left(app) == []


def test_a_file_that_is_no_table_is_gone_with_its_request(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get(DOOR))

    answer = client.post(DOOR, **multipart(b"%PDF-1.7" + bytes(3_000_000), csrf_token=token))

    assert answer.status_code == 422
    assert left(app) == []


def test_looking_at_the_page_makes_no_file(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    client.get(DOOR)
    client.head(DOOR)

    assert left(app) == []
