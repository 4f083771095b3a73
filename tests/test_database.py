"""Transactions that behave alike on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session, scoped_session

from portal.database import PRAGMAS, fold_log_back, is_quiet, transactions
from portal.extensions import db
from portal.limits.models import Try
from portal.people.models import DataField
from tests import make
from tests.databases import only_sqlite

AT = make.AT


def add_try(key: str = "x", at: datetime = AT) -> None:
    """Write something small."""
    db.session.add(Try(key=key, at=at))
    db.session.commit()


def tries(app: Flask) -> int:
    """Return how many rows came of it."""
    with app.app_context():
        return len(db.session.scalars(select(Try)).all())


@pytest.fixture
def writing(app: Flask) -> Iterator[Flask]:
    """Return the portal with a page that writes whatever the method."""

    def write() -> str:
        add_try()
        return "written"

    def write_by_itself() -> str:
        with transactions("write"):
            add_try()
        return "written"

    app.add_url_rule("/write", "write", write, methods=["GET", "POST"])
    app.add_url_rule("/log", "log", write_by_itself)
    app.testing = False
    yield app
    app.testing = True


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_is_looked_at_can_not_write(writing: Flask, method: str) -> None:
    answer = writing.test_client().open("/write", method=method)

    assert answer.status_code >= 500
    assert tries(writing) == 0


def test_a_page_that_is_posted_to_can_write(writing: Flask) -> None:
    writing.config["WTF_CSRF_ENABLED"] = False

    assert writing.test_client().post("/write").text == "written"
    assert tries(writing) == 1


def test_a_look_is_logged_in_a_transaction_that_says_it_writes(writing: Flask) -> None:
    assert writing.test_client().get("/log").text == "written"
    assert tries(writing) == 1


def test_after_a_look_the_same_connection_writes_again(app: Flask) -> None:
    with app.app_context():
        with transactions("read"):
            db.session.scalars(select(Try)).all()
            db.session.rollback()

        add_try()

    assert tries(app) == 1


def test_a_command_may_promise_to_read_only(session: scoped_session[Session]) -> None:
    with transactions("read"), pytest.raises(DBAPIError):
        add_try()


def test_outside_a_request_transactions_write(app: Flask) -> None:
    with app.app_context():
        assert not is_quiet()


def test_inner_promises_end_where_they_end(app: Flask) -> None:
    with transactions("read"):
        with transactions("write"):
            assert not is_quiet()
        assert is_quiet()
    assert not is_quiet()


def test_no_increment_is_lost_among_many_writers(app: Flask) -> None:
    with app.app_context():
        alice = make.person().id

    def add_one(_: int) -> None:
        with app.app_context():
            seen = db.session.execute(
                text("SELECT choices_seq FROM people WHERE id = :id FOR UPDATE")
                if db.engine.dialect.name == "postgresql"
                else text("SELECT choices_seq FROM people WHERE id = :id"),
                {"id": alice},
            ).scalar_one()
            values = {"seen": seen + 1, "id": alice}
            db.session.execute(text("UPDATE people SET choices_seq = :seen WHERE id = :id"), values)
            db.session.commit()

    with app.app_context():
        before = db.session.execute(text("SELECT choices_seq FROM people")).scalar_one()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(40)))

    with app.app_context():
        assert db.session.execute(text("SELECT choices_seq FROM people")).scalar_one() == before + 40


def test_a_moment_comes_back_in_utc(session: scoped_session[Session]) -> None:
    add_try(at=datetime(2026, 4, 2, 9, 30, tzinfo=timezone(timedelta(hours=2))))
    session.expire_all()

    assert session.scalars(select(Try)).one().at == datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
    assert session.scalars(select(Try)).one().at.utcoffset() == timedelta(0)


def test_a_moment_keeps_its_microseconds(session: scoped_session[Session]) -> None:
    moment = AT.replace(microsecond=123456)
    add_try(at=moment)
    session.expire_all()

    assert session.scalars(select(Try)).one().at == moment


def test_a_moment_without_a_zone_is_refused(session: scoped_session[Session]) -> None:
    with pytest.raises(StatementError, match="time zone"):
        add_try(at=datetime(2026, 4, 2, 7, 30))  # noqa: DTZ001 - that is what is refused


def test_moments_are_compared_across_zones(session: scoped_session[Session]) -> None:
    add_try(at=AT)
    late = AT.astimezone(timezone(timedelta(hours=-8))) + timedelta(seconds=1)

    assert session.scalars(select(Try).where(Try.at < late)).one().key == "x"


def test_a_row_that_hangs_on_nothing_is_refused(session: scoped_session[Session]) -> None:
    session.add(DataField(person_id=4711, label="x", value="x", source_id=1, recorded_at=AT, recorded_by="x"))

    with pytest.raises(IntegrityError):
        session.commit()


@only_sqlite
@pytest.mark.parametrize("pragma", PRAGMAS)
def test_every_connection_to_sqlite_is_set_up(session: scoped_session[Session], pragma: str) -> None:
    name, _, value = pragma.partition("=")
    spelled = {"ON": 1, "FULL": 2, "WAL": "wal"}

    found = session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()

    assert found == spelled.get(value, found)
    assert value in spelled or str(found) == value


@only_sqlite
def test_changes_in_the_log_are_folded_back_into_the_file(app: Flask) -> None:
    with app.app_context():
        db.session.add(Try(key="folded-back", at=AT))
        db.session.commit()
        file = Path(str(db.engine.url.database))
        before = b"folded-back" in file.read_bytes()

        fold_log_back(db.engine)

        assert (before, b"folded-back" in file.read_bytes()) == (False, True)


@only_sqlite
def test_a_reader_in_the_middle_of_something_does_not_keep_the_folding_waiting(app: Flask) -> None:
    with app.app_context():
        with transactions("read"), db.engine.connect() as reader:
            reader.execute(select(Try.key)).all()
            with transactions("write"), db.engine.connect() as writer, writer.begin():
                writer.execute(insert(Try).values(key="meanwhile", at=AT))

            fold_log_back(db.engine)

        assert db.session.scalars(select(Try.key)).all() == ["meanwhile"]


def test_no_connection_is_kept_by_the_folding(app: Flask) -> None:
    with app.app_context():
        fold_log_back(db.engine)

        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
