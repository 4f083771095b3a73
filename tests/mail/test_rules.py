"""When a letter is tried again, and when no more."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.mail.rules import FARTHEST, FIRST_PAUSE, LEASE, LONGEST_PAUSE, MOST_TRIES, gives_up, pause_after

tries = st.integers(min_value=1, max_value=10_000)
chances = st.floats(min_value=0, max_value=1)


@given(tries, chances)
def test_a_pause_is_never_longer_than_five_quarters_of_the_longest(count: int, chance: float) -> None:
    assert pause_after(count, chance) <= LONGEST_PAUSE * 1.25


@given(tries, chances)
def test_a_pause_is_never_shorter_than_three_quarters_of_the_first(count: int, chance: float) -> None:
    assert pause_after(count, chance) >= FIRST_PAUSE * 0.75


@given(tries, chances)
def test_more_tries_never_make_the_pause_shorter(count: int, chance: float) -> None:
    assert pause_after(count + 1, chance) >= pause_after(count, chance)


@given(tries, chances, chances)
def test_two_letters_put_off_together_come_back_apart(count: int, one: float, other: float) -> None:
    apart = abs(pause_after(count, one) - pause_after(count, other))

    assert (apart > timedelta(0)) or abs(one - other) < 1e-3


@given(tries, chances)
def test_no_pause_or_lease_reaches_farther_than_a_wrong_clock_would(count: int, chance: float) -> None:
    assert pause_after(count, chance) + LEASE <= FARTHEST


@given(st.lists(chances, min_size=MOST_TRIES - 1, max_size=MOST_TRIES - 1))
def test_a_letter_is_tried_for_three_to_six_days(chosen: list[float]) -> None:
    pauses = [pause_after(count, chance) for count, chance in enumerate(chosen, 1)]

    assert timedelta(days=3) <= sum(pauses, timedelta()) <= timedelta(days=6)


@given(st.integers(min_value=0, max_value=MOST_TRIES - 1))
def test_a_letter_is_not_given_up_before_its_last_try(count: int) -> None:
    assert not gives_up(count)


def test_a_letter_is_given_up_after_its_last_try() -> None:
    assert gives_up(MOST_TRIES)


def test_the_first_pause_is_about_a_minute() -> None:
    assert pause_after(1, 0.5) == timedelta(minutes=1)


def test_the_second_pause_is_about_two_minutes() -> None:
    assert pause_after(2, 0.5) == timedelta(minutes=2)
