"""What holds for a person by the ledger alone: their entries folded one after the other."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.ledger.models import LedgerEntry
from portal.ledger.rules import VOUCHING

Details = Mapping[str, Any]
Changes = dict[str, Any]


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
    unconfirmed: bool = False
    """Whether only a web form names the address so far."""
    informed_at: datetime | None = None
    """When staff noted that the person was informed otherwise than by a letter."""
    address_refused_at: datetime | None = None
    restricted_at: datetime | None = None
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
    if entry.event in {"person.removed", "person.erased"}:
        return PersonState()
    details: dict[str, Any] = json.loads(entry.details)
    changes = _CHANGES.get(entry.event, _about_purpose)(state, entry, details)
    if entry.event in {"person.registered", "person.changed"} and "language" in details:
        changes["language"] = details["language"]
    if entry.channel in VOUCHING and (entry.purpose is not None or entry.event == "person.changed"):
        changes["unconfirmed"] = False
    return replace(state, **changes)


def _registered(_: PersonState, entry: LedgerEntry, details: Details) -> Changes:
    unconfirmed = bool(details.get("unconfirmed"))
    return {"registered_at": entry.at, "source": entry.source, "unconfirmed": unconfirmed}


def _changed(_: PersonState, __: LedgerEntry, details: Details) -> Changes:
    return {"address_refused_at": None} if "email" in details.get("fields", ()) else {}


def _paused(_: PersonState, entry: LedgerEntry, details: Details) -> Changes:
    until = date.fromisoformat(details["until"]) if details["until"] else None
    return {"paused_until": until, "choices_seq": entry.seq}


def _chose_topic(state: PersonState, entry: LedgerEntry, _: Details) -> Changes:
    topics = {**state.topics, str(entry.topic): entry.status == "on"}
    return {"topics": topics, "choices_seq": entry.seq}


def _removed(state: PersonState, entry: LedgerEntry, _: Details) -> Changes:
    left = {key: basis for key, basis in state.bases.items() if key != entry.purpose}
    return {"bases": left, "choices_seq": entry.seq}


def _about_purpose(state: PersonState, entry: LedgerEntry, details: Details) -> Changes:
    if entry.purpose is None:
        return {}
    bases = {**state.bases, entry.purpose: _basis(state.bases.get(entry.purpose), entry, details)}
    return {"bases": bases, "choices_seq": entry.seq}


_CHANGES: Mapping[str, Callable[[PersonState, LedgerEntry, Details], Changes]] = {
    "person.registered": _registered,
    "person.changed": _changed,
    "person.reduced": lambda _, entry, __: {"topics": {}, "paused_until": None, "choices_seq": entry.seq},
    "person.restricted": lambda _, entry, __: {"restricted_at": entry.at},
    "person.restriction_lifted": lambda *_: {"restricted_at": None},
    "person.informed": lambda _, entry, __: {"informed_at": entry.at},
    "answer.confirmed": lambda *_: {"unconfirmed": False},
    "marketing.objected": lambda _, entry, __: {"marketing_objected_at": entry.at, "choices_seq": entry.seq},
    "marketing.stop_kept": lambda _, entry, __: {"marketing_objected_at": entry.at, "choices_seq": entry.seq},
    "pause.set": _paused,
    "topic.chosen": _chose_topic,
    "basis.removed": _removed,
    "address.refused": lambda _, entry, __: {"address_refused_at": entry.at},
    "address.works": lambda *_: {"address_refused_at": None},
}
"""What each event changes; one about a purpose sets what holds for it."""


def _basis(before: BasisState | None, entry: LedgerEntry, details: Details) -> BasisState:
    """Return what holds for the purpose; it has held since the basis or the status last changed.

    What was put back holds since it did before.
    """
    same = before is not None and (before.basis, before.status) == (entry.basis, entry.status)
    since = before.since if before is not None and same else entry.at
    return BasisState(
        basis=str(entry.basis),
        status=str(entry.status),
        source=str(entry.source),
        wording_version=entry.wording_version,
        since=datetime.fromisoformat(details["since"]) if "since" in details else since,
        changed_at=entry.at,
        changed_by=entry.actor,
        seq=entry.seq,
    )
