"""The database's files are cleared: by a job in steps, or at once; who reads meanwhile delays it and breaks nothing."""

import sqlite3
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.erasure import sweeping
from portal.erasure.actions import erase_people
from portal.erasure.sweeping import BUSY, sweep_now
from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.kinds import in_every_language
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.rules import SYSTEM
from portal.wiping import wiped
from tests import make
from tests.databases import only_sqlite
from tests.erasure.traces import traces
from tests.make import AT

Database = scoped_session[Session]


@pytest.fixture
def erased(session: Database) -> list[str]:
    """Return the words of somebody who was erased just now."""
    alice = make.person(name="Alice Qvist", email="qvist@example.se")
    erase_people([alice.id], reason="request", actor=SYSTEM, channel="cli", at=AT)
    session.commit()
    return ["qvist"]


@only_sqlite
def test_an_erased_person_is_still_in_the_files_until_they_are_swept(session: Database, erased: list[str]) -> None:
    assert traces(erased) != []

    assert sweep_now()

    assert traces(erased) == []


def test_the_job_sweeps_in_steps(app: Flask, session: Database, erased: list[str]) -> None:
    job_id = add_job("erasure_sweep", owner=SYSTEM, facts={}, at=AT).id
    session.commit()

    Runner(app, now=clock.now).finish(job_id)

    assert db.session.get_one(Job, job_id, populate_existing=True).state == "done"
    assert traces(erased) == []


@only_sqlite
def test_somebody_who_reads_all_the_time_makes_the_job_say_so(app: Flask, session: Database, erased: list[str]) -> None:
    job_id = add_job("erasure_sweep", owner=SYSTEM, facts={}, at=AT).id
    session.commit()

    with patch.object(sweeping, "wiped", return_value=False):
        Runner(app, now=clock.now).finish(job_id)

    job = db.session.get_one(Job, job_id, populate_existing=True)
    assert (job.state, job.error["en"]) == ("failed", in_every_language(BUSY)["en"])


@only_sqlite
def test_the_log_is_not_emptied_under_a_reader(session: Database, erased: list[str]) -> None:
    session.rollback()
    reader = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    make.person(name="Charlie", email="charlie@example.se")

    with patch("portal.turns.PATIENCE", 0.1):
        under_a_reader = wiped(db.engine)
    reader.execute("ROLLBACK")
    reader.close()

    assert not under_a_reader
    assert wiped(db.engine)
