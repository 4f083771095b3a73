"""Go from one schema to the next, or stay where we are."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from portal.cli.setup import set_up
from portal.extensions import db, migrate
from portal.factory import create_app
from portal.people.finding import search
from tests import make
from tests.databases import PostgreSQL, SQLite


class Killed(Exception):
    """The process ended in the middle."""


@pytest.fixture
def empty(database_kind: str, databases: Callable[[str], SQLite | PostgreSQL], tmp_path: Path) -> Iterator[Flask]:
    """Return the portal on a database without tables, inside its context."""
    with databases(database_kind).empty(tmp_path) as url:
        app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=tmp_path)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def killing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the steps be killed after so many statements."""

    def kill_after(count: int) -> None:
        left = iter(range(count))
        execute = op.execute

        def run(*arguments: Any, **options: Any) -> None:
            if next(left, None) is None:
                raise Killed
            execute(*arguments, **options)

        monkeypatch.setattr(op, "execute", run)

    return kill_after


def schema() -> dict[str, list[str]]:
    """Return the names of tables and columns, but those that keep the version."""
    looking = inspect(db.engine)
    tables = sorted(set(looking.get_table_names()) - {"alembic_version"})
    return {table: sorted(column["name"] for column in looking.get_columns(table)) for table in tables}


def before(step: str) -> str:
    """Return the revision before the step whose file is named so."""
    steps = ScriptDirectory(str(migrate.directory)).walk_revisions()
    return next(str(found.down_revision) for found in steps if Path(found.path).stem.endswith(step))


def triggers() -> list[str]:
    """Return the names of the database's triggers."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with db.engine.connect() as connection:
        return sorted(connection.execute(text(names[db.engine.dialect.name])).scalars())


def test_an_empty_database_becomes_a_portal(empty: Flask) -> None:
    set_up()

    assert {"people", "ledger_entries", "recorded_bases", "letters"} <= set(schema())
    assert make.person().id == 1


@pytest.mark.parametrize("statements", [0, 1, 2])
def test_steps_that_are_killed_leave_the_old_schema(
    empty: Flask, killing: Callable[[int], None], statements: int
) -> None:
    killing(statements)

    with pytest.raises(Killed):
        upgrade()

    assert schema() == {}
    assert triggers() == []


def test_after_a_kill_the_next_run_gets_through(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as until_now:
        until_now.setattr(op, "execute", _die)
        with pytest.raises(Killed):
            upgrade()

    set_up()

    assert make.person().name == "Alice Alm"


def _die(*_: Any, **__: Any) -> None:
    raise Killed


def test_the_steps_can_be_gone_back(empty: Flask) -> None:
    upgrade()

    downgrade(revision="base")

    assert schema() == {}
    assert triggers() == []


def test_going_back_and_forth_ends_where_it_began(empty: Flask) -> None:
    upgrade()
    before = schema(), triggers()
    downgrade(revision="-2")

    upgrade()

    assert (schema(), triggers()) == before


def test_people_who_were_there_before_the_search_are_found(empty: Flask) -> None:
    set_up()
    make.person(name="Åsa Öberg", email="asa@example.se")
    db.session.remove()
    downgrade(revision=before("search"))
    upgrade()

    found = search("öber")

    assert [person.name for person in found] == ["Åsa Öberg"]


def test_people_who_were_there_before_are_compared_as_those_who_come_after(empty: Flask) -> None:
    set_up()
    for phone in ("+46 (0)70-123 45 67", "0701234567"):
        make.person(name="Åsa Öberg", email="", phone=phone, company="Björkvik AB")
    keys = text("SELECT phone_key, name_key FROM people ORDER BY id")
    after = db.session.execute(keys).all()
    db.session.remove()
    downgrade(revision=before("duplicates_and_bulk"))

    upgrade()

    assert db.session.execute(keys).all() == after == [("0701234567", "asa oberg|bjorkvik ab")] * 2


def test_foreign_keys_are_checked_again_after_the_steps(empty: Flask) -> None:
    set_up()

    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO topics (key, purpose_id, rank, texts, active) VALUES ('x', 99, 1, '{}', true)")
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET actor = 'system' WHERE seq = 1",
        "DELETE FROM ledger_entries WHERE seq = 1",
        "DELETE FROM ledger_entries",
    ],
)
def test_an_entry_of_the_ledger_can_be_neither_changed_nor_deleted(empty: Flask, statement: str) -> None:
    set_up()

    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_entry_can_not_be_replaced_either(empty: Flask) -> None:
    set_up()
    if db.engine.dialect.name == "postgresql":
        statement = "TRUNCATE ledger_entries CASCADE"
    else:
        statement = "REPLACE INTO ledger_entries SELECT * FROM ledger_entries WHERE seq = 1"

    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))
