"""What is recorded for one purpose and many people: read, written and removed with a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update

from portal.database import Base
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.models import Purpose, RecordedBasis
from portal.legal_bases.queries import Catalogue, catalogue
from portal.legal_bases.rules import Status
from portal.people.actions import note_many_choices
from portal.people.kept_stops import kept_stops, stop_for
from portal.people.models import Person

_BASES, _PEOPLE = (Base.metadata.tables[model.__tablename__] for model in (RecordedBasis, Person))
_WRITTEN = (
    "legal_basis_id",
    "status",
    "source_id",
    "comment",
    "evidence",
    "wording_version",
    "since",
    "changed_at",
    "changed_by",
    "channel",
    "seq",
)
_ADD = insert(_BASES)
_SET = update(_BASES).where(_BASES.c.id == bindparam("row_id")).values({name: bindparam(name) for name in _WRITTEN})
_REMOVE = delete(_BASES).where(_BASES.c.id == bindparam("row_id"))


class Row(NamedTuple):
    """What is recorded for a person and the purpose."""

    id: int
    legal_basis_id: int
    status: Status
    comment: str
    evidence: str
    wording_version: int | None
    since: datetime
    seq: int


class Held(NamedTuple):
    """One person, and what is recorded for them and the purpose."""

    person_id: int
    ref: str
    marketing_objected: bool
    restricted: bool
    row: Row | None
    kept_stop: bool = False
    """Whether a no of somebody erased is kept for their address, and covers the purpose."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written for one person."""

    held: Held
    event: str
    basis_id: int
    status: Status
    source_id: int
    comment: str
    evidence: str
    wording_version: int | None
    since: datetime
    details: Mapping[str, Any]


def held(person_ids: Sequence[int], purpose_id: int, *, lock: bool) -> list[Held]:
    """Return what is recorded for those of the people who are there, by id.

    The people are locked first and their bases read by a second statement, which sees what others did meanwhile.

    :param lock: whether to keep the people until the transaction ends
    """
    columns = (_PEOPLE.c[name] for name in ("id", "ref", "marketing_objected_at", "restricted_at", "email_key"))
    people = select(*columns).where(_PEOPLE.c.id.in_(person_ids)).order_by(_PEOPLE.c.id)
    connection = db.session.connection()
    there = connection.execute(people.with_for_update() if lock else people).all()
    bases = select(_BASES.c.person_id, *(_BASES.c[name] for name in Row._fields)).where(
        _BASES.c.purpose_id == purpose_id, _BASES.c.person_id.in_(person_ids)
    )
    rows = {person_id: Row(*values) for person_id, *values in connection.execute(bases)}
    stopped = _stopped({key for person_id, *_, key in there if person_id not in rows}, purpose_id)
    return [
        Held(person_id, ref, objected is not None, restricted is not None, rows.get(person_id), key in stopped)
        for person_id, ref, objected, restricted, key in there
    ]


def _stopped(email_keys: set[str], purpose_id: int) -> set[str]:
    purpose = catalogue().purpose_of[purpose_id]
    return {
        key
        for key, scopes in kept_stops(email_keys).items()
        if stop_for(scopes, purpose.key, direct_marketing=purpose.direct_marketing)
    }


def write(
    changes: Sequence[Change], purpose: Purpose, known: Catalogue, *, at: datetime, by: Actor, channel: Channel
) -> list[int]:
    """Write the rows with their entries, without asking whether it may be, and return the entries' numbers.

    The people are locked, and none is there twice.
    """
    if not changes:
        return []
    seqs = append((_draft(change, purpose, known) for change in changes), at=at, by=by, channel=channel)
    same = {"changed_at": at, "changed_by": str(by), "channel": channel}
    added, changed = [], []
    for change, seq in zip(changes, seqs, strict=True):
        row = change.held.row
        values = {
            **same,
            "legal_basis_id": change.basis_id,
            "status": change.status,
            "source_id": change.source_id,
            "comment": change.comment,
            "evidence": change.evidence,
            "wording_version": change.wording_version,
            "since": change.since,
            "seq": seq,
        }
        if row is None:
            added.append({**values, "person_id": change.held.person_id, "purpose_id": purpose.id})
        else:
            changed.append({**values, "row_id": row.id})
    connection = db.session.connection()
    for statement, rows in ((_ADD, added), (_SET, changed)):
        if rows:
            connection.execute(statement, rows)
    note_many_choices({change.held.person_id: seq for change, seq in zip(changes, seqs, strict=True)})
    return seqs


def remove(
    people: Sequence[Held],
    purpose: Purpose,
    known: Catalogue,
    *,
    details: Mapping[str, Any],
    at: datetime,
    by: Actor,
    channel: Channel,
) -> list[int]:
    """Delete the rows of the people, each of whom has one, and return the numbers of the entries that say so."""
    rows = [(one, one.row) for one in people if one.row is not None]
    if not rows:
        return []
    drafts = [
        Draft("basis.removed", one.ref, purpose.key, details={**_old(row, known), **details}) for one, row in rows
    ]
    seqs = append(drafts, at=at, by=by, channel=channel)
    db.session.connection().execute(_REMOVE, [{"row_id": row.id} for _, row in rows])
    note_many_choices({one.person_id: seq for (one, _), seq in zip(rows, seqs, strict=True)})
    return seqs


def _draft(change: Change, purpose: Purpose, known: Catalogue) -> Draft:
    row, told = change.held.row, change.comment or change.evidence
    return Draft(
        change.event,
        person_ref=change.held.ref,
        purpose=purpose.key,
        basis=known.basis_of[change.basis_id].key,
        status=change.status,
        source=known.source_of[change.source_id].key,
        wording_version=change.wording_version,
        details={**(_old(row, known) if row else {}), **change.details},
        evidence=canonical_json({"comment": change.comment, "evidence": change.evidence}) if told else "",
    )


def _old(row: Row, known: Catalogue) -> dict[str, Any]:
    basis, since = known.basis_of[row.legal_basis_id].key, row.since.isoformat()
    return {"old": {"basis": basis, "status": row.status, "since": since, "seq": row.seq}}
