"""flask mail: send what is due."""

import json

import click
from flask import Flask, current_app

from portal import clock
from portal.cli.stopping import stop_on_signals
from portal.cli.telling import TellingGroup
from portal.jobs.worker import Worker
from portal.mail.delivery import chosen_carrier, deliver
from portal.mail.sending import Tally

mail = TellingGroup("mail", help="Letters.")


@mail.command("deliver")
@click.option("--watch", is_flag=True, help="Go on until stopped, with a line for each round that did something.")
def deliver_letters(watch: bool) -> None:
    """Send the letters that are due and print how many were sent, failed for good, and are still to be sent."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if watch:
        Worker(app, chosen_carrier(app), now=clock.now, stop=stop_on_signals(), report=_tell_if_any).run()
    else:
        _tell(deliver(app, chosen_carrier(app), now=clock.now))


def _tell_if_any(tally: Tally) -> None:
    if tally.sent or tally.failed or tally.put_off:
        _tell(tally)


def _tell(tally: Tally) -> None:
    if tally.trouble:
        click.echo(f"The letters wait: {tally.trouble}", err=True)
    click.echo(json.dumps({"sent": tally.sent, "failed": tally.failed, "due": tally.due}))
