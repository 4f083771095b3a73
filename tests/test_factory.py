"""The application as a whole."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import ROOT, WrongSetting
from portal.extensions import db
from portal.factory import create_app


def start(instance: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Start the portal as a command does, with those settings."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "routes"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_INSTANCE": str(instance), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_portal_is_made_without_touching_the_database(tmp_path: Path) -> None:
    create_app(instance=tmp_path)

    assert not (tmp_path / "portal.sqlite").exists()


def test_the_instance_folder_and_its_keys_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "instance"

    app = create_app(instance=folder)

    assert app.instance_path == str(folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_what_a_test_overrides_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_LANGUAGE = 'en'\n")

    assert create_app({"BABEL_DEFAULT_LOCALE": "sv"}, instance=tmp_path).config["BABEL_DEFAULT_LOCALE"] == "sv"


def test_two_portals_in_one_process_keep_apart(tmp_path: Path) -> None:
    one, other = create_app(instance=tmp_path / "one"), create_app(instance=tmp_path / "other")

    with one.app_context():
        first = db.engine.url
    with other.app_context():
        second = db.engine.url

    assert first != second
    assert one.config["SECRET_KEY"] != other.config["SECRET_KEY"]


def test_a_wrong_setting_stops_the_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PORTAL_LANGUAGE", "xx")

    with pytest.raises(WrongSetting, match="PORTAL_LANGUAGE"):
        create_app(instance=tmp_path)


def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(tmp_path: Path) -> None:
    answer = start(tmp_path, PORTAL_TIMEZONE="Europe/Grund")

    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "PORTAL_TIMEZONE" in answer.stderr


def test_the_portal_starts_as_it_is(tmp_path: Path) -> None:
    answer = start(tmp_path)

    assert answer.returncode == 0, answer.stderr
    assert "/l/<token>" in answer.stdout
