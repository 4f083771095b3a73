"""A file is uploaded, its columns are named, it is checked, started, and shows what it came to."""

import os
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.exports.csv_cells import harmless
from portal.extensions import db
from portal.imports import importing
from portal.imports.reading.faults import Unreadable
from portal.imports.spool import folder, rows_path
from portal.jobs.actions import cancel_job
from portal.jobs.models import Job
from portal.legal_bases.queries import recorded_bases
from portal.mail.models import Letter
from portal.people.queries import data_fields, people_at
from portal.web.staff.imports import receiving
from tests import make
from tests.imports.workbooks import texts, workbook
from tests.web.staff.imports.working import (
    MENDABLE,
    TWO,
    bring_in,
    choose,
    guesses,
    press,
    the_import,
    upload,
    work,
)
from tests.web.staff.people.working import at_work
from tests.web.staff.signing_in import form_token


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the pages ask nothing that depends on the database."""
    return "sqlite"


@pytest.fixture
def bob(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return a browser with Bob at work."""
    at_work(app, client)
    return client


def multipart(content: bytes) -> dict[str, Any]:
    """Return the body of a form with one file, as a browser sends it."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    return {"data": head + content + b"\r\n--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}


def test_a_file_leads_to_its_columns_with_guesses_and_first_values(bob: FlaskClient) -> None:
    answer = upload(bob, TWO.encode("cp1252"))

    assert (answer.status_code, answer.location) == (303, "/staff/imports/1/columns")
    page = bob.get(answer.location)
    assert guesses(page) == ["name", "email", "company", "-"]
    assert "asa@example.se" in page.text
    assert "The file has 2 rows under the header." in page.text


def test_checking_tells_what_would_happen_and_changes_nothing(app: Flask, bob: FlaskClient) -> None:
    upload(bob, MENDABLE)
    choose(bob)
    assert 'data-refresh="2"' in bob.get("/staff/imports/1").text

    work(app)

    page = bob.get("/staff/imports/1").text
    assert "<dt>New people</dt><dd>1</dd>" in page
    assert "E-mail is not an e-mail address" in page
    with app.app_context():
        assert not people_at("alice@example.se")


def test_the_whole_way_registers_people_and_tells_the_counts(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob, basis_e_marketing="consent", comment="From the fair", column_3="field:Skor")

    page = bob.get("/staff/imports/1").text
    assert "<dt>New people</dt><dd>2</dd>" in page
    assert "2 letters were queued" in page
    with app.app_context():
        [asa] = people_at("asa@example.se")
        [basis] = recorded_bases(asa.id)
        assert (basis.comment, [item.value for item in data_fields(asa.id)]) == ("From the fair", ["37"])
        assert {letter.state for letter in db.session.query(Letter)} == {"due"}
        assert (the_import().by, list(folder().iterdir())) == ("staff:bob@example.se", [])


def test_a_workbook_is_brought_in_alike(app: Flask, bob: FlaskClient, tmp_path: Path) -> None:
    file = workbook(tmp_path / "people.xlsx", texts(["Namn", "E-post"], ["Åsa", "asa@example.se"]))

    upload(bob, file.read_bytes(), "people.xlsx")

    assert guesses(bob.get("/staff/imports/1/columns")) == ["name", "email"]


def test_letters_can_be_left_out(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)
    page = bob.get("/staff/imports/1/columns")
    chosen = {f"column_{place}": value for place, value in enumerate(guesses(page))}
    bob.post("/staff/imports/1/columns", data={"csrf_token": form_token(page), "source": "import", **chosen})
    work(app)
    press(bob, "start")
    work(app)

    with app.app_context():
        assert db.session.query(Letter).count() == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "people.csv", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "people.xlsx", "The file is a picture, not a table."),
        (b"name,email\n", "people.xlsx", "is named as an Excel workbook"),
        (b"name,email\n", "", "Choose a file."),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(
    app: Flask, bob: FlaskClient, content: bytes, name: str, words: str
) -> None:
    answer = upload(bob, content, name)

    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert list(folder().iterdir()) == []


def test_a_reason_is_told_in_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")

    assert "Filen är tom." in upload(client, b"").text


def test_a_large_file_is_read_in_the_background(app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "SMALL", 10)

    answer = upload(bob, TWO)

    assert answer.location == "/staff/imports/1"
    assert "The file is being read." in bob.get("/staff/imports/1").text
    work(app)
    assert guesses(bob.get("/staff/imports/1/columns")) == ["name", "email", "company", "-"]


def test_a_large_file_that_is_no_table_says_so_on_its_page(
    app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SMALL", 10)
    upload(bob, b"%PDF-1.7 and more")

    work(app)

    page = bob.get("/staff/imports/1").text
    assert "The file is not a table" in page
    assert "Upload another file" in page


def test_an_upload_is_for_its_owner_alone(app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "SMALL", 10)

    upload(bob, TWO)

    with app.app_context():
        [file] = folder().iterdir()
        assert file.stat().st_mode & 0o777 == 0o600


def test_others_can_write_while_a_file_is_read(app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    read_table = receiving.read_table

    def reading(*given: Any, **more: Any) -> Any:
        other = Thread(target=register)
        other.start()
        other.join()
        return read_table(*given, **more)

    def register() -> None:
        with app.app_context():
            make.person()

    monkeypatch.setattr(receiving, "read_table", reading)

    answer = upload(bob, TWO)

    assert answer.status_code == 303
    with app.app_context():
        assert people_at("alice@example.se")


def test_a_file_that_takes_long_is_read_in_the_background_after_all(
    app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, **__: object) -> None:
        raise Unreadable("slow")

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "read_table", slow)
        upload(bob, TWO)
    assert "The file is being read." in bob.get("/staff/imports/1").text

    work(app)

    with app.app_context():
        assert (the_import().state, the_import().total) == ("open", 2)


def test_a_check_of_columns_that_were_changed_meanwhile_does_not_count(
    app: Flask, bob: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(bob, TWO)
    choose(bob)
    rehearse = importing.rehearse

    def meanwhile(*given: Any) -> Any:
        yield from rehearse(*given)
        the_import().settings = {**the_import().settings, "comment": "Other"}
        db.session.commit()

    monkeypatch.setattr(importing, "rehearse", meanwhile)

    work(app)

    with app.app_context():
        assert the_import().rehearsal is None


def test_strange_names_of_files_and_columns_are_shown_as_they_are(app: Flask, bob: FlaskClient) -> None:
    content = "name,email,<script>alert(1)</script>,\x07bell,=1+1\nEve,eve@example.se,<b>,x,y\n"

    upload(bob, content, "<i>\u202epeople.csv")

    page = bob.get("/staff/imports/1/columns")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<b>" not in page.text
    with app.app_context():
        assert the_import().file_name == "<i>people.csv"


def test_only_here_and_only_from_staff_more_than_a_form_is_let_in(app: Flask, client: FlaskClient) -> None:
    stranger = client.post("/staff/imports", **multipart(b"x" * 3_000_000))
    at_work(app, client)
    elsewhere = client.post("/staff/imports/1/start", **multipart(b"x" * 3_000_000))

    assert (stranger.status_code, elsewhere.status_code) == (413, 413)


def test_more_than_a_file_may_have_is_refused_before_it_is_read(bob: FlaskClient) -> None:
    answer = bob.post("/staff/imports", **multipart(b""), environ_overrides={"CONTENT_LENGTH": "300000000"})

    assert answer.status_code == 413


def test_a_file_without_the_form_s_token_is_refused_and_gone(app: Flask, bob: FlaskClient) -> None:
    answer = bob.post("/staff/imports", **multipart(os.urandom(3_000_000)))

    assert answer.status_code == 400
    with app.app_context():
        assert list(folder().iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"column_1": "-"}, "No column holds e-mail addresses."),
        ({"column_2": "name"}, "Two columns are taken for the same: Name."),
        ({"column_2": "nothing"}, "Choose what the column holds."),
        ({"source": ""}, "Choose where the data comes from."),
        ({"basis_e_marketing": "legal_obligation"}, "Choose one of the legal bases"),
        ({"comment": "x" * 2001}, "write at most 2000 characters"),
    ],
)
def test_columns_that_can_not_be_so_are_told_and_kept(
    app: Flask, bob: FlaskClient, fields: dict[str, str], words: str
) -> None:
    upload(bob, TWO)

    answer = choose(bob, **{"column_3": "field:Skor"} | fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert '<option selected value="field:Skor">' in answer.text
    with app.app_context():
        assert (the_import().settings, the_import().job_id) == ({}, None)


def test_other_columns_need_another_check(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)
    choose(bob)
    work(app)

    choose(bob, column_2="title")

    with app.app_context():
        assert the_import().rehearsal is None
    assert "Start the import" not in bob.get("/staff/imports/1").text


def test_what_was_chosen_is_shown_again(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)
    choose(bob, column_2="title", source="phone", comment="From the fair")

    page = bob.get("/staff/imports/1/columns")

    assert guesses(page)[2] == "title"
    assert "From the fair" in page.text
    assert '<option selected value="phone">' in page.text


def test_an_unchecked_file_is_not_started(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)

    press(bob, "start")

    assert "Check the file first." in bob.get("/staff/imports/1").text
    with app.app_context():
        assert the_import().state == "open"


def test_a_second_press_starts_nothing(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)
    choose(bob)
    work(app)
    press(bob, "start")

    press(bob, "start")

    assert "further than your page showed" in bob.get("/staff/imports/1").text
    with app.app_context():
        assert [job.kind for job in db.session.query(Job).order_by(Job.id)] == ["import_check", "import"]


def test_of_two_imports_the_second_waits_for_the_first(app: Flask, bob: FlaskClient) -> None:
    for number in (1, 2):
        upload(bob, TWO)
        choose(bob, number)

    assert "1 job is before it." in bob.get("/staff/imports/2").text


def test_an_abandoned_import_leaves_no_file(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)

    press(bob, "abandon")

    assert "Nothing was changed, and its file is deleted." in bob.get("/staff/imports/1").text
    with app.app_context():
        assert (list(folder().iterdir()), the_import().samples) == ([], [])


def test_a_file_that_vanished_is_told(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)
    with app.app_context():
        rows_path(1).unlink()

    choose(bob)
    work(app)

    assert "The file is no longer there. Upload it again." in bob.get("/staff/imports/1").text


def test_refused_rows_come_back_as_a_file_with_reasons(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob, MENDABLE)

    with bob.get("/staff/imports/1/faults.csv") as answer:
        content = answer.get_data()

    assert content.decode("utf-8-sig").splitlines() == [
        "name,email,note,Row,Reason",
        "Dan,dan,'=1+1,3,E-mail is not an e-mail address",
        ",eve@example.se,+46 70,4,Name is missing",
    ]


def test_refused_rows_come_back_in_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")
    bring_in(app, client, MENDABLE)

    with client.get("/staff/imports/1/faults.csv") as answer:
        content = answer.get_data().decode("utf-8-sig")

    assert "name;email;note;Rad;Skäl" in content
    assert "E-post är inte en e-postadress" in content


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("+46 70-123 45 67", "+46 70-123 45 67"),
        ("-5", "-5"),
        ("Åsa", "Åsa"),
    ],
)
def test_no_cell_is_taken_for_a_formula(cell: str, written: str) -> None:
    assert harmless([cell]) == [written]


def stopped(app: Flask, bob: FlaskClient) -> None:
    """Start an import and cancel its job before the worker comes by."""
    upload(bob, TWO)
    choose(bob)
    work(app)
    press(bob, "start")
    with app.app_context():
        cancel_job(2, at=the_import().at)
        db.session.commit()


def test_a_stopped_import_can_go_on(app: Flask, bob: FlaskClient) -> None:
    stopped(app, bob)
    assert "The job was cancelled." in bob.get("/staff/imports/1").text

    press(bob, "go-on")
    work(app)

    with app.app_context():
        assert (the_import().state, the_import().created) == ("done", 2)


def test_a_stopped_import_can_end_where_it_is(app: Flask, bob: FlaskClient) -> None:
    stopped(app, bob)

    press(bob, "end-here")
    work(app)

    with app.app_context():
        assert (the_import().state, the_import().created, list(folder().iterdir())) == ("done", 0, [])


def test_the_list_tells_who_when_and_how_many(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob)

    page = bob.get("/staff/imports").text

    assert "people.csv" in page
    assert "bob@example.se" in page
    assert '<td data-label="New people">2</td>' in page


@pytest.mark.parametrize("path", ["", "/columns", "/undo", "/faults.csv"])
def test_an_import_that_does_not_exist_is_not_found(bob: FlaskClient, path: str) -> None:
    assert bob.get(f"/staff/imports/404{path}").status_code == 404


def test_an_auditor_reads_the_outcome_but_gets_no_button(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob)
    at_work(app, bob, "auditor", email="eve@example.se")

    page = bob.get("/staff/imports/1").text

    assert "<dt>New people</dt>" in page
    assert "Undo the whole import" not in page
