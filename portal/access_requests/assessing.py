"""Decide on an objection outside marketing: the use stays stopped, or goes on for compelling reasons (art. 21(1))."""

from collections.abc import Sequence
from datetime import datetime

from portal.access_requests.objections import is_assessed
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.legal_bases.actions import Record, enter
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue, recorded_bases, recorded_basis
from portal.people.kept_stops import lift_kept_stop
from portal.people.models import Person


class NothingToAssess(Exception):
    """Nobody objected to the purpose, or the objection is absolute."""


def objected_purposes(person: Person, known: Catalogue) -> Sequence[Purpose]:
    """Return the purposes whose use is paused because the person objected, and that staff may decide on."""
    rows = {row.purpose_id: row for row in recorded_bases(person.id)}
    return [
        purpose
        for purpose in known.all_purposes
        if purpose.id in rows
        and rows[purpose.id].status == "objected"
        and is_assessed(purpose, rows[purpose.id].legal_basis_id, known)
    ]


def go_on(
    person: Person, purpose: Purpose, reasons: str, known: Catalogue, *, at: datetime, by: Actor, channel: Channel
) -> None:
    """Put the use that was objected to back in force for reasons that weigh more; lock the person first.

    :param reasons: the compelling grounds, which are kept as the evidence
    :raises NothingToAssess: nobody objected to it, or it is marketing, where an objection is absolute (art. 21(3))
    """
    row = recorded_basis(person.id, purpose.id)
    if row is None or purpose.id not in {item.id for item in objected_purposes(person, known)}:
        raise NothingToAssess(purpose.key)
    basis, source = known.basis_of[row.legal_basis_id], known.source_of[row.source_id]
    record = Record(purpose, basis, source, evidence=reasons, wording_version=row.wording_version)
    lift_kept_stop(person.email_key, purpose.key, at=at)
    enter(person, row, record, event="objection.rejected", at=at, by=by, channel=channel)
