"""What may be recorded, and which rights follow from a basis."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal_bases.rules import (
    IN_USE,
    NO,
    Standing,
    Status,
    evidence_lifts,
    is_pause_for_assessment,
    kept_until,
    right,
    says_no,
    status_after_stop,
)

STATUSES: tuple[Status, ...] = get_args(Status)
ARTICLES = tuple("abcdef")
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize("status", sorted(NO))
@pytest.mark.parametrize("objected", [True, False])
@pytest.mark.parametrize("marketing", [True, False])
def test_a_withdrawal_or_objection_is_a_no_whatever_else_holds(status: Status, objected: bool, marketing: bool) -> None:
    assert says_no(Standing(status, marketing_objected=objected, direct_marketing=marketing))


@pytest.mark.parametrize("status", [None, "expired", "ended"])
def test_stopping_all_marketing_is_a_no_to_marketing_that_nothing_holds_for(status: Status | None) -> None:
    assert says_no(Standing(status, marketing_objected=True, direct_marketing=True))


@pytest.mark.parametrize("status", sorted(IN_USE))
def test_a_yes_after_stopping_all_marketing_lifts_it_for_its_purpose(status: Status) -> None:
    assert not says_no(Standing(status, marketing_objected=True, direct_marketing=True))


@pytest.mark.parametrize("status", [None, "in_force", "awaiting", "expired", "ended"])
def test_stopping_all_marketing_says_nothing_about_other_purposes(status: Status | None) -> None:
    assert not says_no(Standing(status, marketing_objected=True, direct_marketing=False))


@given(st.sampled_from([None, *STATUSES]), st.booleans())
def test_without_a_no_of_either_kind_there_is_none(status: Status | None, marketing: bool) -> None:
    said = says_no(Standing(status, marketing_objected=False, direct_marketing=marketing))

    assert said is (status in NO)


@pytest.mark.parametrize("marketing", [True, False])
def test_a_consent_is_withdrawn_also_for_marketing(marketing: bool) -> None:
    assert right("a", direct_marketing=marketing) == "withdraw"
    assert status_after_stop("a") == "withdrawn"


@pytest.mark.parametrize("article", ARTICLES[1:])
def test_any_other_basis_for_marketing_is_objected_to(article: str) -> None:
    assert right(article, direct_marketing=True) == "object"
    assert status_after_stop(article) == "objected"


@pytest.mark.parametrize(
    ("article", "given_right"), [("b", "none"), ("c", "none"), ("d", "none"), ("e", "object"), ("f", "object")]
)
def test_elsewhere_only_public_tasks_and_legitimate_interests_are_objected_to(article: str, given_right: str) -> None:
    assert right(article, direct_marketing=False) == given_right


@pytest.mark.parametrize("article", ARTICLES)
def test_an_objection_to_marketing_is_absolute_and_never_assessed(article: str) -> None:
    assert not is_pause_for_assessment(article, direct_marketing=True)


@pytest.mark.parametrize("article", ARTICLES)
def test_an_objection_is_assessed_where_the_basis_can_be_weighed(article: str) -> None:
    assert is_pause_for_assessment(article, direct_marketing=False) is (article in {"e", "f"})


@given(DAYS, st.integers(0, 500), st.integers(-30, 530))
def test_evidence_lifts_from_the_day_of_the_no_to_today(no_day: date, length: int, offset: int) -> None:
    today, dated = no_day + timedelta(days=length), no_day + timedelta(days=offset)

    assert evidence_lifts("Letter 17", dated=dated, no_day=no_day, today=today) is (0 <= offset <= length)


@pytest.mark.parametrize("evidence", ["", " ", "\n\t", "\N{NO-BREAK SPACE}"])
def test_evidence_must_say_something(evidence: str) -> None:
    day = date(2026, 4, 2)

    assert not evidence_lifts(evidence, dated=day, no_day=day, today=day)


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2026, 4, 2), 36, date(2029, 4, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 4, 2), 0, date(2026, 4, 2)),
    ],
)
def test_data_is_kept_until_the_same_date_or_that_month_s_last_day(since: date, months: int, last: date) -> None:
    assert kept_until(since, months) == last


@given(DAYS, st.integers(0, 600))
def test_the_last_day_lies_in_the_right_month_and_never_after_the_date(since: date, months: int) -> None:
    last = kept_until(since, months)

    assert (last.year * 12 + last.month) - (since.year * 12 + since.month) == months
    assert last.day <= since.day
    assert last.day == since.day or (last + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(0, 240))
def test_what_began_later_is_kept_no_shorter(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))

    assert kept_until(first, months) <= kept_until(second, months)
