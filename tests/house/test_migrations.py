"""The steps of the schema lead to what the models say, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select, text

from portal.cli.setup import set_up
from portal.database import Base
from portal.extensions import db, migrate
from portal.factory import create_app


def differences(app: Flask) -> list[object]:
    """Return what the models have and the database does not, or the other way round, the search index apart."""
    with app.app_context(), db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def is_ours(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leave out what SQLite's and PostgreSQL's searches keep beside the models."""
    return "search" not in (name or "") or name == "search_text"


def test_the_steps_make_what_the_models_say(app: Flask) -> None:
    assert differences(app) == []


def test_the_guard_sees_a_column_that_is_missing(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE people DROP COLUMN title")

    assert [found[0] for found in differences(app)] == ["add_column"]


def test_flask_db_check_finds_nothing_to_add(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["db", "check"])

    assert answer.exit_code == 0, answer.output


def test_the_steps_are_one_row_with_one_end() -> None:
    steps = ScriptDirectory(str(migrate.directory))

    assert len(steps.get_heads()) == 1
    assert len(steps.get_bases()) == 1


def test_setting_up_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        before = {table: count(table) for table in inspect(db.engine).get_table_names()}
        db.session.rollback()

        set_up()

        assert {table: count(table) for table in inspect(db.engine).get_table_names()} == before


def count(table: str) -> int:
    """Return how many rows the table has."""
    with db.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(text(table))).scalar_one())


def test_a_fresh_instance_folder_becomes_a_portal(tmp_path: Path) -> None:
    app = create_app({"TESTING": True}, instance=tmp_path / "new" / "instance")

    with app.app_context():
        set_up()

        assert count("purposes") == 2
        db.session.remove()
        db.engine.dispose()
