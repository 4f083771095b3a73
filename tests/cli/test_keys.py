"""flask keys: rotate, and retire a key whose links must die."""

import stat
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.factory import create_app
from portal.keys import key_id
from portal.links.tokens import BadToken, read, sign
from tests.databases import only_sqlite

pytestmark = only_sqlite
LINK = b"i" * 16


def kept(folder: Path) -> list[str]:
    """Return the keys in the file, newest first."""
    return (folder / "link_keys").read_text().strip().split(",")


def ids(output: str) -> list[str]:
    """Return the lines of an answer."""
    return output.split()


def rotated(app: Flask, folder: Path) -> Flask:
    """Return the portal started anew after one rotation."""
    app.test_cli_runner().invoke(args=["keys", "rotate"])
    return create_app({"TESTING": True}, instance=folder)


def test_a_new_key_comes_in_front_and_the_old_one_stays(runner: FlaskCliRunner, tmp_path: Path) -> None:
    [old] = kept(tmp_path)

    done = runner.invoke(args=["keys", "rotate"])

    assert done.exit_code == 0
    assert kept(tmp_path)[1:] == [old]
    assert key_id(kept(tmp_path)[0]) in done.stdout


def test_links_signed_before_a_rotation_go_on_working(runner: FlaskCliRunner, tmp_path: Path) -> None:
    token = sign("stop", LINK, kept(tmp_path))

    runner.invoke(args=["keys", "rotate"])

    assert read(token, ["stop"], kept(tmp_path)) == ("stop", LINK)


def test_the_file_stays_readable_by_its_owner_alone(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=["keys", "rotate"])

    assert stat.S_IMODE((tmp_path / "link_keys").stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".link_keys*"))


def test_the_list_tells_ids_and_never_keys(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    again = rotated(app, tmp_path)

    done = again.test_cli_runner().invoke(args=["keys", "list"])

    assert ids(done.stdout) == [key_id(key) for key in kept(tmp_path)]
    assert not any(key in done.output for key in kept(tmp_path))


def test_the_links_of_a_retired_key_die_and_the_others_live(app: Flask, tmp_path: Path) -> None:
    [old] = kept(tmp_path)
    again = rotated(app, tmp_path)
    token, newer = sign("view", LINK, [old]), sign("view", LINK, kept(tmp_path))

    done = again.test_cli_runner().invoke(args=["keys", "retire", "--compromised", key_id(old)])

    assert done.exit_code == 0
    assert old not in kept(tmp_path)
    assert read(newer, ["view"], kept(tmp_path))
    with pytest.raises(BadToken):
        read(token, ["view"], kept(tmp_path))


def test_retiring_the_only_key_makes_a_new_one(runner: FlaskCliRunner, tmp_path: Path) -> None:
    [old] = kept(tmp_path)

    done = runner.invoke(args=["keys", "retire", "--compromised", key_id(old)])

    assert done.exit_code == 0
    assert len(kept(tmp_path)) == 1
    assert kept(tmp_path) != [old]


@pytest.mark.parametrize("named", ["", "0" * 8, "nothing", "\x1b[31m"])
def test_a_key_that_there_is_not_is_refused(runner: FlaskCliRunner, tmp_path: Path, named: str) -> None:
    before = kept(tmp_path)

    done = runner.invoke(args=["keys", "retire", "--compromised", named])

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert key_id(before[0]) in done.stderr
    assert kept(tmp_path) == before


def test_retiring_needs_the_key_s_name(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["keys", "retire"]).exit_code == 2


@pytest.mark.parametrize("command", [["rotate"], ["retire", "--compromised"]])
def test_keys_of_the_environment_are_left_to_it(
    runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    before = kept(tmp_path)
    named = [key_id(before[0])] if "retire" in command else []
    monkeypatch.setenv("PORTAL_LINK_KEYS", "e" * 40)

    done = runner.invoke(args=["keys", *command, *named])

    assert done.exit_code == 1
    assert "PORTAL_LINK_KEYS" in done.stderr
    assert kept(tmp_path) == before
