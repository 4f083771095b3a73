"""Moments and days in words."""

from datetime import UTC, date, datetime

import pytest

from portal.dates import day_in_words, local, moment_in_words


@pytest.mark.parametrize(("language", "words"), [("sv", "2 april 2026"), ("en", "2 April 2026")])
def test_a_day_is_written_out(language: str, words: str) -> None:
    assert day_in_words(date(2026, 4, 2), language) == words


@pytest.mark.parametrize(("language", "words"), [("sv", "2 april 2026 kl. 09.30"), ("en", "2 April 2026, 09:30")])
def test_a_moment_is_written_as_local_clocks_show_it(language: str, words: str) -> None:
    at = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)

    assert moment_in_words(at, language, "Europe/Stockholm") == words


def test_a_moment_before_midnight_in_utc_is_the_next_day_in_stockholm() -> None:
    at = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)

    assert moment_in_words(at, "en", "Europe/Stockholm") == "1 February 2026, 00:30"


def test_summer_time_moves_the_clock_not_the_moment() -> None:
    winter, summer = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    assert (local(winter, "Europe/Stockholm").hour, local(summer, "Europe/Stockholm").hour) == (1, 3)
