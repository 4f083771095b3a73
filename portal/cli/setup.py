"""flask setup: instance folder, keys, schema and shipped lists."""

from datetime import datetime

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal import clock
from portal.cli.demo import fill, invite
from portal.cli.telling import TellingCommand
from portal.extensions import db
from portal.mail.templates import ship_templates
from portal.shipped.actions import ship_lists
from portal.shipped.demo.playing import AGE


@click.command("setup", cls=TellingCommand)
@click.option("--demo", is_flag=True, help="Fill an empty portal with an invented organisation and its people.")
@with_appcontext
def setup(*, demo: bool) -> None:
    """Bring the instance folder, keys, schema and shipped lists up to date; running it again changes nothing."""
    now = clock.now()
    set_up(at=now - AGE if demo else now)
    if demo:
        fill()
    click.echo("The portal is set up.")
    if demo:
        invite()


def set_up(*, at: datetime | None = None) -> None:
    """Bring the schema up to date and add the shipped lists and letters that are missing.

    :param at: since when they are there; now, unless told
    """
    upgrade()
    since = at or clock.now()
    ship_lists(at=since)
    ship_templates(at=since)
    db.session.commit()
