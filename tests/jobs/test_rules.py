"""How long a worker rests between its rounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs.rules import IDLE, LONGEST, rest

troubles = st.integers(min_value=1, max_value=10_000)
chances = st.floats(min_value=0, max_value=1)


@given(chances)
def test_without_trouble_it_looks_again_after_a_second(chance: float) -> None:
    assert rest(0, chance) == IDLE


@given(troubles, chances)
def test_trouble_never_makes_it_rest_longer_than_five_quarters_of_the_longest(count: int, chance: float) -> None:
    assert rest(count, chance) <= LONGEST * 1.25


@given(troubles, chances)
def test_more_trouble_never_makes_it_rest_shorter(count: int, chance: float) -> None:
    assert rest(count + 1, chance) >= rest(count, chance)


@given(troubles, chances)
def test_with_trouble_it_rests_longer_than_without(count: int, chance: float) -> None:
    assert rest(count, chance) > IDLE


@pytest.mark.parametrize(("troubles", "seconds"), [(1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (16, 60), (10**9, 60)])
def test_each_trouble_doubles_the_rest_up_to_a_minute(troubles: int, seconds: float) -> None:
    assert rest(troubles, 0.5) == seconds


def test_workers_that_met_the_same_trouble_do_not_come_back_at_once() -> None:
    rests = [rest(10, chance / 4) for chance in range(5)]

    assert rests == sorted(set(rests))
    assert (rests[0], rests[-1]) == (LONGEST * 0.75, LONGEST * 1.25)
