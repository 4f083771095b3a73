"""Find sales, and who is an existing customer by them."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, false, select

from portal.customers.models import Sale
from portal.customers.rules import SaleFact, SoftOptIn, earliest_sale
from portal.extensions import db
from portal.ledger.models import LedgerEntry, LedgerEvidence

_AT_A_TIME = 500


def sales_of(person_id: int) -> Sequence[Sale]:
    """Return the sales to the person, latest first."""
    order = (Sale.sold_on.desc(), Sale.id.desc())
    return db.session.scalars(select(Sale).where(Sale.person_id == person_id).order_by(*order)).all()


def sale_of(person_id: int, sale_id: int) -> Sale | None:
    """Return that sale to the person, or None."""
    sale = db.session.get(Sale, sale_id)
    return sale if sale is not None and sale.person_id == person_id else None


def is_customer(person_id: SQLColumnExpression[Any], terms: SoftOptIn | None, *, today: date) -> ColumnElement[bool]:
    """Return the condition that a sale to the person carries the soft opt-in today: ``rules.counts`` in SQL.

    :param person_id: the column of the statement that it stands in
    """
    if terms is None or not terms.goods_keys:
        return false()
    return exists().where(
        Sale.person_id == person_id,
        Sale.sold_on.between(earliest_sale(terms.months, today=today), today),
        Sale.goods_key.in_(sorted(terms.goods_keys)),
        Sale.way_out_offered.is_(True),
    )


def sales_known(person_refs: Collection[str], *, until: datetime) -> dict[str, list[SaleFact]]:
    """Return the sales that were on record at that moment by the ledger, by the person's reference.

    Of people who were erased nothing is known any more.
    """
    known: dict[str, dict[tuple[str, str], SaleFact]] = {}
    refs = sorted(person_refs)
    for start in range(0, len(refs), _AT_A_TIME):
        statement = (
            select(LedgerEntry.person_ref, LedgerEvidence.text)
            .join(LedgerEvidence, LedgerEvidence.seq == LedgerEntry.seq)
            .where(
                LedgerEntry.person_ref.in_(refs[start : start + _AT_A_TIME]),
                LedgerEntry.event.in_(("sale.recorded", "sale.removed")),
                LedgerEntry.at <= until,
            )
            .order_by(LedgerEntry.seq)
        )
        for ref, told in db.session.execute(statement):
            _follow(known.setdefault(ref, {}), json.loads(told))
    return {ref: list(sales.values()) for ref, sales in known.items() if sales}


def _follow(sales: dict[tuple[str, str], SaleFact], told: dict[str, Any]) -> None:
    """Bring the sales to what they were after an entry."""
    old, new = told["old"], told["new"]
    if old is not None:
        sales.pop((old["sold_on"], old["goods"]), None)
    if new is not None:
        fact = SaleFact(date.fromisoformat(new["sold_on"]), new["goods"], new["way_out_offered"])
        sales[new["sold_on"], new["goods"]] = fact
