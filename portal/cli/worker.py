"""flask worker: all work in the background."""

from datetime import datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import clock
from portal.access_answers.delivering import forget_delivered
from portal.asking.actions import begin_due_reminders
from portal.cli.stopping import stop_on_signals
from portal.cli.telling import TellingCommand
from portal.extensions import db
from portal.feedback.actions import forget_old_faults
from portal.imports.actions import forget_old
from portal.jobs.worker import Worker
from portal.limits.actions import forget_old_tries
from portal.links.actions import forget_old_visits
from portal.mail.delivery import chosen_carrier
from portal.mail.request_reminders import remind_owners
from portal.mail.traceless import forget_ended
from portal.web_forms.forgetting import forget_unconfirmed


@click.command("worker", cls=TellingCommand)
@with_appcontext
def worker() -> None:
    """Send letters as they come, do long jobs and the day's chores, until stopped; any number may run on PostgreSQL."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    chores = (
        _forget_tries,
        _forget_visits,
        _forget_answers,
        _forget_imports,
        _forget_letters,
        _forget_delivered,
        _forget_feedback,
        _remind_owners,
        _remind,
    )
    stop = stop_on_signals()
    Worker(app, chosen_carrier(app), now=clock.now, stop=stop, chores=chores, jobs=True).run()


def _forget_tries(at: datetime) -> None:
    forget_old_tries(at=at)


def _forget_visits(at: datetime) -> None:
    forget_old_visits(at=at)


def _forget_answers(at: datetime) -> None:
    while forget_unconfirmed(at=at):
        db.session.commit()  # a few at a time, so that others can write in between


def _remind(at: datetime) -> None:
    begin_due_reminders(at=at)


def _forget_feedback(at: datetime) -> None:
    forget_old_faults(at=at)


def _forget_imports(at: datetime) -> None:
    forget_old(at=at)


def _forget_letters(_at: datetime) -> None:
    forget_ended()


def _remind_owners(at: datetime) -> None:
    last: int | None = 0
    while last is not None:
        last = remind_owners(at=at, after=last)
        db.session.commit()


def _forget_delivered(at: datetime) -> None:
    while forget_delivered(at=at):
        db.session.commit()  # a few at a time, so that others can write in between
