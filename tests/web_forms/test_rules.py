"""What a form may be called, and how long its parts last."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web_forms.rules import (
    ASKABLE,
    CONFIRM_WITHIN,
    FORGOTTEN_AFTER,
    LONGEST_KEY,
    answer_of_scope,
    answer_scope,
    is_form_key,
    is_in_time,
)

KEYS = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,2}", fullmatch=True)
LONGEST_SCOPE = 80
"""Characters that a link has room for."""


@given(key=KEYS)
def test_small_letters_digits_and_hyphens_name_a_form(key: str) -> None:
    assert is_form_key(key)


def test_nothing_else_names_a_form() -> None:
    others = ["", "-", "a-", "-a", "a--b", "A", "å", "a b", "a/b", "a.b", "a\n", "a" * 41, "sent/"]

    assert [key for key in others if is_form_key(key)] == []


@pytest.mark.parametrize(
    ("age", "in_time"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), False),
        (timedelta(seconds=1.99), False),
        (timedelta(seconds=2), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
    ],
)
def test_a_form_is_filled_in_within_two_seconds_and_a_day(age: timedelta, in_time: bool) -> None:
    assert is_in_time(age) is in_time


@given(answer_id=st.integers(1, 2**63 - 1), key=KEYS)
def test_a_links_scope_names_the_answer_and_the_form(answer_id: int, key: str) -> None:
    assert answer_of_scope(answer_scope(answer_id, key)) == (answer_id, key)


def test_the_longest_scope_fits_a_link() -> None:
    assert len(answer_scope(2**63 - 1, "a" * LONGEST_KEY)) <= LONGEST_SCOPE


def test_an_answer_is_kept_at_least_as_long_as_it_can_be_confirmed() -> None:
    assert FORGOTTEN_AFTER > CONFIRM_WITHIN


def test_name_and_address_are_no_choice() -> None:
    assert not {"name", "email"} & set(ASKABLE)
