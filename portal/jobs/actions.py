"""Ask for a job, and take it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.jobs.kinds import kind_of
from portal.jobs.models import Job
from portal.jobs.queries import NoSuchJob
from portal.ledger.rules import Actor
from portal.people.queries import LARGEST_ID

UNFINISHED = frozenset({"waiting", "running"})


def add_job(
    kind: str,
    *,
    owner: Actor,
    facts: Mapping[str, Any],
    subject: str = "",
    page: str = "",
    total: int | None = None,
    at: datetime,
) -> Job:
    """Ask for a job in the caller's transaction; a worker takes it up after the commit.

    :param facts: small values that JSON can hold
    """
    job = Job(kind=kind, owner=str(owner), subject=subject[:255], page=page, facts=dict(facts), total=total, made_at=at)
    db.session.add(job)
    db.session.flush()
    return job


def cancel_job(job_id: int, *, at: datetime) -> bool:
    """Cancel the job and tell whether it was still to be finished; steps that were taken stay taken.

    A worker that has it finds out at the end of its step, which is then taken back.

    :raises NoSuchJob: there is none of that id
    """
    statement = select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    job = db.session.scalars(statement).one_or_none() if job_id <= LARGEST_ID else None
    if job is None:
        raise NoSuchJob(job_id)
    if job.state not in UNFINISHED:
        return False
    job.state, job.finished_at, job.lease_until = "cancelled", at, None
    kind = kind_of(job.kind)
    if kind is not None:
        kind.broken_off(job, at)
    return True
