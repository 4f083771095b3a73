"""What goes when somebody is erased, and what the law keeps."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal.access_requests.models import AccessRequest
from portal.dates import local
from portal.extensions import db
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.legal_bases.models import LegalBasis, Purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.rules import kept_until
from portal.links.models import Link
from portal.mail.models import Letter
from portal.people.models import DataField, Person, PersonLook
from portal.settings.queries import current_organisation


class Going(NamedTuple):
    """How many things of each kind go with a person."""

    fields: int
    letters: int
    requests: int
    proofs: int
    """Comments, evidence, and old and new values beside the ledger."""
    links: int
    looks: int


class Duty(NamedTuple):
    """A purpose for which a law requires that something is kept."""

    purpose: Purpose
    basis: LegalBasis
    until: date | None
    """The first day on which it need not be kept any more, or None when nobody knows."""


def going(person: Person) -> Going:
    """Return how much is stored about the person that goes."""
    mine = LedgerEvidence.seq == LedgerEntry.seq, LedgerEntry.person_ref == person.ref
    counts = [
        select(func.count()).where(DataField.person_id == person.id),
        select(func.count()).where(Letter.person_id == person.id),
        select(func.count()).where(AccessRequest.person_id == person.id),
        select(func.count()).where(*mine),
        select(func.count()).where(Link.person_id == person.id),
        select(func.count()).where(PersonLook.person_id == person.id),
    ]
    return Going(*db.session.execute(select(*(count.scalar_subquery() for count in counts))).one())


def duties(person: Person) -> Sequence[Duty]:
    """Return the purposes that rest on a legal obligation, for which something is kept (GDPR art. 17(3)(b))."""
    known, zone = catalogue(), current_organisation().time_zone
    found = []
    for row in recorded_bases(person.id):
        basis, purpose = known.basis_of[row.legal_basis_id], known.purpose_of[row.purpose_id]
        if basis.article == "c" and row.status == "in_force":
            since = row.since if purpose.retention_event == "recorded" else person.registered_at
            months = purpose.retention_months
            until = kept_until(local(since, zone).date(), months) if months is not None else None
            found.append(Duty(purpose, basis, until if purpose.retention_event != "last_contact" else None))
    return found
