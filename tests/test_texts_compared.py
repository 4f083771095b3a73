"""What differs between two texts, word by word, and which languages a text lacks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.texts import Piece, compared, missing_languages

WORDS = st.lists(st.sampled_from(["I", "want", "news", "offers", "twice", "a", "month", "never"]), max_size=12)


def texts(pieces: list[Piece], *kinds: str) -> str:
    """Return the words of those kinds, as one text."""
    return " ".join(piece.words for piece in pieces if piece.kind in kinds)


def test_the_same_text_has_one_piece() -> None:
    assert list(compared("I want news", "I want news")) == [Piece("same", "I want news")]


def test_a_word_that_was_exchanged_is_removed_and_added() -> None:
    assert list(compared("I want news twice", "I want offers twice")) == [
        Piece("same", "I want"),
        Piece("removed", "news"),
        Piece("added", "offers"),
        Piece("same", "twice"),
    ]


def test_what_is_new_is_added() -> None:
    assert list(compared("", "I want news")) == [Piece("added", "I want news")]


def test_what_is_gone_is_removed() -> None:
    assert list(compared("I want news", "")) == [Piece("removed", "I want news")]


def test_line_breaks_and_double_spaces_are_no_change() -> None:
    assert [piece.kind for piece in compared("I want\n\nnews", "I  want news")] == ["same"]


def test_two_empty_texts_have_nothing_to_tell() -> None:
    assert list(compared("", " ")) == []


@given(WORDS, WORDS)
def test_what_stayed_and_what_was_removed_is_the_old_text(old: list[str], new: list[str]) -> None:
    pieces = list(compared(" ".join(old), " ".join(new)))

    assert texts(pieces, "same", "removed") == " ".join(old)


@given(WORDS, WORDS)
def test_what_stayed_and_what_was_added_is_the_new_text(old: list[str], new: list[str]) -> None:
    pieces = list(compared(" ".join(old), " ".join(new)))

    assert texts(pieces, "same", "added") == " ".join(new)


@given(WORDS, WORDS)
def test_two_pieces_beside_each_other_differ_in_kind(old: list[str], new: list[str]) -> None:
    kinds = [piece.kind for piece in compared(" ".join(old), " ".join(new))]

    assert all(first != second for first, second in pairwise(kinds))


@pytest.mark.parametrize(
    ("spoken", "missing"),
    [
        ({"sv": "Nyheter", "en": "News"}, ()),
        ({"sv": "Nyheter"}, ("en",)),
        ({"en": "News", "sv": ""}, ("sv",)),
        ({"nb": "Nyheter"}, ("sv", "en")),
        ({"sv": "", "en": ""}, ()),
        ({}, ()),
    ],
)
def test_a_language_is_missing_when_another_has_the_text(spoken: dict[str, str], missing: tuple[str, ...]) -> None:
    assert missing_languages(spoken) == missing
