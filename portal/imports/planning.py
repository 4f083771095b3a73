"""What a row changes, given what is stored: decided for a whole chunk before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from portal.customers.rules import SaleFact
from portal.imports.checking import Wish
from portal.imports.selling import is_news, with_sale
from portal.legal_bases.actions import Record
from portal.legal_bases.models import Purpose
from portal.legal_bases.rules import Standing, Status, says_no
from portal.people.kept_stops import MARKETING, stop_for
from portal.people.models import StopStatus

Outcome = Literal["created", "updated", "unchanged"]
Stops = Mapping[str, StopStatus]
"""Noes that are kept for an address, by what they cover."""


@dataclass(frozen=True)
class StoredBasis:
    """What matters of a recorded basis."""

    legal_basis_id: int
    status: Status
    source_id: int
    comment: str
    by_import: bool


@dataclass(frozen=True)
class Stored:
    """What matters of a person who is in the register."""

    person_id: int
    """0: only planned, in a dry run."""
    core: Mapping[str, str]
    marketing_objected: bool = False
    bases: Mapping[int, StoredBasis] = field(default_factory=dict)
    """By purpose id."""
    further: Mapping[str, str] = field(default_factory=dict)
    """Label -> value."""
    stops: Stops = field(default_factory=dict)
    restricted: bool = False
    """Whether the data may only be stored: an import leaves it as it is."""
    sales: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    """Day and goods -> whether the way out was offered."""


@dataclass(frozen=True)
class Plan:
    """What the row does to one person."""

    wish: Wish
    outcome: Outcome
    person_id: int = 0
    core: Mapping[str, str] = field(default_factory=dict)
    """The fields that differ."""
    records: Sequence[Record] = ()
    withdrawn: Sequence[Purpose] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    kept_no: Sequence[Purpose] = ()
    sales: Sequence[SaleFact] = ()
    objects: bool = False
    """Whether all marketing is stopped for somebody new from the beginning."""


def plan(wish: Wish, stored: Stored | None, stops: Stops | None = None) -> Plan:
    """Return what the row changes; a no is kept, and told.

    :param stops: the noes kept for the address of somebody new
    """
    if stored is None:
        return _newcomer(wish, Stored(0, {}, MARKETING in (stops or {}), stops=stops or {}))
    core = {name: text for name, text in wish.core.items() if name != "email" and stored.core.get(name) != text}
    kept_no = [record.purpose for record in wish.records if _is_no(stored, record.purpose)]
    kept = {purpose.id for purpose in kept_no}
    records = [record for record in wish.records if record.purpose.id not in kept and not _holds(stored, record)]
    withdrawn = [purpose for purpose in wish.withdrawn if not _is_no(stored, purpose)]
    further = {label: text for label, text in wish.further.items() if stored.further.get(label) != text}
    sales = [sale for sale in wish.sales if is_news(sale, stored.sales)]
    outcome: Outcome = "updated" if core or records or withdrawn or further or sales else "unchanged"
    return Plan(wish, outcome, stored.person_id, core, records, withdrawn, further, kept_no, sales)


def _newcomer(wish: Wish, before: Stored) -> Plan:
    kept_no = [record.purpose for record in wish.records if _is_no(before, record.purpose)]
    kept = {purpose.id for purpose in kept_no}
    records = [record for record in wish.records if record.purpose.id not in kept]
    made = Plan(wish, "created", 0, wish.core, records, wish.withdrawn, wish.further, kept_no, wish.sales)
    return replace(made, objects=before.marketing_objected)


def after(done: Plan, stored: Stored | None) -> Stored:
    """Return what would be stored once the plan is carried out, for the rows after it in a dry run."""
    before = stored or Stored(0, {}, done.objects)
    bases = dict(before.bases)
    for record in done.records:
        bases[record.purpose.id] = StoredBasis(
            record.basis.id, record.status, record.source.id, record.comment, by_import=True
        )
    for purpose in done.withdrawn:
        bases[purpose.id] = StoredBasis(0, "withdrawn", 0, "", by_import=True)
    further, sales = {**before.further, **done.further}, with_sale(before.sales, done.sales)
    return replace(before, core={**before.core, **done.core}, bases=bases, further=further, sales=sales)


def _is_no(stored: Stored, purpose: Purpose) -> bool:
    row = stored.bases.get(purpose.id)
    marketing = purpose.direct_marketing
    kept = stop_for(stored.stops, purpose.key, direct_marketing=marketing) is not None
    return says_no(Standing(row.status if row else None, stored.marketing_objected, marketing, kept))


def _holds(stored: Stored, record: Record) -> bool:
    """Tell whether the basis is in force already; what others than an import recorded is not reworded by one."""
    row = stored.bases.get(record.purpose.id)
    if row is None or (row.legal_basis_id, row.status) != (record.basis.id, "in_force"):
        return False
    return not row.by_import or (row.source_id, row.comment) == (record.source.id, record.comment)
