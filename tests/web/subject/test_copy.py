"""A person gets a copy at once, by a code that goes to the address on file."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.ledger.queries import entries_of
from portal.limits.actions import forget_old_tries
from portal.mail.models import Letter
from portal.people.queries import person_by_id
from tests.web.subject.coding import ask_for_code, newest_code, prove, type_code
from tests.web.subject.visiting import add_person, form_token, name_organisation, press, visit


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    """Return the id of Alice, who has opened her page."""
    name_organisation(app)
    made = add_person(app)
    visit(app, client, made)
    return made


def events_of(app: Flask, person_id: int) -> list[str]:
    """Return what the ledger says about the person."""
    with app.app_context():
        return [entry.event for entry in entries_of(person_by_id(person_id).ref)]


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
def test_a_copy_is_three_presses_and_a_code_away(app: Flask, client: FlaskClient, alice: int) -> None:
    hub = client.get("/me/")
    page = client.get("/me/copy")
    asked = ask_for_code(client)
    proven = client.get(type_code(client, newest_code(app)).location)
    workbook = press(client, "/me/copy", form_at="/me/copy", file="copy.xlsx")

    assert 'href="/me/copy"' in hub.text
    assert "What it holds" in page.text and "E-mail me a code" in page.text
    assert "We have e-mailed a code to a•••@example.se" in asked.text
    assert "Download the copy as an Excel workbook" in proven.text
    book = load_workbook(BytesIO(workbook.data), read_only=True)
    assert book.sheetnames[:2] == ["Cover", "Personal data"]
    assert workbook.headers["Content-Disposition"].startswith("attachment; filename=")
    assert workbook.headers["Cache-Control"] == "no-store"
    assert events_of(app, alice)[-1] == "copy.fetched"


def test_the_same_copy_comes_as_json_and_tells_of_itself(app: Flask, client: FlaskClient, alice: int) -> None:
    prove(app, client)

    answer = press(client, "/me/copy", form_at="/me/copy", file="copy.json")

    copy = json.loads(answer.data)
    rows = copy["sections"]["history"]["rows"]
    assert rows[-1]["event"] == "You fetched a copy of your data"
    assert "You fetched a copy of your data." in client.get("/me/history").text
    assert {"recipients", "transfers", "retention", "automated", "rights", "source"} <= set(copy["sections"])


def test_what_can_be_taken_elsewhere_comes_as_json_and_csv(app: Flask, client: FlaskClient, alice: int) -> None:
    prove(app, client)

    plain = json.loads(press(client, "/me/copy", form_at="/me/copy", file="portable.json").data)
    table = press(client, "/me/copy", form_at="/me/copy", file="portable.csv")

    assert set(plain["sections"]) == {"personal_data", "preferences", "form_answers"}
    cells = list(csv.DictReader(StringIO(table.data.decode("utf-8-sig"))))
    assert {
        "section": "personal_data",
        "row": "2",
        "column": "value",
        "label": "Value",
        "value": "alice@example.se",
    } in cells
    assert table.mimetype == "text/csv"


@pytest.mark.parametrize("wanted", ["copy.xlsx", "portable.csv"])
def test_without_the_code_nothing_leaves(app: Flask, client: FlaskClient, alice: int, wanted: str) -> None:
    answer = press(client, "/me/copy", form_at="/me/copy", file=wanted)

    assert (answer.status_code, answer.location) == (303, "/me/code?to=copy")
    assert "copy.fetched" not in events_of(app, alice)


def test_a_file_that_is_not_offered_is_refused(app: Flask, client: FlaskClient, alice: int) -> None:
    prove(app, client)

    answer = press(client, "/me/copy", form_at="/me/copy", file="../copy.xlsx")

    assert answer.status_code == 400


def test_wrong_codes_are_told_with_the_tries_left_until_a_new_one_is_needed(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask_for_code(client)
    code = newest_code(app)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    tries = [type_code(client, wrong) for _ in range(5)]

    assert [answer.status_code for answer in tries] == [422] * 5
    assert "You have 4 tries left." in tries[0].text
    assert "You have 1 try left." in tries[3].text
    assert wrong in tries[0].text
    assert "The code was wrong five times, so it does not work any more. Ask for a new one." in tries[4].text
    assert "E-mail me a code" in tries[4].text and 'name="code"' not in tries[4].text


def test_what_can_be_no_code_costs_no_try(app: Flask, client: FlaskClient, alice: int) -> None:
    ask_for_code(client)

    answers = [type_code(client, typed) for typed in ("", "12345", "abcdef", "1" * 5000, "'; --")]
    right = type_code(client, f" {newest_code(app)[:3]} {newest_code(app)[3:]} ")

    assert all("Write the six digits of the code." in answer.text for answer in answers)
    assert {answer.status_code for answer in answers} == {422}
    assert right.status_code == 303


def test_an_old_code_is_told_to_be_old(app: Flask, client: FlaskClient, alice: int) -> None:
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as time:
        visit(app, client, alice)
        ask_for_code(client)
        page = client.get("/me/code")
        code = newest_code(app)
        time.shift(timedelta(minutes=10))
        late = client.post("/me/code/enter", data={"csrf_token": form_token(page), "to": "copy", "code": code})

    assert late.status_code == 422
    assert "The code has ended: it works for ten minutes. Ask for a new one." in late.text


def test_a_used_code_is_told_to_be_used(app: Flask, client: FlaskClient, alice: int) -> None:
    ask_for_code(client)
    page, code = client.get("/me/code"), newest_code(app)
    fields = {"csrf_token": form_token(page), "to": "copy", "code": code}
    client.post("/me/code/enter", data=fields)

    again = client.post("/me/code/enter", data=fields)

    assert again.status_code == 422
    assert "The code has been used: it works once. Ask for a new one." in again.text


def test_a_code_typed_in_another_browser_does_not_work_there(app: Flask, client: FlaskClient, alice: int) -> None:
    other = app.test_client()
    visit(app, other, alice)
    ask_for_code(client)

    page = other.get("/me/copy")
    fields = {"csrf_token": form_token(page), "to": "copy", "code": newest_code(app)}
    answer = other.post("/me/code/enter", data=fields)

    assert answer.status_code == 422
    assert "A code works only in the browser where it was asked for. Ask for a new one here." in answer.text
    assert type_code(client, newest_code(app)).status_code == 303


def test_the_proof_ends_with_the_half_hour_and_with_the_visit(app: Flask, client: FlaskClient, alice: int) -> None:
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as time:
        visit(app, client, alice)
        prove(app, client)
        time.shift(timedelta(minutes=20))
        client.get("/me/")
        time.shift(timedelta(minutes=10))
        late = client.get("/me/copy")
        visit(app, client, alice)
        anew = client.get("/me/copy")

    for page in (late, anew):
        assert "E-mail me a code" in page.text


def test_too_many_codes_are_told_to_be_too_many(app: Flask, client: FlaskClient, alice: int) -> None:
    for _ in range(5):
        ask_for_code(client)

    answer = press(client, "/me/code", form_at="/me/copy", to="copy")

    assert answer.status_code == 429
    assert "wait an hour and ask again" in answer.text
    with app.app_context():
        forget_old_tries(at=clock.now() + timedelta(days=2))
        db.session.commit()
    assert press(client, "/me/code", form_at="/me/copy", to="copy").status_code == 303


def test_somebody_without_an_address_is_told_what_to_do(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)
    dan = add_person(app, email="")
    visit(app, client, dan)

    answer = press(client, "/me/code", form_at="/me/copy", to="copy")

    assert answer.status_code == 422
    assert "We have no e-mail address that a code can go to. Write to us instead." in answer.text


@pytest.mark.parametrize("to", ["//evil.example", "copy2", "https://evil.example", "a b", "\x00", "../staff"])
def test_a_code_leads_nowhere_but_to_the_data(app: Flask, client: FlaskClient, alice: int, to: str) -> None:
    assert client.get("/me/code", query_string={"to": to}).status_code == 404


def test_the_pages_speak_the_persons_language(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)
    sara = add_person(app, email="sara@example.se", language="sv")
    visit(app, client, sara)

    copy = client.get("/me/copy")
    asked = ask_for_code(client)

    assert "Hämta en kopia" in copy.text and "Mejla mig en kod" in copy.text
    assert "Vi har mejlat en kod till s•••@example.se." in asked.text


def test_a_link_to_choices_opens_neither_copy_nor_code(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)
    dan = add_person(app)
    visit(app, client, dan, "preferences")

    assert {client.get(page).status_code for page in ("/me/copy", "/me/code", "/me/answers/X")} == {403}


def test_the_code_stands_in_the_letter_and_nowhere_else(app: Flask, client: FlaskClient, alice: int) -> None:
    ask_for_code(client)
    code = newest_code(app)
    app.test_cli_runner().invoke(args=["mail", "deliver"])

    pages = {
        path: client.get(path).text for path in ("/me/", "/me/history", "/me/data", "/me/copy", "/me/code?to=copy")
    }

    assert "We sent you a letter: Code to fetch data with" in pages["/me/history"]
    assert [path for path, page in pages.items() if code in page] == []
    with app.app_context():
        [letter] = db.session.scalars(select(Letter).where(Letter.kind == "one_time_code"))
        kept = {column.name: getattr(letter, column.name) for column in Letter.__table__.columns}
    assert letter.state == "sent" and code not in str(kept)
