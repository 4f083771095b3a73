"""flask people: register one person, and print a link to their page."""

import click

from portal import clock
from portal.cli.naming import BasisPair, named_person, named_source, refused_unless_known
from portal.cli.telling import TellingGroup
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import SYSTEM
from portal.legal_bases.actions import record_basis
from portal.legal_bases.queries import catalogue
from portal.legal_bases.recording import wished_record
from portal.legal_bases.rules import KeptNo
from portal.links.actions import view_link
from portal.mail.letters.queued import confirm_registration
from portal.people.actions import register
from portal.people.checks import BadValue, checked_core
from portal.people.queries import people_at

people = TellingGroup("people", help="The people whose data is stored.")


@people.command("add")
@click.option("--email", required=True, help="Their e-mail address.")
@click.option("--name", required=True, help="Their name.")
@click.option("--source", "source_key", required=True, metavar="KEY", help="How the data came, such as business_card.")
@click.option("--language", default="", help="The language to write to them in, such as sv.")
@click.option("--phone", default="", help="Their phone number.")
@click.option("--company", default="", help="Where they work.")
@click.option("--title", default="", help="What they do there.")
@click.option("--address", default="", help="Their postal address.")
@click.option("--country", default="", help="Their country's two letters, such as SE.")
@click.option(
    "--basis",
    "pairs",
    type=BasisPair(),
    multiple=True,
    help="A purpose and the legal basis it rests on, such as sales_service=contract. May be repeated.",
)
@click.option("--no-letters", is_flag=True, help="Send no confirmation letter.")
@click.option("--allow-shared-address", is_flag=True, help="Register them even when somebody else has the address.")
def add(
    *,
    source_key: str,
    pairs: tuple[tuple[str, str], ...],
    no_letters: bool,
    allow_shared_address: bool,
    **values: str,
) -> None:
    """Register one person and print their id."""
    at = clock.now()
    try:
        core = checked_core(values, required=("name", "email"))
    except BadValue as fault:
        raise click.ClickException(f"{fault}.") from fault
    append([], at=at, by=SYSTEM, channel="cli")  # the ledger's lock: two commands at once can't both find nobody
    known = catalogue()
    source = named_source(known, source_key)
    with refused_unless_known(known):
        records = [wished_record(known, purpose, basis, source) for purpose, basis in pairs]
    _refuse_shared(core["email"], allowed=allow_shared_address)
    person = register(core, source_id=source.id, source_key=source.key, at=at, by=SYSTEM, channel="cli")
    kept_no = []
    for record in records:
        try:
            record_basis(person, record, at=at, by=SYSTEM, channel="cli")
        except KeptNo:
            kept_no.append(record.purpose.key)
    if not no_letters:
        confirm_registration(person, at=at)
    person_id = person.id
    db.session.commit()
    click.echo(person_id)
    if kept_no:
        words = "Not recorded, since the owner of this address said no before they were erased: "
        click.echo(f"{words}{', '.join(kept_no)}.", err=True)


def _refuse_shared(email: str, *, allowed: bool) -> None:
    found = [] if allowed else [str(person.id) for person in people_at(email)]
    if found:
        raise click.ClickException(
            f"The address is known: person {', '.join(found)}. For somebody else with it, add --allow-shared-address"
        )


@people.command("link")
@click.argument("email_or_id")
def link(email_or_id: str) -> None:
    """Print a fresh link that opens the person's page."""
    address = view_link(named_person(email_or_id).id, at=clock.now())
    db.session.commit()
    click.echo(address)
