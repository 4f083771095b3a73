"""Plain SELECTs without a session."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, event, insert, select, table
from sqlalchemy.exc import DBAPIError

from portal.database import transactions
from portal.extensions import db
from portal.prepared import Prepared
from portal.reading import plain_rows
from portal.settings.models import Setting

ASKED = Prepared(select(Setting.name).where(Setting.name == bindparam("name")))
GIVEN = {"name": "anything"}


def _add() -> None:
    db.session.add(Setting(name="anything", value=1))


def test_a_request_that_reads_needs_no_session(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        plain_rows(ASKED, GIVEN)

        assert not db.session.registry.has()


def test_it_gives_its_connection_back(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        plain_rows(ASKED, GIVEN)

        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_request_that_changes_sees_its_own_changes(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        _add()
        db.session.flush()

        assert plain_rows(ASKED, GIVEN) == [("anything",)]


def test_what_is_not_committed_is_seen_by_nobody_else(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        _add()
        db.session.flush()
        db.session.rollback()

        assert plain_rows(ASKED, GIVEN) == []


def test_outside_a_request_the_session_is_asked(app: Flask) -> None:
    with app.app_context():
        _add()
        db.session.flush()

        assert plain_rows(ASKED, GIVEN) == [("anything",)]


def test_a_session_already_there_is_asked(app: Flask) -> None:
    with app.test_request_context("/", method="GET"), transactions("write"):
        _add()
        db.session.flush()

        assert plain_rows(ASKED, GIVEN) == [("anything",)]


def test_nothing_can_be_written_by_it(app: Flask) -> None:
    writing = Prepared(insert(Setting).values(name="x", value=1).returning(Setting.name))

    with app.test_request_context("/", method="GET"), pytest.raises(TypeError):
        plain_rows(writing, {})


def test_a_glance_begins_no_transaction(app: Flask) -> None:
    begun: list[object] = []
    with app.test_request_context("/", method="GET"):
        event.listen(db.engine, "begin", begun.append)

        plain_rows(ASKED, GIVEN)

    assert begun == []


def test_a_glance_sees_what_others_committed_since_the_last(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        before = plain_rows(ASKED, GIVEN)
        with app.app_context(), transactions("write"):
            _add()
            db.session.commit()

        assert (before, plain_rows(ASKED, GIVEN)) == ([], [("anything",)])


def test_a_connection_that_was_glanced_through_can_be_written_through(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        plain_rows(ASKED, GIVEN)
    with app.app_context():
        _add()
        db.session.rollback()

        assert db.session.scalars(select(Setting.name).where(Setting.name == "anything")).all() == []


def test_a_glance_that_fails_is_told_as_any_other_and_gives_its_connection_back(app: Flask) -> None:
    nowhere = Prepared(select(column("name")).select_from(table("nowhere")))

    with app.test_request_context("/", method="GET"):
        with pytest.raises(DBAPIError):
            plain_rows(nowhere, {})

        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert plain_rows(ASKED, GIVEN) == []
