"""Faults of settings and of the database are told in one line, without a traceback."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError

from portal.cli.telling import sentence
from portal.config import ROOT
from portal.extensions import db
from portal.factory import create_app
from tests.databases import only_sqlite

COMMANDS = (
    ["ledger", "head"],
    ["ledger", "verify"],
    ["people", "link", "1"],
    ["people", "add", "--email", "a@example.se", "--name", "A", "--source", "user"],
    ["staff", "add", "a@example.se", "--role", "admin"],
)


@pytest.mark.parametrize("args", COMMANDS)
def test_a_database_that_is_not_set_up_is_told_with_what_to_do(tmp_path: Path, args: list[str]) -> None:
    app = create_app({"TESTING": True}, instance=tmp_path)

    done = app.test_cli_runner().invoke(args=args)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: The database is not set up. Run: flask setup\n"


@pytest.mark.parametrize("args", COMMANDS)
def test_a_database_that_can_not_be_opened_is_told(tmp_path: Path, args: list[str]) -> None:
    overrides = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/no/such/folder/x.sqlite"}
    app = create_app(overrides, instance=tmp_path)

    done = app.test_cli_runner().invoke(args=args)

    assert (done.exit_code, done.stderr) == (1, "Error: The database can't be reached: unable to open database file\n")


@only_sqlite
def test_a_busy_database_is_told_and_nothing_is_changed(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.database.PRAGMAS", ("busy_timeout=50",))
    other = sqlite3.connect(tmp_path / "portal.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    done = runner.invoke(args=["people", "add", "--email", "a@example.se", "--name", "A", "--source", "user"])

    other.execute("ROLLBACK")
    other.close()
    assert (done.exit_code, done.stderr) == (1, "Error: The database is busy. Nothing was changed; try again.\n")
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM people")) == 0


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OperationalError("SELECT", {}, Exception("database is locked")), "busy"),
        (OperationalError("SELECT", {}, Exception("no such table: people")), "flask setup"),
        (ProgrammingError("SELECT", {}, type("UndefinedTable", (Exception,), {})("x")), "flask setup"),
        (
            OperationalError("SELECT", {}, Exception("connection refused\nIs it running?")),
            "reached: connection refused",
        ),
        (DataError("INSERT", {"name": "Alice"}, ValueError("Alice is too long")), "refused (ValueError)"),
    ],
)
def test_each_fault_has_its_sentence(fault: Exception, told: str) -> None:
    words = sentence(fault)  # type: ignore[arg-type]

    assert told in words
    assert "\n" not in words
    assert "Alice" not in words


def start(command: list[str], environ: Mapping[str, str], instance: Path) -> subprocess.CompletedProcess[str]:
    """Run a program from the project's root with those settings."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "PORTAL_INSTANCE": str(instance), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [["flask", "ledger", "head"], ["gunicorn", "--no-control-socket", "--bind", "127.0.0.1:21977", "wsgi:app"]],
)
def test_a_wrong_setting_stops_the_start_with_a_line_that_names_it(tmp_path: Path, command: list[str]) -> None:
    done = start(command, {"PORTAL_TIMEZONE": "Mars/Olympus"}, tmp_path)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Error: PORTAL_TIMEZONE is not a time zone: Mars/Olympus"
    assert "Traceback" not in done.stderr


def test_an_instance_folder_that_can_not_be_made_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = start(["flask", "ledger", "head"], {}, tmp_path / "file" / "instance")

    assert done.returncode == 1
    assert done.stderr.startswith("Error: PORTAL_INSTANCE: the folder")
    assert done.stderr.count("\n") == 1
