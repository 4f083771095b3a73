"""Change the legal basis of a chunk of people, or put it back: a handful of statements, however many they are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from portal.bulk.actions import keep_done, keep_left
from portal.bulk.models import BulkChange
from portal.bulk.rules import Outcome, outcome, outcome_of_undoing
from portal.bulk.terms import Terms, present
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_with_evidence
from portal.ledger.rules import Actor
from portal.legal_bases.many import Change, Held, held, remove, write
from portal.legal_bases.rules import Status

Chunk = Sequence[tuple[int, int | None]]
"""People's ids, each with the entry of the change once there is one."""


@dataclass(frozen=True)
class Replaced:
    """What a change replaced, as its entry tells it, with the entry before, if there was anything."""

    seq: int
    since: str = ""
    entry: LedgerEntry | None = None
    evidence: str = ""


def apply_to(chunk: Chunk, change: BulkChange, terms: Terms, *, at: datetime, by: Actor) -> None:
    """Change the basis of those people for whom it still may be: a no that came since it was counted is kept."""
    wish = terms.wish
    people = [
        (one, outcome(wish, present(one))) for one in held([key for key, _ in chunk], terms.purpose.id, lock=True)
    ]
    changes = [_change(one, terms, at) for one, what in people if what == "change"]
    seqs = write(changes, terms.purpose, terms.known, at=at, by=by, channel="staff")
    keep_done(change, "change", "changed", {one.held.person_id: seq for one, seq in zip(changes, seqs, strict=True)})
    keep_left(change, "change", [(one.person_id, what) for one, what in people if what != "change"])


def put_back(chunk: Chunk, change: BulkChange, terms: Terms, *, at: datetime, by: Actor) -> None:
    """Give those people back what the change replaced, unless somebody has changed it since; a no stays."""
    replaced = _replaced({key: seq for key, seq in chunk if seq is not None})
    people = [
        (one, _undone(one, replaced[one.person_id], terms)) for one in held(list(replaced), terms.purpose.id, lock=True)
    ]
    undone = [one for one, what in people if what == "undone"]
    back = [_back(one, replaced[one.person_id], terms) for one in undone if replaced[one.person_id].entry]
    new = [one for one in undone if not replaced[one.person_id].entry]
    seqs = write(back, terms.purpose, terms.known, at=at, by=by, channel="staff")
    seqs += remove(new, terms.purpose, terms.known, details={"bulk": terms.bulk_id}, at=at, by=by, channel="staff")
    done = [*(one.held.person_id for one in back), *(one.person_id for one in new)]
    keep_done(change, "changed", "undone", dict(zip(done, seqs, strict=True)))
    keep_left(change, "changed", [(one.person_id, what) for one, what in people if what != "undone"])


def _change(one: Held, terms: Terms, at: datetime) -> Change:
    """Return the basis put in force, or the one there is ended: it keeps what nobody says anew."""
    details, row = {"bulk": terms.bulk_id}, one.row
    if terms.basis is not None:
        same = row is not None and (row.status, row.legal_basis_id) == ("in_force", terms.basis.id)
        return Change(
            held=one,
            event="basis.recorded",
            basis_id=terms.basis.id,
            status="in_force",
            source_id=terms.source.id,
            comment=terms.comment,
            evidence=terms.evidence,
            wording_version=terms.wording_version,
            since=row.since if row is not None and same else at,
            details=details,
        )
    if row is None:
        raise ValueError("there is no basis to end")
    return Change(
        held=one,
        event="basis.ended",
        basis_id=row.legal_basis_id,
        status="ended",
        source_id=terms.source.id,
        comment=terms.comment or row.comment,
        evidence=terms.evidence or row.evidence,
        wording_version=row.wording_version,
        since=at,
        details=details,
    )


def _replaced(seqs: Mapping[int, int]) -> dict[int, Replaced]:
    """Return what was replaced by the changes of those numbers, by person."""
    ours = entries_with_evidence(list(seqs.values()))
    olds = {seq: json.loads(entry.details).get("old") for seq, (entry, _) in ours.items()}
    before = entries_with_evidence([old["seq"] for old in olds.values() if old])
    replaced = {}
    for person_id, seq in seqs.items():
        old = olds[seq]
        replaced[person_id] = Replaced(seq, old["since"], *before[old["seq"]]) if old else Replaced(seq)
    return replaced


def _undone(one: Held, was: Replaced, terms: Terms) -> Outcome:
    old = cast("Status", was.entry.status) if was.entry else None
    is_ours = one.row is not None and one.row.seq == was.seq
    return outcome_of_undoing(old, present(one), is_ours=is_ours, direct_marketing=terms.purpose.direct_marketing)


def _back(one: Held, was: Replaced, terms: Terms) -> Change:
    """Return the basis as the entry before the change tells it, in force since it was then."""
    if was.entry is None:
        raise ValueError("there was nothing before")
    words = json.loads(was.evidence) if was.evidence else {}
    return Change(
        held=one,
        event="basis.undone",
        basis_id=terms.known.basis(was.entry.basis or "").id,
        status=cast("Status", was.entry.status),
        source_id=terms.known.source(was.entry.source or "").id,
        comment=words.get("comment", ""),
        evidence=words.get("evidence", ""),
        wording_version=was.entry.wording_version,
        since=datetime.fromisoformat(was.since),
        details={"bulk": terms.bulk_id, "since": was.since},
    )
