"""The job that writes to everybody who has not been told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.informing import actions
from portal.informing.actions import KIND, ask_to_inform_everybody
from portal.jobs.actions import cancel_job
from portal.jobs.models import Job
from portal.jobs.queries import job_by_id, unfinished_job
from portal.jobs.running import Runner
from portal.ledger.queries import verify
from portal.mail.models import Letter
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

LATER = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def imported(*names: str) -> None:
    """Register people whose data came from elsewhere, in that order."""
    for days, name in enumerate(names):
        make.person(source="import", name=name, email=f"{name.lower()}@example.se", at=AT + timedelta(days=days))


def asked() -> int:
    """Ask for the job, and return its id."""
    job_id = ask_to_inform_everybody(at=LATER, by=BOB).id
    db.session.commit()
    return job_id


def finished(app: Flask, job_id: int, *, at: datetime = LATER) -> Job:
    """Let a worker do the job to its end."""
    db.session.rollback()
    Runner(app, now=lambda: at).finish(job_id)
    db.session.expire_all()
    return job_by_id(job_id)


def recipients() -> list[str]:
    """Return to whom letters were queued, in order."""
    return list(db.session.scalars(select(Letter.recipient).order_by(Letter.id)))


def test_everybody_gets_a_letter_in_the_order_of_registration(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_A_TIME", 2)
    imported("Alice", "Bo", "Cia", "Dan", "Eva")

    job = finished(app, asked())

    assert (job.state, job.done, job.result) == ("done", 5, {"letters": 5})
    assert recipients() == [f"{name}@example.se" for name in ("alice", "bo", "cia", "dan", "eva")]
    assert verify() is None


@only_sqlite
def test_asked_for_again_before_it_has_ended_it_is_the_same_job(app: Flask) -> None:
    imported("Alice")

    first, second = asked(), asked()
    finished(app, first)
    third = asked()

    assert first == second != third
    assert finished(app, third).result == {"letters": 0}
    assert recipients() == ["alice@example.se"]


@only_sqlite
def test_a_worker_that_takes_it_up_goes_on_where_it_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_A_TIME", 2)
    imported("Alice", "Bo", "Cia")
    job_id = asked()
    steps_of_the_first = iter([1])

    class Killed(BaseException):
        """Stands for the end of the worker."""

    def dying() -> bool:
        if next(steps_of_the_first, None) is None:
            raise Killed
        return False

    with pytest.raises(Killed):
        Runner(app, now=lambda: LATER).work(60, stopped=dying)
    db.session.expire_all()
    halfway = job_by_id(job_id)
    assert (halfway.done, halfway.facts["letters"]) == (2, 2)

    job = finished(app, job_id, at=LATER + timedelta(hours=1))

    assert (job.done, job.result) == (3, {"letters": 3})
    assert recipients() == ["alice@example.se", "bo@example.se", "cia@example.se"]


@only_sqlite
def test_cancelled_it_leaves_the_letters_that_were_made_and_can_be_asked_for_again(app: Flask) -> None:
    imported("Alice")
    job_id = asked()
    cancel_job(job_id, at=LATER)
    db.session.commit()

    assert unfinished_job(KIND) is None
    assert finished(app, asked()).result == {"letters": 1}


@only_sqlite
def test_where_everybody_is_told_it_ends_at_once(app: Flask) -> None:
    assert finished(app, asked()).result == {"letters": 0}
