"""Brand colours that can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.settings.rules import (
    DARK_GROUNDS,
    LEAST_CONTRAST,
    LIGHT_GROUNDS,
    SHIPPED,
    NotAColour,
    checked_colour,
    contrast,
    luminance,
    mixed,
    palette,
    readable,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


@given(COLOURS)
def test_a_colour_becomes_readable_on_every_ground(colour: str) -> None:
    made = palette(colour)

    assert min(contrast(made.light, ground) for ground in LIGHT_GROUNDS) >= LEAST_CONTRAST
    assert min(contrast(made.dark, ground) for ground in DARK_GROUNDS) >= LEAST_CONTRAST


@given(COLOURS)
def test_the_words_on_a_button_can_be_read_before_and_while_it_is_pointed_at(colour: str) -> None:
    made = palette(colour)

    assert min(contrast("#ffffff", made.light), contrast("#ffffff", made.light_hover)) >= LEAST_CONTRAST
    assert min(contrast(made.dark_words, made.dark), contrast(made.dark_words, made.dark_hover)) >= LEAST_CONTRAST


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    once = readable(colour, *LIGHT_GROUNDS, towards="#000000")

    assert readable(once, *LIGHT_GROUNDS, towards="#000000") == once


@given(COLOURS)
def test_no_more_is_mixed_in_than_it_takes(colour: str) -> None:
    made = readable(colour, "#ffffff", towards="#000000")

    step = next(number for number in range(256) if mixed(colour, "#000000", number) == made)

    assert step == 0 or contrast(mixed(colour, "#000000", step - 1), "#ffffff") < LEAST_CONTRAST


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_within_its_bounds(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@pytest.mark.parametrize(
    ("colour", "expected"), [("#000000", 0), ("#ffffff", 1), ("#ff0000", 0.2126), ("#808080", 0.2159)]
)
def test_luminance_is_that_of_the_standard(colour: str, expected: float) -> None:
    assert luminance(colour) == pytest.approx(expected, abs=0.0001)


def test_grey_776f_is_just_too_light_on_white() -> None:
    assert contrast("#767676", "#ffffff") >= LEAST_CONTRAST > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("text", ["#E30613", "e30613", " #e30613 "])
def test_a_colour_is_kept_in_one_spelling(text: str) -> None:
    assert checked_colour(text) == "#e30613"


def test_three_digits_stand_for_six() -> None:
    assert checked_colour("#a1F") == "#aa11ff"


@pytest.mark.parametrize("text", ["", "#", "red", "#12345", "#1234567", "#12345g", "url(x)", "#ⅷⅷⅷⅷⅷⅷ", "#0a5a8c;}"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(NotAColour):
        checked_colour(text)


def test_the_grounds_and_the_shipped_colours_are_those_of_the_sheet() -> None:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in TOKENS.split("@media (prefers-color-scheme")
    )

    assert (light["page"], light["surface"]) == LIGHT_GROUNDS
    assert (dark["page"], dark["surface"]) == DARK_GROUNDS
    assert (light["link"], light["button"], light["button-hover"]) == (
        SHIPPED.light,
        SHIPPED.light,
        SHIPPED.light_hover,
    )
    assert (dark["button"], dark["button-hover"], dark["button-text"]) == (
        SHIPPED.dark,
        SHIPPED.dark_hover,
        SHIPPED.dark_words,
    )
