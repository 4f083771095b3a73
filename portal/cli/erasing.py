"""flask people erase: one person with every trace."""

import click
from flask.cli import with_appcontext

from portal import clock
from portal.cli.naming import named_person
from portal.erasure.asked import erase_as_asked
from portal.erasure.rules import names_person
from portal.erasure.sweeping import sweep_now
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.people.queries import locked_person

LONGEST_REASON = 2000
"""Characters."""


@click.command("erase")
@click.argument("id_or_email")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in words that name nobody: they are kept.")
@click.option("--no-letters", is_flag=True, help="Do not tell the person by letter.")
@with_appcontext
def erase(*, id_or_email: str, reason: str, no_letters: bool) -> None:
    """Delete a person with every trace; what they said no to is kept under a keyed hash of their address."""
    at, person = clock.now(), locked_person(named_person(id_or_email).id)
    comment = reason.strip()
    if not comment or len(comment) > LONGEST_REASON:
        raise click.ClickException(f"Give a reason of at most {LONGEST_REASON} characters.")
    if names_person(comment, person.name, person.email, person.phone):
        raise click.ClickException("The reason is kept, so it must not name the person.")
    kept = erase_as_asked(person, comment=comment, tell=not no_letters, actor=SYSTEM, channel="cli", at=at)
    names = ", ".join(duty.purpose.key for duty in kept)
    db.session.commit()
    click.echo(f"Erased, but for the contact details that the law keeps: {names}." if kept else "Erased.")
    if not sweep_now():
        click.echo("The database is being read, so that a worker has to clear its files: flask worker", err=True)
