"""What differs between two texts, word by word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.differences import Piece, differences

TEXTS = st.text(st.sampled_from("ab {}\n"), max_size=60)


def text_of(pieces: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.change != without)


@given(TEXTS, TEXTS)
def test_what_is_not_new_is_the_old_text(old: str, new: str) -> None:
    assert text_of(differences(old, new), "added") == old


@given(TEXTS, TEXTS)
def test_what_is_not_gone_is_the_new_text(old: str, new: str) -> None:
    assert text_of(differences(old, new), "removed") == new


@given(TEXTS)
def test_the_same_text_has_no_difference(text: str) -> None:
    assert {piece.change for piece in differences(text, text)} <= {"same"}


@given(TEXTS, TEXTS)
def test_neighbours_are_never_of_the_same_change(old: str, new: str) -> None:
    changes = [piece.change for piece in differences(old, new)]

    assert all(first != second for first, second in pairwise(changes))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "We sell shoes.",
            "We sell boots.",
            [("same", "We sell "), ("removed", "shoes"), ("added", "boots"), ("same", ".")],
        ),
        ("Hi {name}", "Hi {organisation}", [("same", "Hi "), ("removed", "{name}"), ("added", "{organisation}")]),
        ("", "New", [("added", "New")]),
        ("One\nTwo\n", "One\n", [("same", "One\n"), ("removed", "Two\n")]),
    ],
)
def test_whole_words_are_what_changes(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [tuple(piece) for piece in differences(old, new)] == expected


@pytest.mark.parametrize("unit", ["a ", "a\n", "ab"])
def test_the_longest_monotonous_text_is_compared_in_no_time(unit: str) -> None:
    old, new = unit * 10_000, (unit[::-1] + "c") * 6_000

    assert text_of(differences(old, new), "removed") == new
