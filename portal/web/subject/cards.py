"""What the person's pages say about each purpose, and what may be pressed there."""

from datetime import date
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.legal_bases.queries import BasisRow, Catalogue
from portal.legal_bases.rules import IN_USE, NO, Right, kept_until, right
from portal.links.queries import Visit

State = Literal["unused", "in_use", "awaiting", "stopped", "assessed", "over"]


class Card(NamedTuple):
    """One purpose as it stands for one person."""

    purpose: Purpose
    state: State
    row: BasisRow | None
    basis: LegalBasis | None
    source: Source | None
    right: Right
    may_consent: bool
    until: date | None
    """The last day it is kept, where the period counts from the recording."""


def cards(visit: Visit, rows: dict[int, BasisRow], catalogue: Catalogue, zone: str) -> list[Card]:
    """Return a card for every purpose in use, and for those that still bind a person to what they said.

    :param rows: what is recorded, by purpose id
    :param zone: the IANA name of the time zone in which days are counted
    """
    return [
        card(purpose, rows.get(purpose.id), visit, catalogue, zone)
        for purpose in catalogue.all_purposes
        if purpose.active or purpose.id in rows
    ]


def card(purpose: Purpose, row: BasisRow | None, visit: Visit, catalogue: Catalogue, zone: str) -> Card:
    """Return the card of one purpose."""
    may_consent = catalogue.takes_consent(purpose)
    if row is None:
        objected = purpose.direct_marketing and visit.marketing_objected_at is not None
        return Card(purpose, "stopped" if objected else "unused", None, None, None, "none", may_consent, None)
    basis = catalogue.basis_of[row.legal_basis_id]
    state = _state(purpose, row, basis, visit)
    in_use = state in {"in_use", "awaiting"}
    asked_again = basis.article == "a" and catalogue.asks_again(purpose, row.wording_version)
    counted = in_use and purpose.retention_months is not None and purpose.retention_event == "recorded"
    return Card(
        purpose,
        state,
        row,
        basis,
        catalogue.source_of[row.source_id],
        right(basis.article, direct_marketing=purpose.direct_marketing) if in_use else "none",
        may_consent and (state != "in_use" or asked_again),
        kept_until(row.changed_at.astimezone(ZoneInfo(zone)), purpose.retention_months or 0) if counted else None,
    )


def _state(purpose: Purpose, row: BasisRow, basis: LegalBasis, visit: Visit) -> State:
    if row.status in NO:
        assessed = row.status == "objected" and not purpose.direct_marketing and basis.article in {"e", "f"}
        return "assessed" if assessed else "stopped"
    if row.status in IN_USE:
        return "in_use" if row.status == "in_force" else "awaiting"
    objected = purpose.direct_marketing and visit.marketing_objected_at is not None
    return "stopped" if objected else "over"


def sends_marketing(shown: list[Card]) -> bool:
    """Tell whether there is still some direct marketing to stop."""
    return any(item.purpose.direct_marketing and item.state in {"in_use", "awaiting"} for item in shown)
