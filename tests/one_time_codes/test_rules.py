"""When a code is good."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.one_time_codes.rules import (
    LASTS,
    MOST_TRIES,
    PROOF_LASTS,
    Outcome,
    is_proof,
    outcome,
    typed_code,
)
from tests.make import AT

ENDS = AT + LASTS
MOMENTS = st.timedeltas(timedelta(minutes=-5), timedelta(minutes=30)).map(lambda later: AT + later)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("123\u2011456", "123456"),
        ("000000", "000000"),
        ("١٢٣٤٥٦", "123456"),
        ("\uff11\uff12\uff13\uff14\uff15\uff16", "123456"),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("12345²", None),
        ("½23456", None),
        ("", None),
        ("\x00" * 6, None),
        ("123456\n", "123456"),
    ],
)
def test_a_code_is_six_digits_however_they_are_grouped(typed: str, code: str | None) -> None:
    assert typed_code(typed) == code


@given(typed=st.text(max_size=12))
def test_whatever_is_typed_is_six_plain_digits_or_no_code(typed: str) -> None:
    code = typed_code(typed)

    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())


@pytest.mark.parametrize(
    ("matches", "tries", "used", "minutes", "expected"),
    [
        (True, 0, False, 0, "right"),
        (True, 4, False, 9, "right"),
        (True, 5, False, 0, "too_many"),
        (True, 0, False, 10, "too_late"),
        (True, 0, True, 0, "used"),
        (False, 0, False, 0, "wrong"),
        (False, 3, False, 0, "wrong"),
        (False, 4, False, 0, "too_many"),
        (False, 5, False, 0, "too_many"),
        (False, 0, False, 11, "too_late"),
        (False, 5, True, 11, "used"),
    ],
)
def test_what_comes_of_a_code(matches: bool, tries: int, used: bool, minutes: int, expected: Outcome) -> None:
    at = AT + timedelta(minutes=minutes)

    found = outcome(matches=matches, tries=tries, expires_at=ENDS, used_at=AT if used else None, at=at)

    assert found == expected


@given(matches=st.booleans(), tries=st.integers(0, 9), used=st.none() | MOMENTS, at=MOMENTS)
def test_only_the_right_code_in_time_unused_and_not_tried_too_often_is_right(
    matches: bool, tries: int, used: object, at: object
) -> None:
    found = outcome(matches=matches, tries=tries, expires_at=ENDS, used_at=used, at=at)

    good = matches and tries < MOST_TRIES and used is None and at < ENDS
    assert (found == "right") is good


@given(tries=st.integers(0, 20))
def test_a_wrong_code_is_never_told_to_have_tries_left_when_it_has_none(tries: int) -> None:
    found = outcome(matches=False, tries=tries, expires_at=ENDS, used_at=None, at=AT)

    assert (found == "wrong") is (tries < MOST_TRIES - 1)


def test_the_right_code_proves_the_visit_for_half_an_hour() -> None:
    last = AT + PROOF_LASTS

    assert is_proof(AT, at=AT) and is_proof(AT, at=last - timedelta(seconds=1))
    assert not is_proof(AT, at=last)
    assert not is_proof(None, at=AT)
