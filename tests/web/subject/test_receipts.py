"""The receipt page and its file."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.subject.visiting import add_person, consent, press, visit


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def test_stopping_all_says_what_when_reference_and_what_next(client: FlaskClient, alice: int) -> None:
    path = press(client, "/me/stop").headers["Location"]

    page = client.get(path).text

    assert "We will send you no more marketing." in page
    assert "One already on its way may still arrive." in page
    assert f"<dd>{path.rsplit('/', 1)[1]}</dd>" in page
    assert "<time datetime=" in page
    assert 'href="/me/purposes/e_marketing/consent">Give consent again' in page


def test_the_file_is_json_that_browsers_save(client: FlaskClient, alice: int) -> None:
    path = press(client, "/me/stop").headers["Location"]

    answer = client.get(f"{path}/download")

    assert answer.is_json
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.json is not None
    assert answer.json["record_id"] == path.rsplit("/", 1)[1]


def test_a_consent_has_a_receipt(client: FlaskClient, alice: int) -> None:
    press(client, "/me/purposes/e_marketing/stop")

    page = client.get(consent(client).headers["Location"]).text

    assert "Thank you, your consent is saved." in page
    assert "Give consent again" not in page


@pytest.mark.parametrize("path", ["/me/receipts/0", "/me/receipts/999999", f"/me/receipts/{2**70}", "/me/receipts/x"])
def test_what_is_no_entry_is_not_found(client: FlaskClient, alice: int, path: str) -> None:
    assert client.get(path).status_code == 404


def test_somebody_elses_receipt_is_not_found(app: Flask, client: FlaskClient, alice: int) -> None:
    path = press(client, "/me/stop").headers["Location"]
    charlie = app.test_client()
    visit(app, charlie, add_person(app, name="Charlie", email="charlie@example.se"))

    assert charlie.get(path).status_code == 404
    assert charlie.get(f"{path}/download").status_code == 404


def test_what_staff_did_has_no_receipt(client: FlaskClient, alice: int) -> None:
    page = client.get("/me/history").text
    registered = page.split("Reference ")[-1].split("<")[0].strip()

    assert client.get(f"/me/receipts/{registered}").status_code == 404
