"""flask setup on a new portal, and again."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portal.config import ROOT
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head
from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.mail.models import LetterTemplate
from portal.preferences.models import Topic
from tests.databases import only_sqlite


def flask(instance: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a flask command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={**os.environ, "PORTAL_INSTANCE": str(instance), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("model", "least"), [(Purpose, 2), (LegalBasis, 6), (Source, 11), (Topic, 4), (LetterTemplate, 6)]
)
def test_a_new_portal_has_the_shipped_lists(app: Flask, model: type[db.Model], least: int) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(model)) >= least


def test_what_is_shipped_stands_in_the_ledger(app: Flask) -> None:
    with app.app_context():
        events = set(db.session.scalars(select(LedgerEntry.event)))

    assert {"purpose.added", "basis_kind.added", "template.worded"} <= events


def test_setting_up_again_says_so_and_adds_no_entry(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        before = head()

    answer = runner.invoke(args=["setup"])

    assert (answer.exit_code, answer.output) == (0, "The portal is set up.\n")
    with app.app_context():
        assert head() == before


def test_a_folder_that_does_not_exist_becomes_a_portal(tmp_path: Path) -> None:
    instance = tmp_path / "new" / "instance"

    answer = flask(instance, "setup")

    assert answer.returncode == 0, answer.stderr
    assert {path.name for path in instance.iterdir()} >= {"portal.sqlite", "secret_key", "link_keys", "suppression_key"}


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    flask(tmp_path, "setup")

    keys = [tmp_path / name for name in ("secret_key", "link_keys", "suppression_key")]

    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


def test_a_database_that_can_not_be_reached_is_told_in_one_line(tmp_path: Path) -> None:
    answer = flask(tmp_path, "setup", DATABASE_URL="postgresql://bob@127.0.0.1:9/portal")

    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: The database can't be reached")
    assert "Traceback" not in answer.stderr


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    assert flask(tmp_path, "setup", "--no-such-option").returncode == 2


@only_sqlite
@pytest.mark.parametrize("command", ["setup", "serve", "worker", "people", "mail", "ledger", "staff", "keys"])
def test_every_command_has_help(runner: FlaskCliRunner, command: str) -> None:
    answer = runner.invoke(args=[command, "--help"])

    assert answer.exit_code == 0
    assert answer.output.startswith("Usage:")
