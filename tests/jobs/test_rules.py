"""How long a worker rests between its rounds."""

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
