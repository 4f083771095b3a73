"""A job is had by one worker at a time, and only that one can say how far it has come."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal.extensions import db
from portal.jobs.claims import any_claimable, claim, keep, owned
from portal.jobs.queries import NoSuchJob, job_by_id, jobs_ahead, latest_jobs
from portal.jobs.rules import LEASE
from tests.jobs.counting import AT, asked, counted, job, offer, runner_at


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    """Return the application, inside its context, which counts."""
    offer(app)
    with app.app_context():
        yield app


def claimed(**more: object) -> tuple[int, int]:
    """Claim a job and return its id and fence, or zeros when there is none."""
    job = claim(**({"at": AT} | more))  # type: ignore[arg-type]
    had = (job.id, job.fence) if job else (0, 0)
    db.session.commit()
    return had


def test_a_waiting_job_can_be_claimed_once(here: Flask) -> None:
    job_id = asked(here)

    assert claimed() == (job_id, 1)
    assert claimed() == (0, 0)


def test_a_claim_starts_the_job_and_counts_the_try(here: Flask) -> None:
    job_id = asked(here)

    claimed()

    begun = job(job_id)
    assert (begun.state, begun.started_at, begun.lease_until, begun.attempts) == ("running", AT, AT + LEASE, 1)


def test_a_job_claimed_again_keeps_its_first_start(here: Flask) -> None:
    job_id = asked(here)
    claimed()

    claimed(at=AT + LEASE)

    assert (job(job_id).started_at, job(job_id).fence) == (AT, 2)


def test_a_lease_given_by_a_clock_that_was_far_ahead_does_not_hold(here: Flask) -> None:
    job_id = asked(here)
    claimed(at=AT + timedelta(days=400))

    assert claimed() == (job_id, 2)


def test_nothing_is_claimable_once_all_is_done(here: Flask) -> None:
    job_id = asked(here, 1)
    assert any_claimable(at=AT)
    db.session.rollback()

    runner_at(here).finish(job_id)

    assert not any_claimable(at=AT + 10 * LEASE)


def test_progress_of_the_owner_is_kept(here: Flask) -> None:
    job_id = asked(here)
    claimed()

    assert keep(job_id, 1, {"done": 2})
    db.session.commit()

    assert job(job_id).done == 2


def test_progress_of_a_stale_worker_is_not_kept(here: Flask) -> None:
    job_id = asked(here)
    claimed()
    claimed(at=AT + LEASE)

    assert not keep(job_id, 1, {"done": 2})
    db.session.rollback()

    assert job(job_id).done == 0


@pytest.mark.parametrize("lock", [True, False])
def test_a_job_is_owned_by_its_latest_fence_alone(here: Flask, lock: bool) -> None:
    job_id = asked(here)
    claimed()
    claimed(at=AT + LEASE)

    assert owned(job_id, 1, lock=lock) is None
    assert owned(job_id, 2, lock=lock) is not None


def test_several_workers_at_once_do_every_job_once(here: Flask) -> None:
    jobs = [asked(here, 3, subject=str(number)) for number in range(6)]
    together = Barrier(3)

    def work() -> None:
        together.wait()
        runner_at(here).work(60, stopped=lambda: False)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert {job(job_id).state for job_id in jobs} == {"done"}
    assert len(counted()) == 18


def test_the_latest_jobs_come_first_and_no_more_than_asked_for(here: Flask) -> None:
    ids = [asked(here) for _ in range(3)]

    assert [found.id for found in latest_jobs(2)] == [ids[2], ids[1]]


def test_finished_jobs_are_not_before_anybody(here: Flask) -> None:
    first, _, third = (asked(here, 1) for _ in range(3))
    runner_at(here).finish(first)

    assert jobs_ahead(job(third)) == 1


@pytest.mark.parametrize("job_id", [1, 2**63])
def test_a_job_that_is_not_there_is_told(here: Flask, job_id: int) -> None:
    with pytest.raises(NoSuchJob):
        job_by_id(job_id)
