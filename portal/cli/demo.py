"""flask setup --demo: the invented organisation, and how to look at it."""

from pathlib import Path

import click
from flask import current_app

from portal import clock
from portal.accounts.passwords import hashed, matches
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.keys import kept_key
from portal.links.actions import view_links
from portal.settings.queries import current_organisation
from portal.shipped.demo.organisation import ADMINISTRATOR
from portal.shipped.demo.playing import NotEmpty, check_empty, is_demo, play, shown_people

PASSWORD_FILE = "demo_password"  # noqa: S105 - its name
PASSWORD_BYTES = 12


def fill() -> None:
    """Fill an empty portal with the demo; a portal that has it keeps what it has.

    :raises click.ClickException: the portal holds people or staff of its own
    """
    if is_demo():
        return
    try:
        check_empty()
    except NotEmpty as fault:
        words = "The portal is in use already: the demo needs an empty one, such as PORTAL_INSTANCE=demo."
        raise click.ClickException(words) from fault
    db.session.rollback()
    password_hash = hashed(_password())
    play(password_hash, at=clock.now())
    db.session.commit()


def invite() -> None:
    """Print the portal's address, a staff sign-in, and fresh links to three people's pages."""
    base, people = current_app.config["PORTAL_BASE_URL"], shown_people()
    links = view_links([person.id for person in people], at=clock.now())
    names = [f"{person.name} ({person.language})" for person in people]
    organisation, admin = current_organisation(), staff_user(ADMINISTRATOR)
    stored = admin.password if admin and admin.active else None
    db.session.commit()
    click.echo(f"\n{organisation.name} - everything here is invented.\n")
    click.echo(f"The portal   {base}/")
    click.echo(f"For staff    {base}/staff/")
    click.echo(f"             {_sign_in(stored)}")
    click.echo(f"Three people's pages, by links that last {organisation.link_days} days:")
    for name, link in zip(names, links, strict=True):
        click.echo(f"             {name}\n             {link}")
    click.echo()


def _sign_in(stored: str | None) -> str:
    if stored is None:
        return f"flask staff add EMAIL --role admin adds a user: {ADMINISTRATOR} is gone"
    if matches(_password(), stored):
        return f"{ADMINISTRATOR}  password: {_password()}"
    return f"{ADMINISTRATOR}  password: the one that was set in the portal"


def _password() -> str:
    return kept_key(Path(current_app.instance_path), PASSWORD_FILE, PASSWORD_BYTES)
