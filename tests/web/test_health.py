"""Whether the portal is well."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.extensions import db
from portal.factory import create_app
from portal.mail.outbox import queue_letter

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


def queue(app: Flask, at: datetime, *, held: bool = False) -> None:
    with app.app_context():
        queue_letter("staff_password", recipient="bob@example.se", language="sv", facts={}, at=at, held=held)
        db.session.commit()


def test_a_process_that_answers_is_alive_without_a_database(tmp_path: Path) -> None:
    answer = create_app({"TESTING": True}, instance=tmp_path).test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_portal_that_is_up_to_date_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "migrations": "ok", "oldest_due_letter_seconds": 0}


def test_a_database_without_the_latest_migrations_is_not_ready(tmp_path: Path) -> None:
    app = create_app({"TESTING": True}, instance=tmp_path)

    answer = app.test_client().get("/readyz")
    with app.app_context():
        db.engine.dispose()

    assert answer.status_code == 503
    assert answer.json == {"status": "unready", "database": "ok", "migrations": "behind"}


def test_a_database_at_another_version_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        db.session.commit()

    assert client.get("/readyz").status_code == 503


def test_a_database_that_can_not_be_reached_is_not_ready(tmp_path: Path) -> None:
    lost = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}"
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": lost}, instance=tmp_path)

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "unready", "database": "unreachable"})


@time_machine.travel(AT, tick=False)
def test_the_oldest_due_letter_is_told_in_seconds(app: Flask, client: FlaskClient) -> None:
    queue(app, AT - timedelta(minutes=2))
    queue(app, AT - timedelta(minutes=1))

    assert client.get("/readyz").json["oldest_due_letter_seconds"] == 120


@time_machine.travel(AT, tick=False)
def test_letters_that_are_held_or_not_due_yet_are_not_old(app: Flask, client: FlaskClient) -> None:
    queue(app, AT + timedelta(hours=1))
    queue(app, AT - timedelta(hours=1), held=True)

    assert client.get("/readyz").json["oldest_due_letter_seconds"] == 0
