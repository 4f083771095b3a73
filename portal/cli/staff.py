"""flask staff: who may sign in."""

import sys

import click

from portal import clock
from portal.accounts.actions import AlreadyStaff, UnusableAddress, add_staff_user
from portal.accounts.models import ROLES, Role
from portal.accounts.passwords import hashed, password_link
from portal.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.cli.telling import TellingGroup
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.mail.letters.queued import staff_welcome, written_language

staff = TellingGroup("staff", help="Who may sign in at /staff.")


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--name", default="", help="Their name, as colleagues see it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(email: str, role: Role, name: str, *, password_stdin: bool) -> None:
    """Add a staff user; without a password, a link to set one is sent to them."""
    password_hash = hashed(_typed_password()) if password_stdin else None
    at = clock.now()
    try:
        user = add_staff_user(email, role, name=name, password_hash=password_hash, at=at, by=SYSTEM, channel="cli")
    except AlreadyStaff as fault:
        raise click.ClickException(f"{fault} is a staff user already") from fault
    except UnusableAddress as fault:
        raise click.ClickException(f"that is not an e-mail address: {fault}") from fault
    if password_hash is None:
        staff_welcome(user.email, link=password_link(user), language=written_language(user.language), at=at)
    db.session.commit()
    sent = "" if password_hash else "; a link to set a password is on its way"
    click.echo(f"{user.email} may sign in as {role}{sent}.")


def _typed_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise click.ClickException(f"a password must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return password
