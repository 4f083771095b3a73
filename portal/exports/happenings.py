"""What has happened: changes, letters, and who has looked."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from portal.exports.document import Cell, Column, Section
from portal.exports.words import (
    actor_label,
    channel_label,
    core_field_label,
    event_label,
    letter_kind_label,
    letter_state_label,
    role_label,
    status_label,
)
from portal.ledger.queries import entry_rows_of, evidence_of
from portal.legal_bases.queries import catalogue
from portal.mail.queries import letter_rows_of, without_tokens
from portal.people.models import Person
from portal.people.queries import looks
from portal.preferences.queries import all_topics

BATCH = 500
"""Entries whose evidence is asked for at once."""


class Said:
    """Labels that were looked up already: in one language each is looked up once, however many rows have it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[Any, Any], str] = {}

    def once(self, label: Callable[[Any], str], of: Any, key: Any = None) -> str:
        """Return what the label says; the key tells what it depends on, where that is not what it is given."""
        known = label, of if key is None else key
        if known not in self._known:
            self._known[known] = label(of)
        return self._known[known]


def history(person: Person, language: str) -> Section:
    """Return every change, oldest first, with the evidence that is still kept."""
    entries, known = entry_rows_of(person.ref), catalogue()
    names = {
        "purpose": {item.key: item.name(language) for item in known.all_purposes},
        "basis": {item.key: item.name(language) for item in known.all_bases},
        "source": {item.key: item.name(language) for item in known.all_sources},
        "topic": {item.key: item.name(language) for item in all_topics()},
    }
    columns = (
        Column("at", _("When")),
        Column("event", _("What has happened")),
        Column("purpose", _("Purpose")),
        Column("legal_basis", _("Legal basis")),
        Column("status", _("Status")),
        Column("topic", _("Topic")),
        Column("source", _("Source")),
        Column("wording_version", _("Wording version")),
        Column("changed_by", _("Changed by")),
        Column("channel", _("Came in through")),
        Column("explanation", _("Comment, evidence and values")),
        Column("seq", _("Reference")),
        Column("hash", _("Seal of the entry")),
    )
    proofs = _proofs(entries)
    said = Said()
    rows = [_history_row(entry, proofs.get(entry.seq, ""), names, said) for entry in entries]
    return Section("history", _("History"), columns, rows)


def _proofs(entries: Sequence[Any]) -> dict[int, str]:
    seqs = [entry.seq for entry in entries if entry.evidence_commitment]
    proofs: dict[int, str] = {}
    for start in range(0, len(seqs), BATCH):
        proofs.update(evidence_of(seqs[start : start + BATCH]))
    return proofs


def _history_row(entry: Any, proof: str, names: Mapping[str, Mapping[str, str]], said: Said) -> tuple[Cell, ...]:
    def name(kind: str, key: str | None) -> str | None:
        return names[kind].get(key, key) if key else None

    return (
        entry.at,
        said.once(event_label, entry, (entry.event, entry.status, entry.actor == "person")),
        name("purpose", entry.purpose),
        name("basis", entry.basis),
        said.once(status_label, entry.status),
        name("topic", entry.topic),
        name("source", entry.source),
        entry.wording_version,
        said.once(actor_label, entry.actor),
        said.once(channel_label, entry.channel),
        _explained(entry, proof),
        entry.seq,
        entry.hash,
    )


def _explained(entry: Any, proof: str) -> str:
    """Return comment, evidence, old and new values in words, one a line."""
    values: dict[str, Any] = json.loads(proof) if proof else {}
    lines = [str(values[name]) for name in ("label", "comment", "evidence") if values.get(name)]
    if values.get("old"):
        lines.append(_("Before") + ": " + _spelled(values["old"]))
    if values.get("new"):
        lines.append(_("After") + ": " + _spelled(values["new"]))
    if entry.event == "pause.set":
        lines.append(json.loads(entry.details)["until"] or _("No pause"))
    if entry.event.startswith("answer."):
        lines.append(f"/forms/{json.loads(entry.details)['form']}")
    return "\n".join(lines)


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{core_field_label(name)}: {_spelled(text)}" for name, text in value.items())
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(value) or "-"


def letters(person: Person) -> Section:
    """Return every letter, oldest first; links in them are cut short, as they open the person's page."""
    columns = (
        Column("queued_at", _("Written")),
        Column("sent_at", _("Sent")),
        Column("kind", _("Letter")),
        Column("recipient", _("To")),
        Column("state", _("Status")),
        Column("subject", _("Subject")),
        Column("text", _("Text")),
    )
    said = Said()
    rows: list[tuple[Cell, ...]] = [
        (
            letter.queued_at,
            letter.sent_at,
            said.once(letter_kind_label, letter.kind),
            letter.recipient,
            said.once(letter_state_label, letter.state),
            letter.subject,
            without_tokens(letter.text) if letter.text else None,
        )
        for letter in letter_rows_of(person.id)
    ]
    return Section("letters", _("Letters"), columns, rows)


def looking(person: Person) -> Section:
    """Return who has viewed or exported the person, oldest first, by role and reason and never by name."""
    columns = (
        Column("at", _("When")),
        Column("kind", _("What")),
        Column("role", _("Role")),
        Column("reason", _("Reason")),
    )
    rows: list[tuple[Cell, ...]] = [
        (look.at, _("Exported") if look.kind == "export" else _("Viewed"), role_label(look.role), look.reason)
        for look in reversed(looks(person.id))
    ]
    return Section("looks", _("Who has looked"), columns, rows)
