"""How an entry is turned into bytes, chained and committed to."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

FORMAT = 1
START = "0" * 64

FIELDS = (
    "seq",
    "prev_hash",
    "at",
    "event",
    "person_ref",
    "purpose",
    "basis",
    "status",
    "source",
    "topic",
    "wording_version",
    "actor",
    "channel",
    "details",
    "evidence_commitment",
)


@dataclass(frozen=True)
class Actor:
    """Who made a change: the person, a named staff user, an import, an API key or the system."""

    kind: Literal["person", "staff", "import", "api", "system"]
    name: str = ""

    def __str__(self) -> str:
        """Return the form kept in the ledger, such as ``staff:bob@example.se``."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


VOUCHING = frozenset({"page", "staff", "import", "api", "cli"})
"""Channels of those who know a person, or are them: what comes in there ends the doubt about a web form's answer."""

PERSON = Actor("person")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class Draft:
    """A change to be entered, before it has a number."""

    event: str
    person_ref: str | None = None
    purpose: str | None = None
    basis: str | None = None
    status: str | None = None
    source: str | None = None
    topic: str | None = None
    wording_version: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: str = ""
    """Personal data that proves or explains the change; kept beside the ledger."""


def canonical_json(value: Any) -> str:
    """Return the one spelling of a value that is hashed and stored: sorted keys, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_moment(at: datetime) -> str:
    """Return the moment in UTC with microseconds (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the entry's canonical bytes: format number, then every field in order."""
    spelled = [FORMAT, *(canonical_moment(values[name]) if name == "at" else values[name] for name in FIELDS)]
    return sha256(canonical_json(spelled).encode()).hexdigest()


def commitment(key: bytes, evidence: str) -> str:
    """Return the HMAC-SHA-256 that binds an entry to evidence kept elsewhere (RFC 2104)."""
    return hmac.new(key, evidence.encode(), sha256).hexdigest()
