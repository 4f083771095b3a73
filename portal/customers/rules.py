"""The soft opt-in: when somebody who bought something may be sent marketing without having consented."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from portal.legal_bases.rules import kept_until
from portal.people.rules import folded_words, has_control_characters, tidy

LONGEST_GOODS: Final = 100
"""Characters."""
EARLIEST: Final = date(1900, 1, 1)
"""No sale is older."""

SaleFault = Literal["no_goods", "long_goods", "unwritable_goods", "future_sale", "ancient_sale"]


class BadSale(ValueError):
    """The sale can't be recorded."""

    def __init__(self, fault: SaleFault) -> None:
        """Keep why."""
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class SaleFact:
    """One sale to somebody."""

    sold_on: date
    """In the organisation's time zone."""
    goods: str
    """The class of goods."""
    way_out_offered: bool
    """Whether the person was offered to say no to marketing when the address was collected."""


@dataclass(frozen=True)
class SoftOptIn:
    """On which terms the organisation uses the soft opt-in."""

    months: int
    """How long after a sale."""
    goods_keys: frozenset[str]
    """The classes of goods that what is marketed is similar to, folded."""


def goods_key(goods: str) -> str:
    """Return the class of goods folded for comparing: its words without case and accents."""
    return " ".join(folded_words(goods))[: LONGEST_GOODS + 10]


def checked_sale(sale: SaleFact, *, today: date) -> SaleFact:
    """Return the sale as it is stored.

    :raises BadSale: the goods say nothing or too much, or the day is in the future or long ago
    """
    goods = tidy(sale.goods)
    if not goods_key(goods):
        raise BadSale("no_goods")
    if len(goods) > LONGEST_GOODS:
        raise BadSale("long_goods")
    if has_control_characters(goods):
        raise BadSale("unwritable_goods")
    if sale.sold_on > today:
        raise BadSale("future_sale")
    if sale.sold_on < EARLIEST:
        raise BadSale("ancient_sale")
    return SaleFact(sale.sold_on, goods, sale.way_out_offered)


def earliest_sale(months: int, *, today: date) -> date:
    """Return the first day on which a sale still counts today, so many months after it."""
    total = today.year * 12 + today.month - 1 - months
    if total < EARLIEST.year * 12:
        return EARLIEST
    year, month = divmod(total, 12)
    first = date(year, month + 1, 1)
    while kept_until(first, months) < today:
        first = date.fromordinal(first.toordinal() + 1)
    return first


def counts(sale: SaleFact, terms: SoftOptIn, *, today: date) -> bool:
    """Tell whether the sale carries the soft opt-in today.

    Directive 2002/58/EC art. 13(2), and in Sweden marknadsföringslagen (2008:486) 19 §.
    """
    return (
        sale.way_out_offered
        and goods_key(sale.goods) in terms.goods_keys
        and earliest_sale(terms.months, today=today) <= sale.sold_on <= today
    )


def is_existing_customer(
    sales: Iterable[SaleFact], terms: SoftOptIn | None, *, today: date, said_no: bool = False
) -> bool:
    """Tell whether the soft opt-in holds: it is in use, a sale carries it, and the person has not said no.

    :param terms: None: the organisation does not use it for the purpose
    """
    return terms is not None and not said_no and any(counts(sale, terms, today=today) for sale in sales)
