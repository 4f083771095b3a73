"""flask worker: all work in the background."""

from datetime import datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import clock
from portal.cli.stopping import stop_on_signals
from portal.cli.telling import TellingCommand
from portal.jobs.worker import Worker
from portal.limits.actions import forget_old_tries
from portal.links.actions import forget_old_visits
from portal.mail.delivery import chosen_carrier


@click.command("worker", cls=TellingCommand)
@with_appcontext
def worker() -> None:
    """Send letters as they come, do long jobs and the day's chores, until stopped; any number may run on PostgreSQL."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    Worker(
        app,
        chosen_carrier(app),
        now=clock.now,
        stop=stop_on_signals(),
        chores=(_forget_tries, _forget_visits),
        jobs=True,
    ).run()


def _forget_tries(at: datetime) -> None:
    forget_old_tries(at=at)


def _forget_visits(at: datetime) -> None:
    forget_old_visits(at=at)
