"""Do jobs step by step: each step is one short transaction that also keeps how far the job has come."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.clock import seconds
from portal.database import transactions
from portal.extensions import db
from portal.jobs.claims import any_claimable, claim, keep, owned
from portal.jobs.kinds import CannotGoOn, Step, Steps, Work, in_every_language, kind_of
from portal.jobs.models import Job
from portal.jobs.rules import LEASE, MOST_ATTEMPTS
from portal.jobs.telling import tell_owner
from portal.ledger.rules import Actor

PASSING = (OperationalError, InterfaceError, PoolTimeout)
"""The database is busy or away; the step is taken again."""
UNKNOWN = _l("The portal no longer knows this kind of work.")
KILLED = _l("The work broke off several times at the same place. What was done before stays.")
FAULT = _l("Something went wrong on our side. What was done before stays. The server's log says more.")

log = logging.getLogger(__name__)


@dataclass
class _Task:
    """The job in hand."""

    job_id: int
    fence: int
    steps: Steps | None = None


class Runner:
    """Does one job at a time, and can be interrupted between steps."""

    def __init__(self, app: Flask, *, now: Callable[[], datetime]) -> None:
        """Keep what it works with."""
        self._app, self._now = app, now
        self._task: _Task | None = None

    def work(self, limit: float, *, stopped: Callable[[], bool]) -> bool:
        """Take steps for so many seconds and tell whether there is more to do.

        :raises sqlalchemy.exc.OperationalError: the database is busy or away; the step in hand will be taken again
        """
        end = seconds() + limit
        with self._app.app_context():
            while not stopped():
                self._task = self._task or self._taken()
                if self._task is None:
                    return False
                if not self._step(self._task):
                    self._task = None
                if seconds() > end:
                    return True
        return self._task is not None

    def finish(self, job_id: int) -> bool:
        """Do all of one job, and tell whether it could be had: another worker may have it."""
        with self._app.app_context():
            self._task = self._taken(job_id)
            taken = self._task is not None
            while self._task is not None and self._step(self._task):
                pass
            self._task = None
        return taken

    def _taken(self, job_id: int | None = None) -> _Task | None:
        """Claim a job; without one, no lock is taken."""
        at = self._now()
        with transactions("read"):
            there = any_claimable(at=at)
            db.session.rollback()
        job = claim(at=at, job_id=job_id) if there else None
        task = _Task(job.id, job.fence) if job else None
        worn = job is not None and job.attempts > MOST_ATTEMPTS
        db.session.commit()
        if task is not None and worn:
            self._fail(task, KILLED)
            return None
        return task

    def _step(self, task: _Task) -> bool:
        """Take the next step, and tell whether there is one after it."""
        try:
            task.steps = task.steps or self._begun(task)
            return task.steps is not None and self._take(task, task.steps)
        except CannotGoOn as fault:
            self._fail(task, fault.reason)
        except PASSING:
            self._drop(task)
            raise
        except Exception:
            log.exception("Job %s failed.", task.job_id)
            self._fail(task, FAULT)
        return False

    def _begun(self, task: _Task) -> Steps | None:
        """Return the steps from where the job is, or None when it is no longer this worker's."""
        with transactions("read"):
            job = owned(task.job_id, task.fence, lock=False)
            work = self._work(job) if job else None
            kind = kind_of(job.kind) if job else None
            db.session.rollback()
        if work is None:
            return None
        if kind is None:
            raise CannotGoOn(UNKNOWN)
        return kind.run(work)

    def _work(self, job: Job) -> Work:
        owner, _, name = job.owner.partition(":")
        return Work(job.id, Actor(owner, name), dict(job.facts), job.done, job.total, self._now)  # type: ignore[arg-type]

    def _take(self, task: _Task, steps: Steps) -> bool:
        try:
            step = next(steps)
        except StopIteration as end:
            self._end(task, dict(end.value or {}))
            return False
        values: dict[str, Any] = {"done": step.done, "attempts": 0, "lease_until": self._now() + LEASE}
        values.update(_told(step))
        kept = keep(task.job_id, task.fence, values)
        if kept:
            db.session.commit()
        else:
            self._drop(task)
        return kept

    def _end(self, task: _Task, result: Mapping[str, Any]) -> None:
        """Keep the result together with the last step."""
        job = owned(task.job_id, task.fence, lock=True)
        if job is None:
            db.session.rollback()
            return
        job.result, job.state, job.finished_at, job.lease_until = dict(result), "done", self._now(), None
        tell_owner(job)
        db.session.commit()

    def _fail(self, task: _Task, reason: LazyString) -> None:
        """Take the step in hand back and keep why the job can't be finished."""
        self._drop(task)
        job = owned(task.job_id, task.fence, lock=True)
        if job is not None:
            at = self._now()
            job.error, job.state, job.finished_at, job.lease_until = in_every_language(reason), "failed", at, None
            kind = kind_of(job.kind)
            if kind is not None:
                kind.broken_off(job, at)
            tell_owner(job)
        db.session.commit()

    def _drop(self, task: _Task) -> None:
        """Take the step in hand back, and forget where it was."""
        if task.steps is not None:
            task.steps.close()
            task.steps = None
        db.session.rollback()


def _told(step: Step) -> dict[str, Any]:
    told = {"total": step.total, "facts": dict(step.facts) if step.facts is not None else None}
    return {name: value for name, value in told.items() if value is not None}
