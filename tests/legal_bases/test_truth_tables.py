"""The rights and rules that follow from a basis, case by case and against calendars of another make."""

import calendar
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal_bases.rules import (
    IN_USE,
    NO,
    evidence_lifts,
    is_pause_for_assessment,
    kept_until,
    right,
    status_after_stop,
)
from portal.shipped.lists import BASES

ARTICLES = [article for _, _, article, _, _ in BASES]
RIGHTS = {
    ("a", False): "withdraw",
    ("b", False): "none",
    ("c", False): "none",
    ("d", False): "none",
    ("e", False): "object",
    ("f", False): "object",
    ("a", True): "withdraw",
    ("b", True): "object",
    ("c", True): "object",
    ("d", True): "object",
    ("e", True): "object",
    ("f", True): "object",
}
"""By the letter of art. 6(1), and whether it is for direct marketing."""
DAYS = st.dates(date(1970, 1, 1), date(2200, 1, 1))
MONTHS = st.integers(0, 600)


def month_by_month(since: date, months: int) -> date:
    """Return the day so many months after, counted one month after the other."""
    year, month = since.year, since.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(since.day, calendar.monthrange(year, month)[1]))


def test_the_table_knows_every_basis_that_is_shipped() -> None:
    assert {article for article, _ in RIGHTS} == set(ARTICLES)


@pytest.mark.parametrize(("article", "marketing"), list(RIGHTS))
def test_the_right_follows_from_the_basis_and_the_use(article: str, marketing: bool) -> None:
    assert right(article, direct_marketing=marketing) == RIGHTS[article, marketing]


@pytest.mark.parametrize("article", ARTICLES)
def test_direct_marketing_can_always_be_stopped(article: str) -> None:
    assert right(article, direct_marketing=True) != "none"


@pytest.mark.parametrize(("article", "marketing"), list(RIGHTS))
def test_what_becomes_of_a_stopped_basis_is_the_name_of_the_right(article: str, marketing: bool) -> None:
    stopped = {"withdraw": "withdrawn", "object": "objected", "none": "objected"}

    assert status_after_stop(article) == stopped[right(article, direct_marketing=marketing)]


@pytest.mark.parametrize("article", ARTICLES)
def test_what_is_stopped_is_a_no_and_not_in_use(article: str) -> None:
    status = status_after_stop(article)

    assert status in NO
    assert status not in IN_USE


@pytest.mark.parametrize(("article", "marketing"), list(RIGHTS))
def test_only_an_objection_that_can_be_weighed_is_assessed(article: str, marketing: bool) -> None:
    assessed = is_pause_for_assessment(article, direct_marketing=marketing)

    assert assessed is (not marketing and RIGHTS[article, marketing] == "object")


@given(DAYS, MONTHS)
def test_months_are_counted_as_one_month_after_the_other(since: date, months: int) -> None:
    assert kept_until(since, months) == month_by_month(since, months)


@given(DAYS, MONTHS)
def test_the_end_is_on_the_same_date_or_the_last_of_a_shorter_month(since: date, months: int) -> None:
    end = kept_until(since, months)

    assert end.day == since.day or (end.day < since.day and (end + timedelta(days=1)).day == 1)


@given(DAYS)
def test_twelve_months_are_a_year_but_for_the_leap_day(since: date) -> None:
    end = kept_until(since, 12)

    assert end.year == since.year + 1
    assert (end.month, end.day) == ((2, 28) if (since.month, since.day) == (2, 29) else (since.month, since.day))


@given(DAYS, MONTHS)
def test_a_month_more_is_never_shorter(since: date, months: int) -> None:
    assert kept_until(since, months) < kept_until(since, months + 1)


@given(DAYS)
def test_no_months_end_at_once(since: date) -> None:
    assert kept_until(since, 0) == since


@pytest.mark.parametrize(
    ("since", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2096, 2, 29), 48, date(2100, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 24, date(2028, 12, 1)),
        (date(2026, 4, 2), 36, date(2029, 4, 2)),
    ],
)
def test_what_ends_at_the_end_of_a_month(since: date, months: int, end: date) -> None:
    assert kept_until(since, months) == end


@given(since=DAYS, first=MONTHS, second=MONTHS)
def test_two_periods_after_another_end_no_later_than_both_at_once(since: date, first: int, second: int) -> None:
    assert kept_until(kept_until(since, first), second) <= kept_until(since, first + second)


@given(DAYS, st.integers(-400, 400), st.integers(0, 400))
def test_evidence_lifts_exactly_from_the_day_of_the_no_to_today(no_day: date, after: int, age: int) -> None:
    today = no_day + timedelta(days=age)

    lifts = evidence_lifts("Form 17", dated=no_day + timedelta(days=after), no_day=no_day, today=today)

    assert lifts is (after in range(age + 1))


@given(st.text(st.sampled_from(" \t\n\r\u00a0\u2003"), max_size=10), DAYS)
def test_space_is_no_evidence(empty: str, day: date) -> None:
    assert not evidence_lifts(empty, dated=day, no_day=day, today=day)


@pytest.mark.parametrize(("later", "earlier"), list(product([1, 2, 30], [1, 7])))
def test_a_no_of_tomorrow_is_not_lifted_today(later: int, earlier: int) -> None:
    today = date(2026, 4, 2)
    no_day = today + timedelta(days=later)

    assert not evidence_lifts("Form 17", dated=no_day, no_day=no_day, today=today)
    assert not evidence_lifts("Form 17", dated=today - timedelta(days=earlier), no_day=no_day, today=today)
