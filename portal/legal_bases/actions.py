"""Record, lift and end legal bases on behalf of a person: what staff, imports, forms and programs do."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import VOUCHING, Actor, Draft, canonical_json
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, RecordedBasis, Source
from portal.legal_bases.queries import kept_since, recorded_basis
from portal.legal_bases.rules import (
    IN_USE,
    NO,
    BasisNotAllowed,
    EvidenceMissing,
    KeptNo,
    NothingToLift,
    StaleForm,
    Standing,
    Status,
    evidence_lifts,
    says_no,
)
from portal.people.actions import note_choice
from portal.people.kept_stops import lift_kept_stop
from portal.people.models import Person
from portal.texts import Texts


@dataclass(frozen=True)
class Record:
    """What is to be recorded for one person and one purpose."""

    purpose: Purpose
    basis: LegalBasis
    source: Source
    status: Status = "in_force"
    comment: str = ""
    evidence: str = ""
    wording_version: int | None = None


def standing(person: Person, purpose: Purpose, row: RecordedBasis | None) -> Standing:
    """Return what decides whether something new may be recorded for the purpose."""
    return Standing(
        status=row.status if row else None,
        marketing_objected=person.marketing_objected_at is not None,
        direct_marketing=purpose.direct_marketing,
        kept_stop=(row is None or row.status not in IN_USE) and kept_since(person, purpose) is not None,
    )


def no_since(person: Person, purpose: Purpose, row: RecordedBasis | None) -> datetime | None:
    """Return when the person last said no to the purpose, to it alone or to all marketing, or None."""
    moments = (
        row.since if row and row.status in NO else None,
        person.marketing_objected_at if purpose.direct_marketing else None,
        kept_since(person, purpose),
    )
    return max((moment for moment in moments if moment is not None), default=None)


def record_basis(person: Person, record: Record, *, at: datetime, by: Actor, channel: Channel) -> bool:
    """Record a basis and tell whether that changed anything; lock the person first.

    :raises KeptNo: the person said no to the purpose
    :raises BasisNotAllowed: the purpose can't rest on that basis, or one of them is out of use
    """
    row = recorded_basis(person.id, record.purpose.id)
    if says_no(standing(person, record.purpose, row)):
        raise KeptNo(record.purpose.key)
    _check_allowed(record)
    if row is not None and _same(row, record):
        return False
    enter(person, row, record, event="basis.recorded", at=at, by=by, channel=channel)
    return True


def lift_no(
    person: Person,
    record: Record,
    *,
    dated: date,
    correction: str = "",
    zone: str,
    at: datetime,
    by: Actor,
    channel: Channel = "staff",
) -> None:
    """Put a purpose back in force over a no, on evidence dated after it; with a correction, the no was a mistake.

    :param dated: the day of the evidence, in the time zone ``zone``
    :raises NothingToLift: the person did not say no
    :raises BasisNotAllowed: the purpose can't rest on that basis, or one of them is out of use
    :raises EvidenceMissing: the evidence is empty, older than the no, or dated in the future
    """
    row = recorded_basis(person.id, record.purpose.id)
    if not says_no(standing(person, record.purpose, row)):
        raise NothingToLift(record.purpose.key)
    _check_allowed(record)
    local, since = ZoneInfo(zone), no_since(person, record.purpose, row)
    if since is None or not evidence_lifts(
        record.evidence,
        dated=dated,
        no_day=since.astimezone(local).date(),
        today=at.astimezone(local).date(),
    ):
        raise EvidenceMissing(record.purpose.key)
    lift_kept_stop(person.email_key, record.purpose.key, at=at)
    explained = replace(record, comment=correction or record.comment)
    details = {"dated": dated.isoformat(), "correction": bool(correction)}
    event = "basis.corrected" if correction else "basis.lifted"
    enter(person, row, explained, event=event, details=details, at=at, by=by, channel=channel)


def end_basis(
    person: Person,
    purpose: Purpose,
    *,
    comment: str = "",
    evidence: str = "",
    source: Source | None = None,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> bool:
    """End a basis that no longer applies, and tell whether there was one; a no stays a no.

    :param source: how it became known, where that differs from how the basis came
    """
    row = recorded_basis(person.id, purpose.id)
    if row is None or row.status not in {"in_force", "awaiting", "expired"}:
        return False
    note = {"comment": comment, "evidence": evidence}
    set_status(person, row, purpose, "ended", "basis.ended", **note, source=source, at=at, by=by, channel=channel)
    return True


def check_fresh(person: Person, seen: int) -> None:
    """Refuse a form that was opened before the latest change of the person's bases or preferences.

    :raises StaleForm: there is a newer change
    """
    if seen != person.choices_seq:
        raise StaleForm(seen)


def enter(
    person: Person,
    row: RecordedBasis | None,
    record: Record,
    *,
    event: str,
    at: datetime,
    by: Actor,
    channel: Channel,
    details: dict[str, Any] | None = None,
) -> int:
    """Write the row and its entry as told, without asking whether it may be, and return the entry's number."""
    evidence = canonical_json({"comment": record.comment, "evidence": record.evidence})
    old = {"old": {"basis": _basis_key(row), "status": row.status, "since": row.since.isoformat()}} if row else {}
    draft = Draft(
        event,
        person_ref=person.ref,
        purpose=record.purpose.key,
        basis=record.basis.key,
        status=record.status,
        source=record.source.key,
        wording_version=record.wording_version,
        details={**old, **(details or {})},
        evidence=evidence if record.comment or record.evidence else "",
    )
    [seq] = append([draft], at=at, by=by, channel=channel)
    if row is None:
        row = RecordedBasis(person_id=person.id, purpose_id=record.purpose.id, since=at)
        db.session.add(row)
    elif (row.status, row.legal_basis_id) != (record.status, record.basis.id):
        row.since = at
    row.legal_basis_id, row.status, row.source_id = record.basis.id, record.status, record.source.id
    row.comment, row.evidence, row.wording_version = record.comment, record.evidence, record.wording_version
    row.changed_at, row.changed_by, row.channel, row.seq = at, str(by), channel, seq
    if channel in VOUCHING:
        person.unconfirmed_since = None
    note_choice(person, seq)
    return seq


def set_status(
    person: Person,
    row: RecordedBasis,
    purpose: Purpose,
    status: Status,
    event: str,
    *,
    at: datetime,
    by: Actor,
    channel: Channel,
    comment: str = "",
    evidence: str = "",
    source: Source | None = None,
) -> int:
    """Give a recorded basis another status, all else as it was unless told, and return the entry's number."""
    basis = db.session.get_one(LegalBasis, row.legal_basis_id)
    told = source or db.session.get_one(Source, row.source_id)
    record = Record(purpose, basis, told, status, comment or row.comment, evidence or row.evidence, row.wording_version)
    return enter(person, row, record, event=event, at=at, by=by, channel=channel)


def add_wording(
    purpose: Purpose,
    texts: Texts,
    version: int,
    *,
    ask_again: bool = False,
    at: datetime,
    by: Actor,
    channel: Channel = "system",
) -> None:
    """Keep a new version of a purpose's consent wording; older consents keep theirs."""
    made = {"made_at": at, "made_by": str(by), "ask_again": ask_again}
    db.session.add(ConsentWording(purpose_id=purpose.id, version=version, texts=texts, **made))
    details = {"key": purpose.key, "texts": texts, "ask_again": ask_again}
    draft = Draft("wording.added", purpose=purpose.key, wording_version=version, details=details)
    append([draft], at=at, by=by, channel=channel)


def _basis_key(row: RecordedBasis) -> str:
    return db.session.get_one(LegalBasis, row.legal_basis_id).key


def _check_allowed(record: Record) -> None:
    allowed = {basis.id for basis in record.purpose.bases if basis.active} if record.purpose.active else set()
    if record.basis.id not in allowed:
        raise BasisNotAllowed(record.basis.key)


def _same(row: RecordedBasis, record: Record) -> bool:
    return (row.legal_basis_id, row.status, row.source_id, row.comment, row.evidence, row.wording_version) == (
        record.basis.id,
        record.status,
        record.source.id,
        record.comment,
        record.evidence,
        record.wording_version,
    )
