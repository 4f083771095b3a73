"""flask setup: instance folder, keys, schema and shipped lists."""

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal import clock
from portal.cli.telling import TellingCommand
from portal.extensions import db
from portal.mail.templates import ship_templates
from portal.shipped.actions import ship_lists


@click.command("setup", cls=TellingCommand)
@click.option("--demo", is_flag=True, help="Fill an empty portal with an invented organisation and its people.")
@with_appcontext
def setup(demo: bool) -> None:
    """Bring the instance folder, keys, schema and shipped lists up to date; running it again changes nothing."""
    set_up()
    if demo:
        pass
    click.echo("The portal is set up.")


def set_up() -> None:
    """Bring the schema up to date and add the shipped lists and letters that are missing."""
    upgrade()
    at = clock.now()
    ship_lists(at=at)
    ship_templates(at=at)
    db.session.commit()
