"""Jobs are done step by step, by one worker at a time, and go on where they were."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.jobs.actions import cancel_job
from portal.jobs.kinds import CannotGoOn, Step, Steps, Work
from portal.jobs.models import Job
from portal.jobs.rules import LEASE, MOST_ATTEMPTS
from portal.limits.models import Try
from portal.mail.models import Letter
from tests import make
from tests.jobs.counting import AT, asked, count, counted, job, offer, runner_at


def go_on() -> bool:
    """Tell a runner not to stop."""
    return False


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    """Return the application, inside its context, which counts."""
    offer(app)
    with app.app_context():
        yield app


def test_a_job_is_done_with_its_result(here: Flask) -> None:
    job_id = asked(here, 3)

    runner_at(here).work(60, stopped=go_on)

    done = job(job_id)
    assert (done.state, done.done, done.total, done.result) == ("done", 3, 3, {"counted": 3})
    assert counted() == ["number 0", "number 1", "number 2"]


def test_without_a_job_there_is_no_more_to_do(here: Flask) -> None:
    assert not runner_at(here).work(60, stopped=go_on)


def test_a_turn_ends_between_steps_and_the_next_goes_on(here: Flask) -> None:
    job_id, runner = asked(here, 3), runner_at(here)

    more = [runner.work(0, stopped=go_on) for _ in range(4)]

    assert more == [True, True, True, True]
    assert (job(job_id).state, len(counted())) == ("done", 3)


def test_a_worker_told_to_stop_takes_no_step(here: Flask) -> None:
    asked(here)

    runner_at(here).work(60, stopped=lambda: True)

    assert counted() == []


def test_jobs_are_taken_in_the_order_they_were_asked_for(here: Flask) -> None:
    first, second = asked(here, 1), asked(here, 1)
    runner = runner_at(here)

    runner.work(0, stopped=go_on)
    runner.work(0, stopped=go_on)

    assert (job(first).state, job(second).state) == ("done", "waiting")


def test_a_job_of_a_killed_worker_is_left_alone_until_its_lease_ends(here: Flask) -> None:
    job_id, now = asked(here, 3), [AT]
    runner_at(here).work(0, stopped=go_on)

    now[0] = AT + LEASE - timedelta(seconds=1)
    runner_at(here, now).work(60, stopped=go_on)

    assert job(job_id).done == 1


def test_a_job_of_a_killed_worker_goes_on_exactly_where_it_was(here: Flask) -> None:
    job_id = asked(here, 3)
    runner_at(here).work(0, stopped=go_on)

    runner_at(here, [AT + LEASE]).work(60, stopped=go_on)

    assert job(job_id).state == "done"
    assert counted() == ["number 0", "number 1", "number 2"]


def test_a_worker_that_comes_back_late_changes_nothing(here: Flask) -> None:
    job_id, late = asked(here, 5), runner_at(here)
    late.work(0, stopped=go_on)
    runner_at(here, [AT + LEASE]).work(0, stopped=go_on)

    late.work(0, stopped=go_on)

    assert (job(job_id).done, counted()) == (2, ["number 0", "number 1"])


def test_a_job_that_was_cancelled_takes_no_further_step(here: Flask) -> None:
    job_id, runner = asked(here, 5), runner_at(here)
    runner.work(0, stopped=go_on)
    cancel_job(job_id, at=AT)
    db.session.commit()

    runner.work(60, stopped=go_on)

    assert (job(job_id).state, counted()) == ("cancelled", ["number 0"])


def test_cancelling_twice_tells_that_it_had_ended(here: Flask) -> None:
    job_id = asked(here)

    assert [cancel_job(job_id, at=AT), cancel_job(job_id, at=AT)] == [True, False]


def stumbling(work: Work) -> Steps:
    """Take one good step, and then find that it can't go on."""
    yield Step(1, 2)
    db.session.add(Try(key="half done", at=AT))
    raise CannotGoOn(lazy_gettext("The page does not exist"))


def test_a_job_that_can_not_go_on_says_why_in_every_language(here: Flask) -> None:
    offer(here, stumbling)
    job_id = asked(here)

    runner_at(here).work(60, stopped=go_on)

    failed = job(job_id)
    assert (failed.state, failed.done) == ("failed", 1)
    assert failed.error == {"sv": "Sidan finns inte", "en": "The page does not exist"}
    assert counted() == []


def breaking(work: Work) -> Steps:
    """Fail as no job should."""
    yield Step(1)
    raise ZeroDivisionError


def test_a_fault_in_a_step_is_told_without_its_insides(here: Flask, caplog: pytest.LogCaptureFixture) -> None:
    offer(here, breaking)
    job_id = asked(here)

    runner_at(here).work(60, stopped=go_on)

    error = job(job_id).error or {}
    assert error["en"].startswith("Something went wrong on our side.")
    assert "ZeroDivisionError" in caplog.text


def test_what_fails_or_is_cancelled_may_tidy_up(here: Flask) -> None:
    tidied: list[int] = []
    offer(here, breaking, broken_off=lambda broken, _: tidied.append(broken.id))
    failed, cancelled = asked(here), asked(here)

    cancel_job(cancelled, at=AT)
    db.session.commit()
    runner_at(here).work(60, stopped=go_on)

    assert tidied == [cancelled, failed]


def test_a_busy_database_lets_the_step_be_taken_again(here: Flask) -> None:
    busy = iter([True, False])

    def hindered(work: Work) -> Steps:
        if next(busy):
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return (yield from count(work))

    offer(here, hindered)
    job_id, runner = asked(here, 2), runner_at(here)

    with pytest.raises(OperationalError):
        runner.work(60, stopped=go_on)
    runner.work(60, stopped=go_on)

    assert job(job_id).state == "done"


def test_a_job_that_kills_its_workers_is_given_up(here: Flask) -> None:
    def killing(work: Work) -> Steps:
        raise KeyboardInterrupt
        yield Step(1)

    offer(here, killing)
    job_id = asked(here)
    for number in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            runner_at(here, [AT + number * LEASE]).work(60, stopped=go_on)

    runner_at(here, [AT + MOST_ATTEMPTS * LEASE]).work(60, stopped=go_on)

    failed = job(job_id)
    assert failed.state == "failed"
    assert (failed.error or {})["en"].startswith("The work broke off several times")


def test_a_job_of_an_unknown_kind_says_so(here: Flask) -> None:
    job_id = asked(here)
    offer(here)
    db.session.get_one(Job, job_id).kind = "dancing"
    db.session.commit()

    runner_at(here).work(60, stopped=go_on)

    assert (job(job_id).error or {})["sv"]


def test_one_job_can_be_finished_past_those_that_wait(here: Flask) -> None:
    first, second = asked(here, 1), asked(here, 2)

    assert runner_at(here).finish(second)

    assert (job(first).state, job(second).state) == ("waiting", "done")


def test_a_job_that_another_worker_has_is_not_finished_twice(here: Flask) -> None:
    job_id = asked(here, 3)
    runner_at(here).work(0, stopped=go_on)

    assert not runner_at(here).finish(job_id)


def letters() -> list[Letter]:
    """Return the letters about jobs."""
    return list(db.session.scalars(select(Letter).where(Letter.kind == "job_done").order_by(Letter.id)))


def slow(minutes: float, now: list[datetime]) -> object:
    """Return a kind of job that takes so long."""

    def run(work: Work) -> Steps:
        now[0] += timedelta(minutes=minutes)
        yield Step(1)
        return {}

    return run


@pytest.mark.parametrize(("minutes", "told"), [(2, ["bob@example.se"]), (0.5, [])])
def test_the_owner_is_written_to_when_a_job_took_longer_than_a_minute(
    here: Flask, minutes: float, told: list[str]
) -> None:
    make.staff()
    now = [AT]
    offer(here, slow(minutes, now))  # type: ignore[arg-type]
    asked(here, subject="people.csv")

    runner_at(here, now).work(60, stopped=go_on)

    assert [letter.recipient for letter in letters()] == told


def test_the_letter_leads_to_the_page_that_shows_more(here: Flask) -> None:
    make.staff()
    now = [AT]
    offer(here, slow(2, now))  # type: ignore[arg-type]
    asked(here, subject="people.csv", page="/staff/imports/1")

    runner_at(here, now).work(60, stopped=go_on)

    [letter] = letters()
    assert letter.facts["link"].endswith("/staff/imports/1")
    assert letter.facts["job"].endswith(": people.csv")


def test_a_job_of_somebody_who_has_left_is_not_told(here: Flask) -> None:
    now = [AT]
    offer(here, slow(2, now))  # type: ignore[arg-type]
    asked(here)

    runner_at(here, now).work(60, stopped=go_on)

    assert letters() == []
