"""A customer club among the purposes, and what else the tests of the catalogue begin with."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.legal_bases.cataloguing import Change, add_item, change_item, locked_item, set_active
from portal.legal_bases.listed import BASES, FIELD_KINDS, PURPOSES, SOURCES, Listed
from portal.preferences.listed import TOPICS
from portal.texts import Texts
from tests.make import AT, BOB

LISTS = {"purposes": PURPOSES, "bases": BASES, "sources": SOURCES, "topics": TOPICS, "data fields": FIELD_KINDS}

CLUB: dict[str, Any] = {
    "alias": None,
    "direct_marketing": True,
    "retention_months": 12,
    "retention_event": "recorded",
    "required": False,
    "default_basis": None,
    "bases": ["consent"],
}
"""The facts of a purpose."""
FACTS: dict[str, dict[str, Any]] = {
    "purposes": CLUB,
    "bases": {"alias": None, "article": "c"},
    "sources": {"alias": None, "from_person": True, "send_confirmation": True},
    "topics": {"purpose": "e_marketing"},
    "data fields": {},
}
"""What an item of each list may be like."""


def named(sv: str, en: str = "", **more: Mapping[str, str]) -> Texts:
    """Return texts with a name in Swedish and perhaps English."""
    spoken = {"sv": sv, "en": en} if en else {"sv": sv}
    return {"name": spoken, **{field: dict(texts) for field, texts in more.items()}}


def add(name: str, key: str = "club", texts: Texts | None = None, **facts: Any) -> Any:
    """Add an item to the list of that name, and commit."""
    item = add_item(LISTS[name], key, FACTS[name] | facts, texts or named("Klubb", "Club"), at=AT, by=BOB)
    db.session.commit()
    return item


def change(listed: Listed, key: str, texts: Texts | None = None, **facts: Any) -> Change:
    """Change an item, with its other facts and texts as they are, and commit."""
    item = locked_item(listed, key)
    now = listed.snapshot(item)
    kept = {name: now[name] for name in (*listed.plain, *listed.one, *listed.many)}
    changed = change_item(listed, item, kept | facts, texts or item.texts, at=AT, by=BOB)
    db.session.commit()
    return changed


def retire(listed: Listed, key: str, *, active: bool = False) -> None:
    """Take an item out of use, or into use again, and commit."""
    set_active(listed, locked_item(listed, key), active=active, at=AT, by=BOB)
    db.session.commit()


def last_entry() -> LedgerEntry:
    """Return the ledger's latest entry."""
    return db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()


def last_details() -> dict[str, Any]:
    """Return what the ledger's latest entry tells."""
    told: dict[str, Any] = json.loads(last_entry().details)
    return told
