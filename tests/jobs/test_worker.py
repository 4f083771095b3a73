"""The worker goes round, does the day's chores, and lives through trouble."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.jobs import worker as worker_module
from portal.jobs.worker import Worker
from portal.limits.actions import forget_old_tries, spend, try_key
from portal.limits.models import Try
from portal.mail.carriers import NoCarrier, Ready, at_once
from portal.mail.mime import Parcel
from portal.mail.outbox import queue_letter
from portal.mail.sending import Tally
from tests.jobs.counting import asked, job, offer

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
MakeWorker = Callable[..., Worker]


class Postman:
    """Takes letters, or does not come."""

    def __init__(self) -> None:
        self.away = ""
        self.taken: list[str] = []

    def open(self) -> None:
        if self.away:
            raise NoCarrier(self.away)

    def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
        self.taken.append(parcel.recipient)
        return "250 OK"

    def close(self) -> None:
        pass


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def clock() -> list[datetime]:
    """Return what time it is, for the test to change."""
    return [AT]


@pytest.fixture
def make_worker(app: Flask, postman: Postman, clock: list[datetime]) -> MakeWorker:
    def make(**options: object) -> Worker:
        return Worker(app, postman, now=lambda: clock[0], **({"stop": Event()} | options))  # type: ignore[arg-type]

    return make


def queue(app: Flask) -> None:
    with app.app_context():
        facts = {"link": "https://privacy.example.se/staff/"}
        queue_letter("staff_welcome", recipient="bob@example.se", language="sv", facts=facts, at=AT)
        db.session.commit()


def test_a_round_sends_what_is_due(app: Flask, make_worker: MakeWorker, postman: Postman) -> None:
    queue(app)

    make_worker().go_round()

    assert postman.taken == ["bob@example.se"]


def test_a_round_is_reported(app: Flask, make_worker: MakeWorker) -> None:
    queue(app)
    told: list[Tally] = []

    make_worker(report=told.append).go_round()

    assert told == [Tally(sent=1)]


def test_it_goes_round_until_told_to_stop(make_worker: MakeWorker) -> None:
    stop = Event()
    worker = make_worker(stop=stop, report=lambda _: stop.set())

    running = Thread(target=worker.run)
    running.start()
    running.join(20)

    assert not running.is_alive()


def test_told_to_stop_before_it_began_it_does_nothing(app: Flask, make_worker: MakeWorker, postman: Postman) -> None:
    queue(app)
    stop = Event()
    stop.set()

    make_worker(stop=stop).run()

    assert postman.taken == []


def test_letters_that_waited_for_the_postman_go_when_he_is_back(
    app: Flask, make_worker: MakeWorker, postman: Postman
) -> None:
    queue(app)
    worker = make_worker()
    postman.away = "on strike"
    worker.go_round()

    postman.away = ""
    worker.go_round()

    assert postman.taken == ["bob@example.se"]


def test_trouble_is_logged_once_and_its_end_too(
    app: Flask, make_worker: MakeWorker, postman: Postman, caplog: pytest.LogCaptureFixture
) -> None:
    queue(app)
    worker = make_worker()

    with caplog.at_level(logging.WARNING):
        for away in ("on strike", "on strike", ""):
            postman.away = away
            worker.go_round()

    assert [record.getMessage() for record in caplog.records] == ["Letters wait: on strike", "Letters go again."]


def test_a_database_that_is_away_is_trouble_and_not_the_end(
    app: Flask, make_worker: MakeWorker, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(app)
    worker = make_worker()

    def away(*_: object, **__: object) -> Tally:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(worker_module, "deliver", away)
        worker.go_round()
    worker.go_round()

    assert postman.taken == ["bob@example.se"]


def test_chores_are_done_in_the_first_round(make_worker: MakeWorker) -> None:
    done: list[datetime] = []

    make_worker(chores=[done.append]).go_round()

    assert done == [AT]


def test_chores_are_done_once_a_day(make_worker: MakeWorker, clock: list[datetime]) -> None:
    done: list[datetime] = []
    worker = make_worker(chores=[done.append])

    for hours in (0, 1, 2, 14, 15, 24):
        clock[0] = AT + timedelta(hours=hours)
        worker.go_round()

    assert done == [AT, AT + timedelta(hours=15)]


def test_what_a_chore_does_is_kept(app: Flask, make_worker: MakeWorker) -> None:
    with app.app_context():
        spend(try_key("sign_in", "bob"), at=AT - timedelta(days=2))
        db.session.commit()

    make_worker(chores=[lambda at: forget_old_tries(at=at)]).go_round()

    with app.app_context():
        assert db.session.scalars(select(Try)).all() == []


def test_a_chore_that_meets_trouble_is_done_in_the_next_round(make_worker: MakeWorker) -> None:
    tries: list[datetime] = []

    def chore(at: datetime) -> None:
        tries.append(at)
        if len(tries) == 1:
            raise OperationalError("DELETE", {}, Exception("database is locked"))

    worker = make_worker(chores=[chore])
    worker.go_round()
    worker.go_round()
    worker.go_round()

    assert len(tries) == 2


def test_letters_and_jobs_have_their_turns(app: Flask, make_worker: MakeWorker, postman: Postman) -> None:
    offer(app)
    job_id = asked(app, 3)
    queue(app)

    worker = make_worker(jobs=True)
    for _ in range(20):
        worker.go_round()

    with app.app_context():
        assert job(job_id).state == "done"
    assert postman.taken == ["bob@example.se"]


def test_a_letter_goes_in_the_middle_of_a_long_job(
    app: Flask, make_worker: MakeWorker, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "JOBS_TURN", 0)
    offer(app)
    job_id, worker = asked(app, 100), make_worker(jobs=True)
    worker.go_round()
    queue(app)

    more = worker.go_round()

    with app.app_context():
        assert (more, job(job_id).done) == (True, 2)
    assert postman.taken == ["bob@example.se"]


def test_jobs_go_on_while_the_postman_is_away(app: Flask, make_worker: MakeWorker, postman: Postman) -> None:
    offer(app)
    queue(app)
    postman.away = "on strike"
    job_id = asked(app, 3)

    make_worker(jobs=True).go_round()

    with app.app_context():
        assert job(job_id).state == "done"


def test_only_letters_are_a_worker_s_work_unless_it_is_told(app: Flask, make_worker: MakeWorker) -> None:
    offer(app)
    job_id = asked(app)

    make_worker().go_round()

    with app.app_context():
        assert job(job_id).state == "waiting"
