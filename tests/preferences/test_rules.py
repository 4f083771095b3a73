"""What may be chosen, and when a pause holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.preferences.rules import LONGEST_PAUSE, PauseTooLong, checked_pause, is_paused

TODAY = date(2026, 4, 2)


@given(st.integers(1, LONGEST_PAUSE.days))
def test_a_pause_of_up_to_a_year_is_taken_as_it_is(days: int) -> None:
    until = TODAY + timedelta(days=days)

    assert checked_pause(until, today=TODAY) == until


@given(st.integers(-1000, 0) | st.integers(LONGEST_PAUSE.days + 1, 10_000))
def test_a_pause_that_ends_before_it_begins_or_lasts_longer_is_refused(days: int) -> None:
    with pytest.raises(PauseTooLong):
        checked_pause(TODAY + timedelta(days=days), today=TODAY)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_pause_holds_until_the_day_before_its_end(until: date) -> None:
    assert is_paused(until, today=until - timedelta(days=1))
    assert not is_paused(until, today=until)


def test_no_pause_does_not_hold() -> None:
    assert not is_paused(None, today=TODAY)
