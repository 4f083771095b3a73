"""flask ledger."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import text

from portal.extensions import db
from tests.web.subject.visiting import add_person, press, visit


@pytest.fixture
def file(app: Flask, client: FlaskClient, tmp_path: Path) -> Path:
    visit(app, client, add_person(app))
    receipt = client.get(f"{press(client, '/me/stop').headers['Location']}/download")
    path = tmp_path / "receipt.json"
    path.write_bytes(receipt.data)
    return path


def test_a_genuine_receipt_is_told_with_its_entry(runner: FlaskCliRunner, file: Path) -> None:
    result = runner.invoke(args=["ledger", "receipt", str(file)])

    assert result.exit_code == 0
    assert "genuine" in result.output
    assert "marketing.objected" in result.output


def test_an_altered_receipt_is_refused_in_one_line(runner: FlaskCliRunner, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("objected", "agreed"), encoding="utf-8")

    result = runner.invoke(args=["ledger", "receipt", str(file)])

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "false" in result.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"1", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"signature": {}}'])
def test_what_is_no_receipt_is_refused_in_one_line(runner: FlaskCliRunner, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)

    result = runner.invoke(args=["ledger", "receipt", str(path)])

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_huge_file_is_not_read(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * 2_000_000)

    result = runner.invoke(args=["ledger", "receipt", str(path)])

    assert result.exit_code == 1
    assert "too large" in result.stderr


def test_a_missing_file_is_wrong_usage(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert runner.invoke(args=["ledger", "receipt", str(tmp_path / "none")]).exit_code == 2


def test_the_head_noted_is_verified_later(runner: FlaskCliRunner, file: Path) -> None:
    head = runner.invoke(args=["ledger", "head"]).output.strip()

    result = runner.invoke(args=["ledger", "verify", "--head", head])

    assert result.exit_code == 0
    assert f"{head.split(':')[0]} entries" in result.output


def test_a_changed_entry_is_found(app: Flask, runner: FlaskCliRunner, file: Path) -> None:
    with app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
        dropped = (
            "DROP TRIGGER ledger_entries_no_update" if sqlite else "ALTER TABLE ledger_entries DISABLE TRIGGER USER"
        )
        db.session.execute(text(dropped))
        db.session.execute(text("UPDATE ledger_entries SET actor = 'nobody' WHERE seq = 3"))
        db.session.commit()

    result = runner.invoke(args=["ledger", "verify"])

    assert result.exit_code == 1
    assert "Entry 3 does not hold" in result.stderr


@pytest.mark.parametrize("head", ["x", "1", "1:abc", "-1:" + "0" * 64])
def test_a_head_that_is_none_is_wrong_usage(runner: FlaskCliRunner, head: str) -> None:
    assert runner.invoke(args=["ledger", "verify", f"--head={head}"]).exit_code == 2
