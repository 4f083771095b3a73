"""Find jobs."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.extensions import db
from portal.jobs.models import Job
from portal.people.queries import LARGEST_ID


class NoSuchJob(LookupError):
    """No job has that id."""


def job_by_id(job_id: int) -> Job:
    """Return the job.

    :raises NoSuchJob: there is none of that id
    """
    job = db.session.get(Job, job_id) if job_id <= LARGEST_ID else None
    if job is None:
        raise NoSuchJob(job_id)
    return job


def latest_jobs(most: int = 100) -> Sequence[Job]:
    """Return the jobs that were asked for last, latest first."""
    return db.session.scalars(select(Job).order_by(Job.id.desc()).limit(most)).all()


def jobs_ahead(job: Job) -> int:
    """Return how many unfinished jobs were asked for before it."""
    ahead = select(func.count()).where(Job.state.in_(("waiting", "running")), Job.id < job.id)
    return int(db.session.scalar(ahead) or 0)


def unfinished_job(kind: str) -> Job | None:
    """Return the job of that kind that waits or is under way, the oldest of several, or None."""
    waiting = select(Job).where(Job.kind == kind, Job.state.in_(("waiting", "running")))
    return db.session.scalars(waiting.order_by(Job.id).limit(1)).one_or_none()
