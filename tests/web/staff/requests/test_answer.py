"""The staff complete an answer, look at it as the person will, and send it."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal.access_answers.models import AnswerFile
from portal.access_answers.queries import delivery_of, files_of
from portal.access_requests.queries import request_named
from portal.extensions import db
from portal.people.models import PersonLook
from tests import make
from tests.databases import only_sqlite
from tests.web.staff.people.working import at_work
from tests.web.staff.requests.answering import COMPLETE, fill, send, silence, to_answer
from tests.web.staff.requests.asking import asked_for, asked_outside, happened, keep, letters, stored
from tests.web.staff.signing_in import form_token

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


def workbook_cells(app: Flask, reference: str) -> list[object]:
    """Return every cell of the workbook that was sent."""
    with app.app_context():
        request = request_named(reference)
        workbook = AnswerFile.request_id == request.id, AnswerFile.name.endswith(".xlsx")
        data = db.session.scalars(select(AnswerFile.data).where(*workbook)).one()
    book = load_workbook(BytesIO(data or b""), read_only=True)
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
def test_a_simple_request_takes_five_clicks_from_the_queue(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)

    queue = client.get("/staff/requests")
    assert f'href="{page}"' in queue.text  # the first click
    answer = send(client, page)  # a tick, and the button

    with app.app_context():
        request = request_named(reference)
        delivery = delivery_of(request.id)
        assert request.state == "answered"
        assert delivery is not None and delivery.way == "link"
        assert [file.name for file in files_of(request.id)] == [f"{reference}.xlsx", f"{reference}.json"]
    assert answer.status_code == 303
    [letter] = letters(app, "answer_ready")
    assert "/d/" in letter.facts["link"]
    assert letter.facts["files"] == [f"{reference}.xlsx", f"{reference}.json"]
    assert "alice@example.se" in workbook_cells(app, reference)


def test_a_missing_part_is_named_and_stops_the_answer_until_it_is_filled_in(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)
    silence(app, "recipients")
    part = f"{page}/parts?part=recipients&purpose=e_marketing"

    shown, refused = client.get(page), send(client, page)
    fill(client, page, "/parts?part=recipients&purpose=e_marketing", form_at=part, words="The printer Tryck AB")
    answer = send(client, page)

    assert "Recipients: E-marketing" in shown.text
    assert refused.status_code == 422
    assert "Parts of the answer are missing: Recipients: E-marketing." in refused.text
    assert answer.status_code == 303
    assert "The printer Tryck AB" in workbook_cells(app, reference)


def test_that_there_is_none_must_be_chosen_and_can_be_taken_back(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)
    silence(app, "transfers")
    path = "/parts?part=transfers&purpose=e_marketing"

    empty = fill(client, page, path, form_at=f"{page}{path}", words="", act="say")
    none = fill(client, page, path, form_at=f"{page}{path}", words="", act="none")
    said = client.get(page)
    fill(client, page, path, form_at=f"{page}{path}", act="unsay")

    assert empty.status_code == 422
    assert "Write what the answer says, or choose that there is none." in empty.text
    assert none.status_code == 303
    assert "sent yet" not in said.text
    assert "sent yet" in client.get(page).text


def test_it_must_be_said_that_the_answer_is_complete(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)

    answer = fill(client, page, "/send")

    assert answer.status_code == 422
    assert "tick that the answer is complete" in answer.text
    assert COMPLETE in answer.text
    assert stored(app, reference).is_open


def test_a_person_without_any_purpose_has_a_part_missing(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client, bases={})

    answer = send(client, page)

    assert "Parts of the answer are missing: Purposes." in answer.text


def test_rows_from_another_system_stand_in_the_answer_and_can_be_removed(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)
    pasted = "Shoe size: 37\nOrder\t4711, =1+1\n\nA line without a sign"

    fill(client, page, "/rows", rows_system="Cash register", rows_words=pasted)
    shown = client.get(page)
    fill(client, page, "/rows/remove", id="3")
    send(client, page)

    assert "A line without a sign" in shown.text
    cells = workbook_cells(app, reference)
    assert {"Cash register", "Shoe size", "37", "Order", "4711, =1+1"} <= set(cells)
    assert "A line without a sign" not in cells


@pytest.mark.parametrize(
    ("system", "words", "told"),
    [
        ("", "a: b", "Say which system it is."),
        ("CRM", "", "Write or paste the data first."),
        ("CRM", "x" * 201 + ": y", "Line 1"),
    ],
)
def test_rows_that_can_not_be_taken_are_explained(
    app: Flask, client: FlaskClient, system: str, words: str, told: str
) -> None:
    page, _ = to_answer(app, client)

    answer = fill(client, page, "/rows", rows_system=system, rows_words=words)

    assert answer.status_code == 422
    assert told in answer.text
    assert words in answer.text


def test_words_about_somebody_else_are_hidden_with_a_reason(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client, company="Friends of Erik Ek")
    fill(client, page, "/rows", rows_system="CRM", rows_words="Note: called by ERIK EK")

    fill(client, page, "/hidden", hide_words="Erik Ek", hide_reason="It is about a neighbour")
    preview = client.get(f"{page}/preview/personal_data")
    send(client, page)

    assert "Friends of █████" in preview.text
    text = "\n".join(str(cell) for cell in workbook_cells(app, reference))
    assert "called by █████" in text
    assert "erik ek" not in text.lower()
    assert "It is about a neighbour" in text
    assert "Hidden in 2 places" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [("alice@example.se", "own data"), ("x", "at least two characters"), ("", "Write the words to hide.")],
)
def test_the_persons_own_data_is_not_hidden_from_them(app: Flask, client: FlaskClient, words: str, told: str) -> None:
    page, _ = to_answer(app, client)

    answer = fill(client, page, "/hidden", hide_words=words, hide_reason="Why")

    assert answer.status_code == 422
    assert told in answer.text


def test_hidden_words_can_be_shown_again(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client, company="Erik Ek AB")
    fill(client, page, "/hidden", hide_words="Erik Ek", hide_reason="Why")

    fill(client, page, "/hidden/remove", id="1")

    assert "Erik Ek AB" in client.get(f"{page}/preview/personal_data").text


def test_a_file_goes_with_the_answer_and_can_be_looked_at(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)

    fill(client, page, "/files", file=(BytesIO(PDF), "docs/contract.pdf"), note="The contract")
    looked = client.get(f"{page}/files/1")
    send(client, page)

    assert looked.data == PDF
    assert looked.headers["Content-Disposition"] == "attachment; filename=contract.pdf"
    with app.app_context():
        names = [file.name for file in files_of(request_named(reference).id)]
    assert names == [f"{reference}.xlsx", f"{reference}.json", "contract.pdf"]
    assert "The contract" in workbook_cells(app, reference)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("run.sh", b"#!/bin/sh\n", "of no kind that is taken"),
        ("page.html", b"<script>alert(1)</script>", "of no kind that is taken"),
        ("page.pdf", b"<script>alert(1)</script>", "of no kind that is taken"),
        ("note.txt", b"<html><script>alert(1)</script>", "of no kind that is taken"),
        ("invoice.pdf.exe", b"MZ", "of no kind that is taken"),
        ("invoice.exe.pdf", PDF, "could mislead"),
        ("invoice\u202efdp.exe", b"MZ", "could mislead"),
        ("contract", PDF, "must say what it is"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_with_what_to_do(
    app: Flask, client: FlaskClient, name: str, data: bytes, told: str
) -> None:
    page, _ = to_answer(app, client)

    answer = fill(client, page, "/files", file=(BytesIO(data), name), note="Keep this note")

    assert answer.status_code == 422
    assert told in answer.text
    assert "Keep this note" in answer.text
    assert "None attached." in answer.text


def test_a_form_without_a_file_is_refused(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)

    answer = fill(client, page, "/files")

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_file_can_be_removed(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)
    fill(client, page, "/files", file=(BytesIO(PDF), "contract.pdf"))

    fill(client, page, "/files/remove", id="1")

    assert client.get(f"{page}/files/1").status_code == 404


def test_the_answer_is_seen_as_the_person_will_see_it_in_their_language(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client, language="sv")

    shown = client.get(f"{page}/preview/rights")

    assert "Dina rättigheter" in shown.text
    assert 'lang="sv"' in shown.text
    assert "Back to the answer" in shown.text


def test_a_long_sheet_is_shown_page_by_page(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)
    fill(client, page, "/rows", rows_system="CRM", rows_words="\n".join(f"Item {n}: value{n}." for n in range(150)))

    first = client.get(f"{page}/preview/other_systems")
    second = client.get(f"{page}/preview/other_systems?page=2")
    beyond = client.get(f"{page}/preview/other_systems?page=99")

    assert "value99." in first.text and "value100." not in first.text
    assert "value149." in second.text and "value99." not in second.text
    assert beyond.status_code == 200
    assert client.get(f"{page}/preview/nothing").status_code == 404


def test_a_draft_can_be_taken_out_and_that_is_noted(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)

    draft = fill(client, page, "/preview")

    book = load_workbook(BytesIO(draft.data), read_only=True)
    assert book.sheetnames[0] == "Cover"
    with app.app_context():
        kinds = db.session.scalars(select(PersonLook.kind).order_by(PersonLook.id)).all()
    assert kinds == ["view", "export"]


def test_the_second_of_two_officers_is_told_and_nothing_is_lost(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)
    other = app.test_client()
    at_work(app, other, email="eva@example.se")
    stale = client.get(page)
    fill(other, page, "/rows", rows_system="CRM", rows_words="Shoe size: 37")

    token = stale.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"{page}/send", data={"csrf_token": token, "version": "0", "complete": "y"})

    assert answer.status_code == 409
    assert "Somebody else did something about the request" in answer.text
    assert stored(app, reference).is_open
    assert "Shoe size" in client.get(page).text


def test_an_answer_is_sent_once(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)
    stale = client.get(page)
    token = stale.text.split('name="csrf_token" value="')[1].split('"')[0]
    send(client, page)

    answer = client.post(f"{page}/send", data={"csrf_token": token, "version": "0", "complete": "y"})

    assert answer.status_code == 409
    assert len(letters(app, "answer_ready")) == 1


def test_an_answer_can_be_handed_over_on_paper_with_a_note(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client, email="")

    refused = fill(client, page, "/paper", paper_complete="y", paper_note="")
    answer = fill(client, page, "/paper", paper_complete="y", paper_note="By registered letter on 3 May")

    assert "Say how and when" in refused.text and refused.status_code == 422
    assert answer.status_code == 303
    assert "By registered letter on 3 May" in client.get(page).text
    assert stored(app, reference).state == "answered"
    assert letters(app, "answer_ready") == []


def test_without_an_address_no_letter_is_offered_or_sent(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client, email="")

    answer = send(client, page)

    assert "hand the answer over on paper" in client.get(page).text
    assert answer.status_code == 422
    assert "There is no e-mail address for the letter" in answer.text
    assert stored(app, reference).is_open


def test_data_to_take_elsewhere_is_sent_as_json_and_csv(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client, "portability")

    answer = send(client, page)

    assert answer.status_code == 303
    [letter] = letters(app, "answer_ready")
    assert letter.facts["files"] == [f"{reference}.json", f"{reference}.csv"]


def test_other_requests_have_no_such_page(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    question, outside = asked_for(app), asked_outside(app)

    for reference in (question, outside):
        assert client.get(f"/staff/requests/{reference}/answer").status_code == 404


def test_what_staff_did_stands_on_the_timeline_for_staff_only(app: Flask, client: FlaskClient) -> None:
    page, reference = to_answer(app, client)
    fill(client, page, "/rows", rows_system="CRM", rows_words="Secret: 1")
    fill(client, page, "/hidden", hide_words="Erik", hide_reason="Why")

    send(client, page)

    events = [(event.event, event.shown) for event in happened(app, reference)]
    assert events == [
        ("received", True),
        ("begun", True),
        ("rows_added", False),
        ("words_hidden", False),
        ("answered", True),
    ]
    assert all(
        "Erik" not in str(event.facts) and "Secret" not in str(event.facts) for event in happened(app, reference)
    )


@only_sqlite
def test_an_auditor_reads_the_answer_and_can_not_send_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        reference = keep("access", make.person(bases={"e_marketing": "consent"}).id)
    at_work(app, client, "auditor")

    shown = client.get(f"/staff/requests/{reference}/answer")

    assert shown.status_code == 200
    assert "Send the answer" not in shown.text
    assert "Download it as it is now" in shown.text


def test_a_hundred_megabytes_are_refused_in_words(app: Flask, client: FlaskClient) -> None:
    page, _ = to_answer(app, client)
    token = form_token(client.get(page))
    fields = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
    head = f'{fields}Content-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
    body = head.encode() + bytes(100_000_000) + b"\r\n--x--\r\n"

    answer = client.post(f"{page}/files", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 422
    assert "The file is too large. One file may have at most 20 MB." in answer.text
