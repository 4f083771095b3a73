"""The person card: everything that is known about one person."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.customers.queries import sales_of
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, evidence_of
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.links.queries import open_view_links
from portal.mail.queries import confirmation_state, letters_of
from portal.people.queries import data_fields, looks
from portal.people.rules import CORE_FIELDS
from portal.preferences.queries import all_topics, pause_end, topic_choices
from portal.preferences.rules import is_paused
from portal.settings.queries import current_organisation
from portal.web.countries import country_names
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.labels import LABELS
from portal.web.staff.people.looking import looked_at

SHOWN = 50
"""Lines of the history, and of who has looked, before the rest is left to the export."""

bp = belongs_to(Blueprint("person", __name__, url_prefix=ONE_PERSON), "people")


class Happening(NamedTuple):
    """One entry of the ledger with the words that stand beside it."""

    entry: LedgerEntry
    proof: dict[str, Any]
    """Comment and evidence, or old and new values, while they are kept."""
    details: dict[str, Any]


@bp.get("")
def show(person_id: int) -> ResponseReturnValue:
    """Show the person's data, bases, letters, links and history, and who has looked."""
    person, known = looked_at(person_id), catalogue()
    happenings, seen = entries_of(person.ref), looks(person_id)
    return render_template(
        "staff/people/card.html",
        person=person,
        core=[(name, getattr(person, name)) for name in CORE_FIELDS if getattr(person, name)],
        further=data_fields(person_id),
        sales=sales_of(person_id),
        bases=recorded_bases(person_id),
        known=known,
        choices=topic_choices(person_id),
        topics=all_topics(),
        paused_until=_paused_until(person_id),
        letters=letters_of(person_id),
        confirmation=confirmation_state(person),
        links=open_view_links(person_id, at=clock.now()),
        happenings=with_proof(happenings[-SHOWN:]),
        more_happenings=max(len(happenings) - SHOWN, 0),
        looks=seen[:SHOWN],
        more_looks=max(len(seen) - SHOWN, 0),
        **_words(g.language),
    )


def _words(language: str) -> dict[str, Any]:
    return {
        "language": language,
        "countries": country_names(language),
        "spoken_languages": dict(OWN_NAMES),
        "by_key": by_key(),
        "labels": LABELS,
    }


def _paused_until(person_id: int) -> date | None:
    until, today = pause_end(person_id), clock.today(current_organisation().time_zone)
    return until if is_paused(until, today=today) else None


def with_proof(entries: Sequence[LedgerEntry]) -> list[Happening]:
    """Return the entries with what proves or explains them, latest first."""
    proofs = evidence_of([entry.seq for entry in entries if entry.evidence_commitment])
    return [
        Happening(entry, json.loads(proofs.get(entry.seq, "{}")), json.loads(entry.details))
        for entry in reversed(entries)
    ]


def by_key() -> dict[str, dict[str, Any]]:
    """Return purposes, bases, sources and topics by the keys that the ledger names them by."""
    known = catalogue()
    lists: dict[str, Sequence[Any]] = {
        "purposes": known.all_purposes,
        "bases": known.all_bases,
        "sources": known.all_sources,
        "topics": all_topics(),
    }
    return {name: {item.key: item for item in items} for name, items in lists.items()}
