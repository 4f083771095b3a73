"""flask mail deliver, flask worker."""

import json
import os
import signal
import sys
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal import clock
from portal.cli.stopping import stop_on_signals
from portal.extensions import db
from portal.limits.actions import spend, try_key
from portal.limits.models import Try
from portal.mail.outbox import queue_letter
from tests.mail.mail_server import MailServer, free_port


def queue(app: Flask, recipient: str = "bob@example.se") -> None:
    with app.app_context():
        facts = {"link": "https://privacy.example.se/staff/"}
        queue_letter("staff_welcome", recipient=recipient, language="sv", facts=facts, at=clock.now())
        db.session.commit()


@pytest.fixture
def through(app: Flask, smtp: MailServer) -> MailServer:
    """Let letters go through a mail server."""
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp.port)
    return smtp


@pytest.mark.usefixtures("through")
def test_it_prints_what_it_did_as_json(app: Flask, runner: FlaskCliRunner) -> None:
    queue(app)

    result = runner.invoke(args=["mail", "deliver"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"sent": 1, "failed": 0, "due": 0})


@pytest.mark.usefixtures("through")
def test_nothing_to_do_is_no_fault(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["mail", "deliver"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"sent": 0, "failed": 0, "due": 0})


def test_what_failed_and_what_waits_is_counted(app: Flask, runner: FlaskCliRunner, through: MailServer) -> None:
    for number in range(3):
        queue(app, f"bob{number}@example.se")
    through.answers["RCPT"] = ["550 no", "451 later"]

    result = runner.invoke(args=["mail", "deliver"])

    assert json.loads(result.stdout) == {"sent": 1, "failed": 1, "due": 1}


def test_a_server_that_is_away_is_told_in_one_line(app: Flask, runner: FlaskCliRunner) -> None:
    queue(app)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=free_port(), MAIL_TIMEOUT=2)

    result = runner.invoke(args=["mail", "deliver"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"sent": 0, "failed": 0, "due": 1})
    assert result.stderr.startswith("The letters wait: 127.0.0.1:") and result.stderr.count("\n") == 1


def test_letters_go_at_once_when_the_server_is_back(app: Flask, runner: FlaskCliRunner, smtp: MailServer) -> None:
    queue(app)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=free_port(), MAIL_TIMEOUT=2)
    runner.invoke(args=["mail", "deliver"])
    app.config.update(MAIL_PORT=smtp.port)

    result = runner.invoke(args=["mail", "deliver"])

    assert json.loads(result.stdout)["sent"] == 1


def test_without_a_server_letters_are_files_in_the_instance_folder(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    queue(app)

    runner.invoke(args=["mail", "deliver"])

    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_a_wrong_option_is_wrong_usage(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["mail", "deliver", "--wacth"]).exit_code == 2


class OneRound(Event):
    """Tells a command that runs on and on to stop when it first rests."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


@pytest.fixture
def soon_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands that run on and on do one round."""
    for command in ("mail", "worker"):
        monkeypatch.setattr(sys.modules[f"portal.cli.{command}"], "stop_on_signals", OneRound)


@pytest.mark.usefixtures("soon_stopped", "through")
def test_watching_tells_a_line_for_each_round_that_did_something(app: Flask, runner: FlaskCliRunner) -> None:
    queue(app)

    result = runner.invoke(args=["mail", "deliver", "--watch"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"sent": 1, "failed": 0, "due": 0})


@pytest.mark.usefixtures("soon_stopped")
def test_the_worker_sends_letters(app: Flask, runner: FlaskCliRunner, through: MailServer) -> None:
    queue(app)

    result = runner.invoke(args=["worker"])

    assert (result.exit_code, len(through.taken)) == (0, 1)


@pytest.mark.usefixtures("soon_stopped")
def test_the_worker_does_the_days_chores(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        spend(try_key("sign_in", "bob"), at=clock.now().replace(year=2020))
        db.session.commit()

    runner.invoke(args=["worker"])

    with app.app_context():
        assert db.session.query(Try).count() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_to_stop_and_a_second_one_ends_by_force(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    stop = stop_on_signals()

    os.kill(os.getpid(), number)

    asked, then = stop.is_set(), signal.getsignal(number)
    for each, known in before.items():
        signal.signal(each, known)
    assert asked and then == signal.SIG_DFL
