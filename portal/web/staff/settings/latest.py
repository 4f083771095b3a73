"""The latest changes of what can be set, as the ledger tells them."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _

from portal.exports.words import actor_label
from portal.ledger.models import LedgerEntry
from portal.texts import Piece, compared, worded
from portal.web.languages import OWN_NAMES
from portal.web.staff.settings.listing import Listing


class Row(NamedTuple):
    """One thing that differs: a fact before and after, or a text with what was removed and added."""

    label: str
    old: str = ""
    new: str = ""
    pieces: tuple[Piece, ...] = ()


class Told(NamedTuple):
    """One change: when, by whom, of which item, and what differs."""

    at: datetime
    who: str
    deed: str
    name: str
    rows: list[Row]


def told_changes(listing: Listing, entries: Iterable[LedgerEntry]) -> list[Told]:
    """Return the changes of a list's items in words."""
    return [_told(listing, entry, json.loads(entry.details)) for entry in entries]


def actor_name(actor: str) -> str:
    """Return who made a change, staff by their address."""
    kind, _colon, name = actor.partition(":")
    return name if kind == "staff" and name else actor_label(actor)


def _told(listing: Listing, entry: LedgerEntry, details: dict[str, Any]) -> Told:
    key = str(details.get("key") or (getattr(entry, listing.listed.column) if listing.listed.column else ""))
    rows = _rows(listing, details) if entry.event.endswith(".changed") else []
    return Told(entry.at, actor_name(entry.actor), _deed(entry, details), _name(listing, key, details), rows)


def _name(listing: Listing, key: str, details: dict[str, Any]) -> str:
    """Return the item's name; of one that is gone, the name that the entry tells, or its key."""
    if listing.item(key) is None:
        told = {**details.get("old", {}), **details.get("new", {})}
        names = {language: told.get(f"name.{language}") or "" for language, _own in OWN_NAMES}
        return str(worded({"name": names}, "name", g.language) or key)
    return listing.name_of(key)


def _rows(listing: Listing, details: dict[str, Any]) -> list[Row]:
    old, new = details.get("old", {}), details.get("new", {})
    return [
        Row(listing.label(name), pieces=tuple(compared(old.get(name) or "", new.get(name) or "")))
        if "." in name
        else Row(
            listing.label(name), listing.value_words(name, old.get(name)), listing.value_words(name, new.get(name))
        )
        for name in sorted({*old, *new})
    ]


def _deed(entry: LedgerEntry, details: dict[str, Any]) -> str:
    deed = entry.event.rpartition(".")[2]
    if entry.event == "wording.added":
        return str(_("Consent wording, version %(version)s", version=entry.wording_version))
    if deed == "ask_again":
        asks = details["new"]["ask_again"]
        return str(_("Asks again for consents") if asks else _("No longer asks again for consents"))
    if deed == "moved":
        places = {name: details[name]["place"] for name in ("old", "new")}
        return str(_("Moved from place %(old)s to %(new)s", **places))
    deeds = {
        "added": _("Added"),
        "changed": _("Changed"),
        "deactivated": _("Taken out of use"),
        "restored": _("Taken into use again"),
        "deleted": _("Deleted"),
    }
    return str(deeds.get(deed, deed))
