"""Stop all marketing for many people at once: a handful of statements, however many they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import select

from portal.database import Base
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.many import Change, Held, Row, write
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import Catalogue
from portal.legal_bases.rules import IN_USE, NO, status_after_stop
from portal.numbering import set_numbers
from portal.people.models import Person

_BASES, _PEOPLE = (Base.metadata.tables[model.__tablename__] for model in (RecordedBasis, Person))


@dataclass(frozen=True)
class Objection:
    """Somebody who objects to marketing, whose row is locked."""

    person_id: int
    ref: str
    objected_before: bool
    """Whether all marketing was stopped already."""
    said_at: datetime
    """When they objected, which may be long before it is noted."""


def stop_marketing_of(
    objections: Sequence[Objection], known: Catalogue, *, at: datetime, by: Actor, channel: Channel
) -> list[int]:
    """Stop all marketing to those people (GDPR art. 21(2)-(3)) and return the ids of those for whom it changed a thing.

    What a person consented to on their own after they objected stays, as if the objection had been noted in time.
    """
    rows = _rows([one.person_id for one in objections], known)
    stops = {
        one.person_id: [row for row in rows.get(one.person_id, ()) if not _is_newer(row, one)] for one in objections
    }
    new = [
        one
        for one in objections
        if not one.objected_before or any(row.status in IN_USE for row in stops[one.person_id])
    ]
    drafts = [Draft("marketing.objected", person_ref=one.ref) for one in new]
    seqs = dict(zip((one.person_id for one in new), append(drafts, at=at, by=by, channel=channel), strict=True))
    if seqs:
        set_numbers(_PEOPLE, seqs, key="id", number="choices_seq", same={"marketing_objected_at": at})
    for purpose in known.all_purposes:
        changes = [
            _stop(one, row, known, at) for one in new for row in stops[one.person_id] if row.purpose_id == purpose.id
        ]
        write(changes, purpose, known, at=at, by=by, channel=channel)
    return list(seqs)


def _rows(person_ids: Collection[int], known: Catalogue) -> dict[int, list[Found[Any]]]:
    """Return what is recorded for marketing and not a no already, by person."""
    marketing = [purpose.id for purpose in known.all_purposes if purpose.direct_marketing]
    found = (
        select(_BASES)
        .where(_BASES.c.person_id.in_(person_ids), _BASES.c.purpose_id.in_(marketing), _BASES.c.status.not_in(NO))
        .order_by(_BASES.c.person_id, _BASES.c.purpose_id)
    )
    rows: dict[int, list[Found[Any]]] = {}
    for row in db.session.connection().execute(found) if person_ids else ():
        rows.setdefault(row.person_id, []).append(row)
    return rows


def _is_newer(row: Found[Any], objection: Objection) -> bool:
    """Tell whether the person consented on their own after they objected."""
    return bool(row.status == "in_force" and row.changed_by == "person" and row.changed_at > objection.said_at)


def _stop(one: Objection, row: Found[Any], known: Catalogue, at: datetime) -> Change:
    status = status_after_stop(known.basis_of[row.legal_basis_id].article)
    there = Row(*(getattr(row, name) for name in Row._fields))
    return Change(
        held=Held(one.person_id, one.ref, one.objected_before, restricted=False, row=there),
        event="consent.withdrawn" if status == "withdrawn" else "purpose.objected",
        basis_id=row.legal_basis_id,
        status=status,
        source_id=row.source_id,
        comment=row.comment,
        evidence=row.evidence,
        wording_version=row.wording_version,
        since=at,
        details={},
    )
