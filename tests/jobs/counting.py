"""A job that counts to what it is told, and what tests do with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy import select

from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.kinds import Kind, Step, Steps, Work, init_app
from portal.jobs.models import Job
from portal.jobs.queries import job_by_id
from portal.jobs.running import Runner
from portal.ledger.rules import Actor
from portal.limits.models import Try

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
BOB = Actor("staff", "bob@example.se")


def count(work: Work) -> Steps:
    """Note one try for each number, a step at a time."""
    for number in range(work.done, work.facts["to"]):
        db.session.add(Try(key=f"number {number}", at=AT))
        yield Step(number + 1, work.facts["to"])
    return {"counted": work.facts["to"]}


COUNTING = Kind(lazy_gettext("Progress"), count)


def offer(app: Flask, run: Callable[[Work], Steps] = count, **more: Any) -> None:
    """Let the application know one kind of job, named counting."""
    init_app(app, {"counting": Kind(COUNTING.name, run, **more)})


def asked(app: Flask, to: int = 3, *, owner: Actor = BOB, **more: Any) -> int:
    """Ask for a job and return its id."""
    with app.app_context():
        job_id = add_job("counting", owner=owner, facts={"to": to}, at=AT, **more).id
        db.session.commit()
    return job_id


def job(job_id: int) -> Job:
    """Return the job as it is now, in the app context it runs in."""
    db.session.expire_all()
    return job_by_id(job_id)


def counted() -> list[str]:
    """Return what was noted, in order."""
    return list(db.session.scalars(select(Try.key).order_by(Try.id)))


def runner_at(app: Flask, now: list[datetime] | None = None) -> Runner:
    """Return a runner whose clock the test moves."""
    moments = now or [AT]
    return Runner(app, now=lambda: moments[0])
