"""What a visitor sees when something goes wrong."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import abort, request
from flask.testing import FlaskClient
from psycopg import errors as postgresql
from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.factory import create_app
from portal.web.errors import is_busy

SECRET = "a secret that must not leak"
TITLES = {
    400: ("Vi kunde inte läsa det", "We could not read that"),
    403: ("Du får inte öppna den här sidan", "You may not open this page"),
    404: ("Sidan finns inte", "The page does not exist"),
    405: ("Sidan kan inte användas på det sättet", "The page can not be used that way"),
    409: ("Något ändrades under tiden", "Something changed in the meantime"),
    413: ("Det var för mycket att skicka", "That was too much to send"),
    422: ("Något behöver rättas", "Something needs to be corrected"),
    429: ("För många försök", "Too many attempts"),
    500: ("Något gick fel hos oss", "Something went wrong on our side"),
    503: ("Portalen har mycket att göra", "The portal is busy"),
}


def locked() -> OperationalError:
    """Return what SQLAlchemy raises when SQLite's lock is not had in time."""
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return OperationalError(SECRET, {"name": SECRET}, cause)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a portal without a database, and with pages that fail."""
    app = create_app({"TESTING": True}, instance=tmp_path)

    def refuse(code: int) -> str:
        abort(code, description=SECRET)

    def fail() -> str:
        raise RuntimeError(SECRET)

    def ask_for(number: int) -> str:
        return str(db.session.execute(select(literal(number))).scalar_one())

    def fail_busily() -> str:
        raise locked()

    for place in ("", "/me", "/staff"):
        app.add_url_rule(f"{place}/refuse/<int:code>", f"refuse {place}", refuse, methods=["GET", "POST"])
        app.add_url_rule(f"{place}/fail", f"fail {place}", fail, methods=["GET", "POST"])
    app.add_url_rule("/busy", "busy", fail_busily)
    app.add_url_rule("/number/<int:number>", "number", ask_for)
    app.add_url_rule("/say", "say", lambda: request.form.get("word", ""), methods=["POST"])
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def title(answer: TestResponse) -> str:
    return answer.text.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("code", sorted(TITLES))
@pytest.mark.parametrize(("language", "at"), [("sv", 0), ("en", 1)])
def test_every_refusal_is_a_page_in_the_visitors_language(
    broken: FlaskClient, code: int, language: str, at: int
) -> None:
    answer = broken.get(f"/refuse/{code}?lang={language}")

    assert answer.status_code == code
    assert title(answer) == TITLES[code][at]
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize("code", [406, 408, 410, 414, 415, 416, 418, 423, 431, 451, 501, 502, 504])
def test_rarer_refusals_keep_their_status_on_a_page_too(broken: FlaskClient, code: int) -> None:
    answer = broken.get(f"/refuse/{code}?lang=en")

    assert answer.status_code == code
    assert title(answer) == TITLES[400 if code < 500 else 500][1]


@pytest.mark.parametrize("path", ["/refuse/404", "/fail", "/busy"])
def test_nothing_leaks(broken: FlaskClient, path: str) -> None:
    page = broken.get(path).text

    assert SECRET not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page


def test_a_fault_is_logged_with_its_cause_and_without_tokens(
    broken: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    broken.get("/fail")

    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert '"path": "/fail"' in told


def test_what_was_sent_to_the_database_is_not_logged(broken: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    broken.get("/busy")

    assert SECRET not in capsys.readouterr().err


def test_a_busy_database_asks_to_come_back(broken: FlaskClient) -> None:
    answer = broken.get("/busy?lang=en")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was saved." in answer.text


def test_a_number_that_no_column_holds_is_the_visitors_mistake(broken: FlaskClient) -> None:
    assert broken.get(f"/number/{10**30}").status_code == 400


def test_a_page_whose_frame_fails_as_well_still_tells(broken: FlaskClient) -> None:
    answer = broken.get("/staff/login?lang=en")

    assert (answer.status_code, title(answer)) == (500, TITLES[500][1])


def test_a_wrong_method_tells_which_are_right(broken: FlaskClient) -> None:
    assert set(broken.get("/say").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_the_person_is_told_where_to_see_what_was_saved(broken: FlaskClient) -> None:
    page = broken.get("/me/fail?lang=en").text

    assert "Check under What has happened." in page
    assert 'href="/me/history"' in page


@pytest.mark.parametrize(("path", "home"), [("/refuse/404", "/"), ("/staff/refuse/404", "/staff/")])
def test_the_way_on_leads_to_the_start_of_the_same_pages(broken: FlaskClient, path: str, home: str) -> None:
    assert f'<p><a href="{home}">' in broken.get(path).text


def test_an_unknown_host_is_refused_before_anything_else(broken: FlaskClient) -> None:
    answer = broken.get("/fail?lang=en", headers={"Host": "evil.example"})

    assert (answer.status_code, title(answer)) == (400, "This address is not ours")
    assert "evil.example" not in answer.text


def test_a_large_post_is_refused(broken: FlaskClient) -> None:
    answer = broken.post("/say?lang=en", data={"word": "x" * 10_000_000})

    assert (answer.status_code, title(answer)) == (413, TITLES[413][1])


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_BUSY | (1 << 8)])
def test_a_locked_sqlite_is_busy(code: int) -> None:
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code

    assert is_busy(OperationalError("", {}, cause))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_ERROR])
def test_a_broken_sqlite_is_not_just_busy(code: int) -> None:
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code

    assert not is_busy(OperationalError("", {}, cause))


@pytest.mark.parametrize(
    "cause", [postgresql.DeadlockDetected(), postgresql.LockNotAvailable(), postgresql.SerializationFailure()]
)
def test_a_contended_postgresql_is_busy(cause: Exception) -> None:
    assert is_busy(OperationalError("", {}, cause))


def test_a_postgresql_that_went_away_is_busy() -> None:
    assert is_busy(OperationalError("", {}, postgresql.AdminShutdown(), connection_invalidated=True))


def test_a_pool_without_a_free_connection_is_busy() -> None:
    assert is_busy(PoolTimeout())


@pytest.mark.parametrize("fault", [RuntimeError(), IntegrityError("", {}, postgresql.UniqueViolation())])
def test_other_faults_are_faults(fault: Exception) -> None:
    assert not is_busy(fault)
