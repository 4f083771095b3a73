"""Files of bounces and complaints: uploaded, taken in the background, and told what became of each row."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.feedback.actions import forget_old_faults, rows_path
from portal.feedback.models import FeedbackFile
from portal.feedback.queries import some_faults
from portal.jobs.actions import cancel_job
from portal.jobs.running import Runner
from portal.web.staff.marketing import receiving
from tests.databases import only_sqlite
from tests.web.staff.people.working import at_work, events_of, person_of, registered
from tests.web.staff.signing_in import form_token

PATH = "/staff/marketing/feedback"
MIXED = (
    "E-post;Händelse;Datum\nalice@example.se;klagomål;2026-04-03\ndan@example.se;hard bounce;2026-04-03\n"
    "eve@example.se;soft bounce;\nnobody@example.se;bounce;\nnot an address;bounce;\n=1+1@example.se;opened;\n"
)


def upload(client: FlaskClient, content: str, *, kind: str = "column", name: str = "bounces.csv") -> TestResponse:
    """Send a file."""
    token = form_token(client.get(PATH))
    file = (BytesIO(content.encode()), name)
    return client.post(PATH, data={"csrf_token": token, "kind": kind, "file": file})


def work(app: Flask) -> None:
    """Let a worker do everything there is to do."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)


def the_file(app: Flask) -> FeedbackFile:
    """Return the first file as it is now."""
    with app.app_context():
        file = db.session.get_one(FeedbackFile, 1)
        db.session.expunge(file)
        return file


def counts(file: FeedbackFile) -> dict[str, int]:
    """Return what became of the rows."""
    names = ("rows", "stopped", "marked", "unchanged", "unknown", "passing", "refused")
    return {name: getattr(file, name) for name in names if getattr(file, name)}


def test_a_file_is_taken_and_every_row_is_told(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "marketing")
    alice, dan = registered(app), registered(app, name="Dan", email="dan@example.se")

    sent = upload(client, MIXED)
    work(app)
    page = client.get(f"{PATH}/1").text
    with client.get(f"{PATH}/1/faults.csv") as answer:
        faults = answer.text

    file = the_file(app)
    assert (sent.status_code, sent.location) == (303, f"{PATH}/1")
    assert (file.state, file.columns) == ("done", {"email": 0, "kind": 1, "at": 2})
    assert counts(file) == {"rows": 6, "stopped": 1, "marked": 1, "unknown": 1, "passing": 1, "refused": 2}
    with app.app_context():
        assert person_of(alice).marketing_objected_at is not None
        assert person_of(dan).address_refused_at is not None
        assert events_of(alice)[-2:] == ["complaint.received", "marketing.objected"]
        assert not rows_path(1).exists()
    assert "The address is not an e-mail address" in page
    assert "'=1+1@example.se,opened,,7,It is neither a bounce nor a complaint" in faults.replace(";", ",")
    assert "bounces.csv" in client.get(PATH).text


@only_sqlite
def test_the_same_file_again_changes_nothing_twice(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    one = "email;date\nalice@example.se;2026-04-03\n"
    upload(client, one, kind="complaint")
    work(app)
    with app.app_context():
        before = events_of(alice)

    upload(client, one, kind="complaint")
    work(app)

    with app.app_context():
        assert counts(db.session.get_one(FeedbackFile, 2)) == {"rows": 1, "unchanged": 1}
        assert events_of(alice) == before


@only_sqlite
@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("name;event\nAlice;bounce\n", "column", "No column holds e-mail addresses. Name it"),
        ("email\nalice@example.se\n", "column", "No column says what each row is."),
        ("", "bounce", "The file is empty."),
        ("email\n\0\n", "bounce", "The file is not text."),
    ],
)
def test_a_file_that_can_not_be_taken_is_refused_whole(
    app: Flask, client: FlaskClient, content: str, kind: str, words: str
) -> None:
    at_work(app, client)

    answer = upload(client, content, kind=kind)

    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.get(FeedbackFile, 1) is None


@only_sqlite
def test_a_form_without_a_file_or_with_another_kind_is_refused(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get(PATH))

    nothing = client.post(PATH, data={"csrf_token": token, "kind": "bounce"})
    odd = upload(client, "email\na@example.se\n", kind="opened")

    assert (nothing.status_code, odd.status_code) == (422, 422)
    assert "Choose a file." in nothing.text


@only_sqlite
def test_a_large_file_is_read_by_the_worker(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work(app, client)
    registered(app)
    monkeypatch.setattr(receiving, "SMALL", 10)
    rows = "".join(f"nobody{number}@example.se\n" for number in range(500))

    upload(client, f"email\n{rows}alice@example.se\n", kind="bounce")
    waiting = client.get(f"{PATH}/1").text
    work(app)

    assert "The rows are being taken." in waiting
    assert counts(the_file(app)) == {"rows": 501, "marked": 1, "unknown": 500}


@only_sqlite
def test_a_large_file_without_addresses_says_so_on_its_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(app, client)
    monkeypatch.setattr(receiving, "SMALL", 1)

    upload(client, "name\nAlice\n", kind="bounce")
    work(app)

    assert the_file(app).state == "failed"
    assert "No column holds e-mail addresses." in client.get(f"{PATH}/1").text


@only_sqlite
def test_a_cancelled_file_says_so_and_leaves_nothing_behind(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    upload(client, MIXED)

    with app.app_context():
        cancel_job(1, at=clock.now())
        db.session.commit()

    assert "The job was cancelled." in client.get(f"{PATH}/1").text
    with app.app_context():
        assert not rows_path(1).exists()


@only_sqlite
def test_refused_rows_are_forgotten_after_a_time(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    upload(client, MIXED)
    work(app)

    with app.app_context():
        forget_old_faults(at=clock.now().replace(year=clock.now().year + 1))
        db.session.commit()

        assert some_faults(1, most=5) == []
    assert "The refused rows are no longer kept." in client.get(f"{PATH}/1").text


@only_sqlite
def test_a_file_that_is_not_there_is_not_found(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert [client.get(f"{PATH}/{number}").status_code for number in (7, 2**63 - 1)] == [404, 404]


@only_sqlite
def test_a_file_that_takes_long_to_read_is_left_to_the_worker(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(app, client, "marketing")
    alice = registered(app)
    monkeypatch.setattr(receiving, "PATIENCE", 0.0)

    sent = upload(client, "email;kind\nalice@example.se;spam\n")
    state = the_file(app).state
    work(app)

    assert sent.status_code == 303
    assert state == "reading"
    assert (the_file(app).state, counts(the_file(app))) == ("done", {"rows": 1, "stopped": 1})
    with app.app_context():
        assert person_of(alice).marketing_objected_at is not None
