"""The sale that a row tells, and what an import changes of sales."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from portal.customers.actions import fact_of, record_sales, remove_sale
from portal.customers.models import Sale
from portal.customers.queries import sales_of
from portal.customers.rules import BadSale, SaleFact, checked_sale, goods_key
from portal.imports.reasons import Refused
from portal.ledger.rules import Actor
from portal.legal_bases.models import Source
from portal.people.models import Person

_YES: Final = frozenset({"yes", "ja", "true", "sant", "1", "x", "y", "j"})
_NO: Final = frozenset({"", "no", "nej", "false", "falskt", "0", "n"})
_DAY: Final = len("2026-11-24")

SaleChange = tuple[str, str, bool | None, bool]
"""Day, goods folded, whether the way out was offered before (None: no such sale), and after."""


def sale_told(values: Mapping[str, str], *, today: date) -> SaleFact | None:
    """Return the sale that the row tells, or None when it tells of none.

    :raises Refused: what it tells can't be recorded
    """
    day, goods, way_out = (values.get(name, "") for name in ("sold_on", "goods", "way_out"))
    if not (day or goods):
        return None
    if not (day and goods):
        raise Refused("half_sale")
    if way_out.casefold() not in _YES | _NO:
        raise Refused("no_yes", field="way_out")
    try:
        sale = SaleFact(_day(day), goods, way_out.casefold() in _YES)
        return checked_sale(sale, today=today)
    except BadSale as fault:
        raise Refused(fault.fault) from fault


def _day(text: str) -> date:
    """Return the day; a spreadsheet may have put a time after it."""
    try:
        return datetime.fromisoformat(text).date() if len(text) > _DAY else date.fromisoformat(text)
    except ValueError as fault:
        raise Refused("no_day", field="sold_on") from fault


def note_sales(
    person: Person, sales: Iterable[SaleFact], source: Source, *, at: datetime, by: Actor
) -> list[SaleChange]:
    """Record the sales of a row, and return what stood before, for an undo."""
    before = _way_outs(person.id)
    record_sales(person, sales, source=source, at=at, by=by, channel="import")
    return [(*_name(fact), before.get(_name(fact)), fact.way_out_offered) for fact in sales]


def sales_changed(changes: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[bool | None, bool]]:
    """Return what one import changed of a person's sales, in however many rows: what stood first and last."""
    changed: dict[tuple[str, str], tuple[bool | None, bool]] = {}
    for before in changes:
        for day, goods, old, new in before.get("sales", ()):
            first = changed[day, goods][0] if (day, goods) in changed else old
            changed[day, goods] = first, new
    return changed


def restore_sales(
    person: Person,
    changed: Mapping[tuple[str, str], tuple[bool | None, bool]],
    sources: Mapping[int, Source],
    *,
    at: datetime,
    by: Actor,
) -> int:
    """Put back what an import changed of the person's sales, where nobody has changed it since; return how many."""
    restored = 0
    for sale in sales_of(person.id):
        old, new = changed.get(_name(fact_of(sale)), (None, None))
        if new is None or sale.way_out_offered != new or old == new:
            continue
        if old is None:
            remove_sale(person, sale, at=at, by=by, channel="import")
        else:
            told = SaleFact(sale.sold_on, sale.goods, old)
            record_sales(person, [told], source=sources[sale.source_id], at=at, by=by, channel="import")
        restored += 1
    return restored


def remove_own_sales(person: Person, import_id: int, *, at: datetime, by: Actor) -> None:
    """Delete the sales of the person that rest on the import alone."""
    for sale in sales_of(person.id):
        if sale.recorded_by == f"import:{import_id}":
            remove_sale(person, sale, at=at, by=by, channel="import")


def stored_sales(sales: Iterable[Sale]) -> dict[tuple[str, str], bool]:
    """Return whether the way out was offered with each sale, by day and goods."""
    return {_name(fact_of(sale)): sale.way_out_offered for sale in sales}


def is_news(fact: SaleFact, stored: Mapping[tuple[str, str], bool]) -> bool:
    """Tell whether the sale is not on record, or otherwise."""
    return stored.get(_name(fact)) is not fact.way_out_offered


def with_sale(stored: Mapping[tuple[str, str], bool], sales: Iterable[SaleFact]) -> dict[tuple[str, str], bool]:
    """Return what would be on record once the sales are."""
    return {**stored, **{_name(fact): fact.way_out_offered for fact in sales}}


def _way_outs(person_id: int) -> dict[tuple[str, str], bool]:
    return stored_sales(sales_of(person_id))


def _name(fact: SaleFact) -> tuple[str, str]:
    return fact.sold_on.isoformat(), goods_key(fact.goods)
