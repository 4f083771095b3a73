"""Append to the ledger."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from portal.extensions import db
from portal.ledger.models import Channel, LedgerEntry, LedgerEvidence, LedgerHead
from portal.ledger.rules import FIELDS, FORMAT, Actor, Draft, canonical_json, commitment, entry_hash
from portal.prepared import Prepared

CONFIGURATION_EVENTS = (
    "purpose.",
    "basis_kind.",
    "source.",
    "topic_kind.",
    "wording.",
    "template.",
    "settings.",
    "form.",
    "field_kind.",
)
"""Events that begin so change what every process keeps in memory."""

_HEADS, _ENTRIES, _EVIDENCE = (
    model.metadata.tables[model.__tablename__] for model in (LedgerHead, LedgerEntry, LedgerEvidence)
)
_HEAD = Prepared(select(_HEADS.c.seq, _HEADS.c.hash, _HEADS.c.configuration).where(_HEADS.c.id == 1).with_for_update())
_ENTER = Prepared(insert(_ENTRIES), ("format", "hash", *FIELDS))
_PROVE = Prepared(insert(_EVIDENCE).inline(), ("seq", "key", "text"))
_ADVANCE = Prepared(
    update(_HEADS)
    .where(_HEADS.c.id == 1)
    .values(seq=bindparam("last_seq"), hash=bindparam("last_hash"), configuration=bindparam("version"))
)


def append(drafts: Iterable[Draft], *, at: datetime, by: Actor, channel: Channel) -> list[int]:
    """Enter the changes in order and return their numbers.

    It locks the ledger's head until the transaction ends: lock the person first, append last.
    """
    db.session.flush()
    connection = db.session.connection()
    [(seq, last_hash, configuration)] = _HEAD.rows(connection, {})
    entries: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for entry, proof in _chained(drafts, seq, last_hash, at=at, actor=str(by), channel=channel):
        entries.append(entry)
        if proof:
            evidence.append(proof)
        if entry["event"].startswith(CONFIGURATION_EVENTS):
            configuration = entry["hash"]
    if not entries:
        return []
    _ENTER.run(connection, entries)
    _PROVE.run(connection, evidence)
    last = entries[-1]
    _ADVANCE.run(connection, [{"last_seq": last["seq"], "last_hash": last["hash"], "version": configuration}])
    return [entry["seq"] for entry in entries]


def _chained(
    drafts: Iterable[Draft], seq: int, last: str, *, at: datetime, actor: str, channel: Channel
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    for draft in drafts:
        seq += 1
        key = secrets.token_bytes(32) if draft.evidence else b""
        entry: dict[str, Any] = {
            "format": FORMAT,
            "seq": seq,
            "prev_hash": last,
            "at": at,
            "event": draft.event,
            "person_ref": draft.person_ref,
            "purpose": draft.purpose,
            "basis": draft.basis,
            "status": draft.status,
            "source": draft.source,
            "topic": draft.topic,
            "wording_version": draft.wording_version,
            "actor": actor,
            "channel": channel,
            "details": canonical_json(draft.details),
            "evidence_commitment": commitment(key, draft.evidence) if draft.evidence else None,
        }
        last = entry["hash"] = entry_hash(entry)
        yield entry, {"seq": seq, "key": key, "text": draft.evidence} if draft.evidence else None
