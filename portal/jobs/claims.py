"""Give jobs to workers for a while, and keep how far they came, so that no two do the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, and_, or_, select, update

from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.rules import LEASE

_TABLE = cast(Table, Job.__table__)


def _claimable(at: datetime) -> Select[tuple[Job]]:
    left = and_(Job.state == "running", or_(Job.lease_until <= at, Job.lease_until > at + 2 * LEASE))
    return select(Job).where(or_(Job.state == "waiting", left)).order_by(Job.id).limit(1)


def any_claimable(*, at: datetime) -> bool:
    """Tell whether there is a job that no worker has."""
    return db.session.execute(_claimable(at).with_only_columns(Job.id)).first() is not None


def claim(*, at: datetime, job_id: int | None = None) -> Job | None:
    """Take the job that has waited longest, or that one; the commit makes it this worker's.

    One that another worker is just taking is passed over. A lease that ends too far ahead was given by a wrong clock.
    """
    statement = _claimable(at) if job_id is None else _claimable(at).where(Job.id == job_id)
    job = db.session.scalars(
        statement.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).first()
    if job is None:
        return None
    job.state, job.lease_until = "running", at + LEASE
    job.started_at = job.started_at or at
    job.fence += 1
    job.attempts += 1
    return job


def owned(job_id: int, fence: int, *, lock: bool) -> Job | None:
    """Return the job when it is still this worker's, else None."""
    mine = select(Job).where(Job.id == job_id, Job.fence == fence, Job.state == "running")
    return db.session.scalars(
        (mine.with_for_update() if lock else mine).execution_options(populate_existing=True)
    ).one_or_none()


def keep(job_id: int, fence: int, values: Mapping[str, Any]) -> bool:
    """Keep how far the job came, in the transaction of what was done for it; tell whether it was still this worker's.

    When it was not, the caller rolls back.
    """
    mine = (_TABLE.c.id == job_id, _TABLE.c.fence == fence, _TABLE.c.state == "running")
    kept = db.session.connection().execute(update(_TABLE).where(*mine).values(**values))
    return bool(kept.rowcount)
