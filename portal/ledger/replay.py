"""What holds for a person by the ledger alone: their entries folded one after the other."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.ledger.models import LedgerEntry


@dataclass(frozen=True)
class BasisState:
    """What holds for one purpose."""

    basis: str
    status: str
    source: str
    wording_version: int | None
    since: datetime
    changed_at: datetime
    changed_by: str
    seq: int


@dataclass(frozen=True)
class PersonState:
    """What holds for one person; what is not in the ledger, such as names and addresses, is not here."""

    registered_at: datetime | None = None
    source: str | None = None
    language: str = ""
    marketing_objected_at: datetime | None = None
    paused_until: date | None = None
    bases: Mapping[str, BasisState] = field(default_factory=dict)
    """By the purpose's key."""
    topics: Mapping[str, bool] = field(default_factory=dict)
    """By the topic's key."""
    choices_seq: int = 0
    """The latest entry about a basis or preference."""


def replay(entries: Iterable[LedgerEntry]) -> PersonState:
    """Return what holds after those entries of one person, oldest first; for an earlier day, without the later ones."""
    state = PersonState()
    for entry in entries:
        state = _after(state, entry)
    return state


def _after(state: PersonState, entry: LedgerEntry) -> PersonState:
    details: dict[str, Any] = json.loads(entry.details)
    changes: dict[str, Any] = {}
    if entry.event == "person.registered":
        changes = {"registered_at": entry.at, "source": entry.source}
    elif entry.event == "marketing.objected":
        changes = {"marketing_objected_at": entry.at, "choices_seq": entry.seq}
    elif entry.event == "pause.set":
        until = date.fromisoformat(details["until"]) if details["until"] else None
        changes = {"paused_until": until, "choices_seq": entry.seq}
    elif entry.event == "topic.chosen":
        topics = {**state.topics, str(entry.topic): entry.status == "on"}
        changes = {"topics": topics, "choices_seq": entry.seq}
    elif entry.event == "basis.removed":
        left = {key: basis for key, basis in state.bases.items() if key != entry.purpose}
        changes = {"bases": left, "choices_seq": entry.seq}
    elif entry.purpose is not None:
        bases = {**state.bases, entry.purpose: _basis(state.bases.get(entry.purpose), entry, details)}
        changes = {"bases": bases, "choices_seq": entry.seq}
    if entry.event in {"person.registered", "person.changed"} and "language" in details:
        changes["language"] = details["language"]
    return replace(state, **changes)


def _basis(before: BasisState | None, entry: LedgerEntry, details: Mapping[str, Any]) -> BasisState:
    """Return what holds for the purpose; it has held since the basis or the status last changed.

    What was put back holds since it did before.
    """
    same = before is not None and (before.basis, before.status) == (entry.basis, entry.status)
    since = before.since if before is not None and same else entry.at
    if "since" in details:
        since = datetime.fromisoformat(details["since"])
    return BasisState(
        basis=str(entry.basis),
        status=str(entry.status),
        source=str(entry.source),
        wording_version=entry.wording_version,
        since=since,
        changed_at=entry.at,
        changed_by=entry.actor,
        seq=entry.seq,
    )
