"""The soft opt-in is computed and never assumed: every condition has to hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.customers.rules import (
    LONGEST_GOODS,
    BadSale,
    SaleFact,
    SoftOptIn,
    checked_sale,
    counts,
    earliest_sale,
    goods_key,
    is_existing_customer,
)
from portal.legal_bases.rules import kept_until
from tests.customers.selling import FACTS, SHOES, TERMS, TODAY, terms

SALES = st.lists(FACTS, max_size=4)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_a_recent_sale_of_similar_goods_with_the_way_out_makes_a_customer() -> None:
    assert is_existing_customer([SHOES], terms(), today=TODAY)


@pytest.mark.parametrize(
    "sale",
    [
        replace(SHOES, way_out_offered=False),
        replace(SHOES, goods="Väskor"),
        replace(SHOES, sold_on=date(2025, 4, 1)),
        replace(SHOES, sold_on=TODAY + timedelta(days=1)),
    ],
)
def test_a_sale_that_lacks_one_thing_does_not(sale: SaleFact) -> None:
    assert not is_existing_customer([sale], terms(), today=TODAY)


def test_a_sale_counts_up_to_the_same_day_so_many_months_later() -> None:
    sale = replace(SHOES, sold_on=date(2025, 4, 2))

    assert counts(sale, terms(), today=TODAY)


@given(SALES, TERMS)
def test_whoever_said_no_is_never_a_customer(sales: list[SaleFact], used: SoftOptIn) -> None:
    assert not is_existing_customer(sales, used, today=TODAY, said_no=True)


@given(SALES)
def test_nobody_is_a_customer_where_it_is_not_used(sales: list[SaleFact]) -> None:
    assert not is_existing_customer(sales, None, today=TODAY)


@given(SALES, TERMS, FACTS)
def test_another_sale_never_takes_it_away(sales: list[SaleFact], used: SoftOptIn, more: SaleFact) -> None:
    before = is_existing_customer(sales, used, today=TODAY)

    after = is_existing_customer([*sales, more], used, today=TODAY)

    assert after or not before


@given(SALES, TERMS)
def test_a_longer_limit_and_more_goods_never_take_it_away(sales: list[SaleFact], used: SoftOptIn) -> None:
    wider = SoftOptIn(used.months + 1, used.goods_keys | {"hats"})

    assert is_existing_customer(sales, wider, today=TODAY) or not is_existing_customer(sales, used, today=TODAY)


@given(DAYS, st.integers(1, 400))
def test_the_earliest_sale_is_the_first_day_that_is_kept_until_today(today: date, months: int) -> None:
    first = earliest_sale(months, today=today)

    assert kept_until(first, months) >= today
    assert kept_until(first - timedelta(days=1), months) < today


def test_a_limit_longer_than_the_calendar_lets_every_sale_count() -> None:
    assert earliest_sale(12 * 2000, today=TODAY) == date(1900, 1, 1)


@given(st.text(max_size=60))
def test_goods_are_compared_without_case_and_space(goods: str) -> None:
    assert goods_key(f"  {goods} ") == goods_key(goods)


@pytest.mark.parametrize(
    ("sale", "fault"),
    [
        (replace(SHOES, goods=" - "), "no_goods"),
        (replace(SHOES, goods="a" * (LONGEST_GOODS + 1)), "long_goods"),
        (replace(SHOES, goods="skor\0"), "unwritable_goods"),
        (replace(SHOES, sold_on=TODAY + timedelta(days=1)), "future_sale"),
        (replace(SHOES, sold_on=date(1812, 1, 1)), "ancient_sale"),
    ],
)
def test_a_sale_that_says_nothing_sensible_is_refused(sale: SaleFact, fault: str) -> None:
    with pytest.raises(BadSale) as refused:
        checked_sale(sale, today=TODAY)

    assert refused.value.fault == fault


def test_a_sale_is_stored_without_space_around_its_goods() -> None:
    assert checked_sale(replace(SHOES, goods=" Skor\n"), today=TODAY) == SHOES
