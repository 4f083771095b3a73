"""Read the ledger: one person's history, the head, and whether the chain holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry, LedgerEvidence, LedgerHead
from portal.ledger.rules import FIELDS, FORMAT, START, commitment, entry_hash

BATCH = 5000


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold, and why."""

    seq: int
    reason: str


def head() -> tuple[int, str]:
    """Return the number and hash of the latest entry; before the first, 0 and 64 zeros."""
    row = db.session.execute(select(LedgerHead.seq, LedgerHead.hash).where(LedgerHead.id == 1)).one()
    return row.seq, row.hash


def entries_of(person_ref: str) -> Sequence[LedgerEntry]:
    """Return the person's entries, oldest first."""
    return db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.person_ref == person_ref).order_by(LedgerEntry.seq)
    ).all()


def entry_rows_of(person_ref: str) -> Sequence[Any]:
    """Return the person's entries as plain rows with the columns' names, oldest first: many at little cost."""
    columns = [LedgerEntry.__table__.c[name] for name in ("hash", *FIELDS) if name != "prev_hash"]
    return db.session.execute(
        select(*columns).where(LedgerEntry.person_ref == person_ref).order_by(LedgerEntry.seq)
    ).all()


def latest_entry_of(person_ref: str, event: str) -> LedgerEntry | None:
    """Return the person's latest entry of that event, or None."""
    return db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.person_ref == person_ref, LedgerEntry.event == event)
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
    ).one_or_none()


def entry(seq: int) -> LedgerEntry | None:
    """Return the entry of that number, or None."""
    return db.session.get(LedgerEntry, seq)


def evidence_of(seqs: Sequence[int]) -> dict[int, str]:
    """Return the evidence that still stands beside those entries, by number."""
    rows = db.session.execute(
        select(LedgerEvidence.seq, LedgerEvidence.text).where(LedgerEvidence.seq.in_(seqs)).order_by(LedgerEvidence.seq)
    )
    return dict(rows.tuples().all())


def entries_with_evidence(seqs: Sequence[int]) -> dict[int, tuple[LedgerEntry, str]]:
    """Return the entries of those numbers, each with the evidence that still stands beside it or an empty text."""
    statement = (
        select(LedgerEntry, LedgerEvidence.text)
        .outerjoin(LedgerEvidence, LedgerEvidence.seq == LedgerEntry.seq)
        .where(LedgerEntry.seq.in_(seqs))
        .order_by(LedgerEntry.seq)
    )
    return {entry.seq: (entry, text or "") for entry, text in db.session.execute(statement)} if seqs else {}


def _all_entries() -> Iterator[dict[str, Any]]:
    columns = [LedgerEntry.__table__.c[name] for name in ("format", "hash", *FIELDS)]
    statement = (
        select(*columns, LedgerEvidence.key, LedgerEvidence.text)
        .outerjoin(LedgerEvidence, LedgerEvidence.seq == LedgerEntry.seq)
        .order_by(LedgerEntry.seq)
        .execution_options(yield_per=BATCH)
    )
    with db.session.execute(statement) as rows:
        for row in rows.mappings():
            yield dict(row)


def verify(known_head: tuple[int, str] | None = None) -> Broken | None:
    """Return the first entry that was changed, removed, swapped or cut off, or None when all hold.

    :param known_head: a number and hash noted earlier outside; its absence means that the end was cut off
    """
    last, expected, known_seen = START, 1, known_head is None or known_head == (0, START)
    for values in _all_entries():
        reason = _fault(values, expected, last)
        if reason:
            return Broken(values["seq"], reason)
        last, expected = values["hash"], expected + 1
        if known_head is not None and values["seq"] == known_head[0]:
            if last != known_head[1]:
                return Broken(values["seq"], "the entry differs from the head noted earlier")
            known_seen = True
    if not known_seen:
        return Broken(expected, "entries are missing up to the head noted earlier")
    if head() != (expected - 1, last):
        return Broken(expected, "entries are missing before the head")
    return None


def _fault(values: dict[str, Any], expected: int, last: str) -> str:
    if values["seq"] != expected:
        return "an entry before it is missing"
    if values["format"] != FORMAT:
        return "its format is unknown"
    if values["prev_hash"] != last:
        return "it does not follow the entry before it"
    if values["hash"] != entry_hash(values):
        return "it was changed"
    if values["key"] is not None and commitment(values["key"], values["text"]) != values["evidence_commitment"]:
        return "its evidence was changed"
    return ""
