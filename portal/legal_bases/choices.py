"""What a person decides about a purpose: consent, withdraw, object, stop all marketing."""

from datetime import datetime

from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import PERSON, Actor, Draft
from portal.legal_bases.actions import Record, enter, set_status
from portal.legal_bases.models import Purpose, Source
from portal.legal_bases.queries import Catalogue, consent_basis, recorded_bases, recorded_basis
from portal.legal_bases.rules import IN_USE, BasisNotAllowed, Status, right, status_after_stop
from portal.people.actions import note_choice
from portal.people.kept_stops import lift_kept_stop
from portal.people.models import Person


class CannotStop(Exception):
    """The purpose rests on a basis that the person can neither withdraw nor object to."""


def give_consent(
    person: Person,
    purpose: Purpose,
    catalogue: Catalogue,
    *,
    wording_version: int,
    at: datetime,
    source_key: str = "customer_portal",
    evidence: str = "",
    channel: Channel = "page",
) -> int:
    """Record the person's own consent to that wording, over whatever was there; return the entry's number.

    A second consent to the same wording changes nothing and returns the entry of the first.

    :raises BasisNotAllowed: the purpose does not rest on consent, or has no such wording
    """
    basis = consent_basis(purpose)
    if basis is None or catalogue.wording(purpose, wording_version) is None:
        raise BasisNotAllowed(purpose.key)
    row = recorded_basis(person.id, purpose.id)
    if row and (row.status, row.legal_basis_id, row.wording_version) == ("in_force", basis.id, wording_version):
        return row.seq
    record = Record(purpose, basis, catalogue.source(source_key), evidence=evidence, wording_version=wording_version)
    lift_kept_stop(person.email_key, purpose.key, at=at)
    return enter(person, row, record, event="consent.given", at=at, by=PERSON, channel=channel)


def stop_purpose(
    person: Person,
    purpose: Purpose,
    catalogue: Catalogue,
    *,
    at: datetime,
    by: Actor = PERSON,
    channel: Channel = "page",
    comment: str = "",
    evidence: str = "",
    source: Source | None = None,
) -> int:
    """Withdraw the consent or object to the use, as the basis gives the right; return the entry's number.

    A purpose already stopped stays as it is. Direct marketing can be objected to without a recorded basis (art. 21(2)).

    :param source: how staff were told; the person's own page unless given
    :raises CannotStop: the basis gives no such right
    """
    row = recorded_basis(person.id, purpose.id)
    if row is None:
        if not purpose.direct_marketing:
            raise CannotStop(purpose.key)
        basis = catalogue.basis_of[purpose.default_basis_id] if purpose.default_basis_id else purpose.bases[0]
        told = source or catalogue.source("customer_portal")
        record = Record(purpose, basis, told, "objected", comment, evidence)
        return enter(person, None, record, event="purpose.objected", at=at, by=by, channel=channel)
    article = catalogue.basis_of[row.legal_basis_id].article
    if right(article, direct_marketing=purpose.direct_marketing) == "none":
        raise CannotStop(purpose.key)
    if row.status in {"withdrawn", "objected"}:
        return row.seq
    status: Status = status_after_stop(article)
    event = "consent.withdrawn" if status == "withdrawn" else "purpose.objected"
    note = {"comment": comment, "evidence": evidence}
    return set_status(person, row, purpose, status, event, **note, source=source, at=at, by=by, channel=channel)


def stop_all_marketing(
    person: Person, catalogue: Catalogue, *, at: datetime, by: Actor = PERSON, channel: Channel = "page"
) -> int:
    """Object to every use for direct marketing, now and later (art. 21(2)-(3)); return the entry's number.

    Stopping again, with nothing in use since, changes nothing.
    """
    marketing = {purpose.id: purpose for purpose in catalogue.all_purposes if purpose.direct_marketing}
    rows = [row for row in recorded_bases(person.id) if row.purpose_id in marketing]
    in_use = [row for row in rows if row.status not in {"withdrawn", "objected"}]
    if person.marketing_objected_at is not None and not any(row.status in IN_USE for row in in_use):
        return person.choices_seq
    [seq] = append([Draft("marketing.objected", person_ref=person.ref)], at=at, by=by, channel=channel)
    person.marketing_objected_at = at
    note_choice(person, seq)
    for row in in_use:
        status = status_after_stop(catalogue.basis_of[row.legal_basis_id].article)
        event = "consent.withdrawn" if status == "withdrawn" else "purpose.objected"
        set_status(person, row, marketing[row.purpose_id], status, event, at=at, by=by, channel=channel)
    return seq
