"""A worker that is killed at any point loses no letter and repeats at most one."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.extensions import db
from portal.mail.models import Letter
from portal.mail.outbox import letter_row
from tests.mail.conftest import AT
from tests.mail.mail_server import MailServer

LETTERS = 40
PATIENCE = 120.0
"""Seconds."""
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(app: Flask, database_url: str, server: MailServer, tmp_path: Path) -> Iterator[Start]:
    """Start a worker process of its own; all are killed in the end."""
    started: list[subprocess.Popen[bytes]] = []
    settings = {
        "DATABASE_URL": database_url,
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_MAIL_SERVER": "127.0.0.1",
        "PORTAL_MAIL_PORT": str(server.port),
    }

    def run(*command: str) -> subprocess.Popen[bytes]:
        flask = [sys.executable, "-m", "flask", *(command or ("worker",))]
        started.append(subprocess.Popen(flask, env={**os.environ, **settings}, stderr=subprocess.DEVNULL))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def letters(app: Flask) -> set[str]:
    """Queue many letters and return their names."""
    with app.app_context():
        rows = [
            letter_row(
                "staff_welcome",
                recipient=f"bob{number}@example.se",
                language="sv",
                facts={"link": "https://privacy.example.se/staff/"},
                at=AT,
            )
            for number in range(LETTERS)
        ]
        db.session.execute(Letter.__table__.insert(), rows)  # type: ignore[attr-defined]
        db.session.commit()
    return {row["message_id"] for row in rows}


def wait_until(true: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def sent(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(func.count()).where(Letter.state == "sent")).one()


def end_leases(app: Flask) -> None:
    """Let what a killed worker had be due, as time would."""
    with app.app_context():
        db.session.execute(update(Letter).where(Letter.state == "due").values(due_at=AT))
        db.session.commit()


def test_kills_at_any_point_lose_nothing_and_repeat_at_most_one_letter_each(
    app: Flask, server: MailServer, start: Start, letters: set[str]
) -> None:
    dice, kills = Random(2), 3
    server.answers["DATA"] = [0.05] * LETTERS * 2
    for round_ in range(1, kills + 1):
        worker = start()
        enough = min(len(server.taken) + dice.randrange(3, 9), LETTERS)
        wait_until(lambda enough=enough: len(server.taken) >= enough)  # type: ignore[misc]
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        end_leases(app)
        assert len(server.taken) - sent(app) <= round_

    start()
    wait_until(lambda: sent(app) == LETTERS)

    arrived = Counter(str(letter["Message-ID"]) for letter in server.letters)
    assert set(arrived) == letters
    assert sum(arrived.values()) - LETTERS <= kills


def test_a_worker_told_to_end_ends_cleanly_and_leaves_the_rest_due_at_once(
    app: Flask, server: MailServer, start: Start, letters: set[str]
) -> None:
    server.answers["DATA"] = ["250 OK"] * 3 + [0.5, 0.5, 0.5]
    worker = start()
    wait_until(lambda: len(server.taken) >= 3)

    worker.terminate()

    assert worker.wait(PATIENCE) == 0
    assert sent(app) == len(server.taken) < LETTERS
    start("mail", "deliver").wait(PATIENCE)
    assert sent(app) == len(server.taken) == LETTERS


def test_several_worker_processes_send_each_letter_once(
    app: Flask, server: MailServer, start: Start, letters: set[str]
) -> None:
    for _ in range(3):
        start()

    wait_until(lambda: sent(app) == LETTERS)

    assert Counter(str(letter["Message-ID"]) for letter in server.letters) == Counter(letters)
