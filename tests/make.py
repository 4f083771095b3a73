"""Make what a test begins with, in the app context it runs in, committed.

The cast: Alice, whose data it is; Bob, who works here; Charlie, who has no right to any of it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from portal.accounts.actions import add_staff_user
from portal.accounts.models import Role, StaffUser
from portal.extensions import db
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, Actor
from portal.legal_bases.actions import Record, record_basis
from portal.legal_bases.queries import catalogue
from portal.people.actions import register
from portal.people.models import Person
from portal.settings.actions import change_settings

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
"""When the cast was registered."""
BOB = Actor("staff", "bob@example.se")


def person(
    *,
    source: str = "business_card",
    bases: Mapping[str, str] | None = None,
    at: datetime = AT,
    by: Actor = BOB,
    channel: Channel = "staff",
    **values: str,
) -> Person:
    """Register somebody, who is Alice unless said otherwise, with legal bases by purpose.

    ``make.person(email="dan@example.se", bases={"e_marketing": "consent"})``
    """
    came = catalogue().source(source)
    core = {"name": "Alice Alm", "email": "alice@example.se", "language": "sv"} | values
    made = register(core, source_id=came.id, source_key=came.key, at=at, by=by, channel=channel)
    for purpose, basis in (bases or {}).items():
        record_basis(made, record(purpose, basis, source), at=at, by=by, channel=channel)
    db.session.commit()
    return made


def record(purpose: str = "e_marketing", basis: str = "consent", source: str = "business_card", **more: Any) -> Record:
    """Return what is to be recorded, by the keys of the shipped lists; consent is given to the first wording."""
    known = catalogue()
    if basis == "consent":
        more = {"wording_version": 1} | more
    return Record(known.purpose(purpose), known.basis(basis), known.source(source), **more)


def staff(role: Role = "officer", *, email: str = "bob@example.se", name: str = "Bob", at: datetime = AT) -> StaffUser:
    """Add a staff user without a password, who is Bob unless said otherwise."""
    made = add_staff_user(email, role, name=name, at=at, by=SYSTEM, channel="cli")
    db.session.commit()
    return made


def organisation(**values: Any) -> None:
    """Say whose portal it is."""
    known = {"name": "Björkvik Handel AB", "contact_email": "privacy@bjorkvik.example"} | values
    change_settings(known, at=AT, by=BOB, channel="staff")
    db.session.commit()
