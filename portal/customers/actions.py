"""Record sales and delete them; who calls has locked the person and commits."""

from collections.abc import Iterable
from datetime import datetime

from portal.customers.models import Sale
from portal.customers.queries import sales_of
from portal.customers.rules import SaleFact, goods_key
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.models import Source
from portal.people.models import Person


def record_sales(
    person: Person, sales: Iterable[SaleFact], *, source: Source, at: datetime, by: Actor, channel: Channel
) -> list[Sale]:
    """Record the sales, checked by ``rules.checked_sale``, and return those that are new or told otherwise than before.

    A sale is known by its day and goods, so that what is sent twice is kept once.
    """
    known = {(sale.sold_on, sale.goods_key): sale for sale in sales_of(person.id)}
    drafts, changed = [], []
    for fact in sales:
        sale = known.get((fact.sold_on, goods_key(fact.goods)))
        if sale is not None and sale.way_out_offered == fact.way_out_offered:
            continue
        evidence = canonical_json({"old": told(fact_of(sale)) if sale else None, "new": told(fact)})
        drafts.append(Draft("sale.recorded", person.ref, source=source.key, evidence=evidence))
        if sale is None:
            sale = Sale(person_id=person.id, sold_on=fact.sold_on, goods_key=goods_key(fact.goods))
            known[sale.sold_on, sale.goods_key] = sale
            db.session.add(sale)
        sale.goods, sale.way_out_offered, sale.source_id = fact.goods, fact.way_out_offered, source.id
        sale.recorded_at, sale.recorded_by = at, str(by)
        changed.append(sale)
    append(drafts, at=at, by=by, channel=channel)
    return changed


def remove_sale(person: Person, sale: Sale, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Delete a sale that was recorded by mistake, or is no longer needed."""
    evidence = canonical_json({"old": told(fact_of(sale)), "new": None})
    db.session.delete(sale)
    append([Draft("sale.removed", person.ref, evidence=evidence)], at=at, by=by, channel=channel)


def fact_of(sale: Sale) -> SaleFact:
    """Return what the row says about the sale."""
    return SaleFact(sale.sold_on, sale.goods, sale.way_out_offered)


def told(fact: SaleFact) -> dict[str, str | bool]:
    """Return the sale as the evidence beside the ledger spells it."""
    return {"sold_on": fact.sold_on.isoformat(), "goods": fact.goods, "way_out_offered": fact.way_out_offered}
