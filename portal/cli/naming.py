"""How commands name people, purposes, bases and sources."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.legal_bases.models import Source
from portal.legal_bases.queries import Catalogue, Unknown
from portal.legal_bases.recording import active_source
from portal.legal_bases.rules import BasisNotAllowed
from portal.people.models import Person
from portal.people.queries import NoSuchPerson, people_at, person_by_id_or_email
from portal.people.rules import has_control_characters


class BasisPair(click.ParamType[tuple[str, str]]):
    """PURPOSE=BASIS, by key or alias."""

    name = "purpose=basis"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the two keys."""
        if isinstance(value, tuple):
            return value
        purpose, mark, basis = (part.strip() for part in value.partition("="))
        if not (purpose and mark and basis):
            self.fail(f"{value!r} is not PURPOSE=BASIS", param, ctx)
        return purpose, basis


def named_person(email_or_id: str) -> Person:
    """Return the person whom a command names.

    :raises click.ClickException: nobody, or more than one person, has the id or address
    """
    if has_control_characters(email_or_id):
        raise click.ClickException("Nobody has that id or address.")
    try:
        return person_by_id_or_email(email_or_id)
    except NoSuchPerson as fault:
        sharing = [str(person.id) for person in people_at(email_or_id)]
        if sharing:
            raise click.ClickException(
                f"Several people have that address: {', '.join(sharing)}. Name one by id."
            ) from fault
        raise click.ClickException("Nobody has that id or address.") from fault


def named_source(known: Catalogue, key: str) -> Source:
    """Return the source that a command names by key or alias.

    :raises click.ClickException: there is none in use
    """
    try:
        return active_source(known, key)
    except Unknown as fault:
        keys = ", ".join(source.key for source in known.sources)
        raise click.ClickException(f"There is no source {key!r}. There are: {keys}") from fault


@contextmanager
def refused_unless_known(known: Catalogue) -> Iterator[None]:
    """Tell a purpose or basis that there is not, or that do not go together, in one line.

    :raises click.ClickException: a key is not in use, or the purpose can't rest on the basis
    """
    try:
        yield
    except Unknown as fault:
        purposes = ", ".join(purpose.key for purpose in known.purposes)
        bases = ", ".join(basis.key for basis in known.bases)
        words = f"There is no {fault.args[0]!r}. Purposes: {purposes}. Legal bases: {bases}"
        raise click.ClickException(words) from fault
    except BasisNotAllowed as fault:
        raise click.ClickException(f"The purpose can't rest on that legal basis: {fault}") from fault
