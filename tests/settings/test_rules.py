"""Brand colours that can be read."""

import re
from collections.abc import Callable
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


@given(COLOURS, st.sampled_from([str.upper, str.title, str.swapcase]), st.sampled_from(["", " ", "\t", "\n"]))
def test_a_colour_is_the_same_in_any_case_and_between_any_spaces(
    colour: str, cased: Callable[[str], str], space: str
) -> None:
    assert checked_colour(f"{space}{cased(colour)}{space}") == colour


@given(st.text(max_size=9))
def test_what_is_checked_is_a_colour_that_stays_as_it_is_or_refused(text: str) -> None:
    try:
        checked = checked_colour(text)
    except NotAColour:
        return

    assert re.fullmatch("#[0-9a-f]{6}", checked)
    assert checked_colour(checked) == checked


@pytest.mark.parametrize(
    "text", ["##0a5a8c", "# 0a5a8c", "0a5a8c#", "#0a5a", "#0a5a8cff", "٣٣٣", "\uff10\uff41\uff15\uff41\uff18\uff43"]
)
def test_what_only_looks_like_a_colour_is_none(text: str) -> None:
    with pytest.raises(NotAColour):
        checked_colour(text)


@given(COLOURS)
def test_every_colour_of_a_palette_is_spelled_as_a_sheet_needs_it(colour: str) -> None:
    made = palette(colour)

    for name in (made.light, made.light_hover, made.dark, made.dark_hover, made.dark_words):
        assert checked_colour(name) == name


@given(COLOURS)
def test_a_colour_is_made_darker_for_light_pages_and_lighter_for_dark_ones_and_never_the_other_way(colour: str) -> None:
    made = palette(colour)

    assert luminance(made.light_hover) <= luminance(made.light) <= luminance(colour)
    assert luminance(made.dark_hover) >= luminance(made.dark) >= luminance(colour)


@given(COLOURS, COLOURS)
def test_a_mix_begins_with_the_one_and_ends_with_the_other(one: str, other: str) -> None:
    assert mixed(one, other, 0) == one
    assert mixed(one, other, 255) == other


@given(COLOURS, st.integers(0, 254))
def test_the_more_black_is_mixed_in_the_darker_it_gets(colour: str, step: int) -> None:
    assert luminance(mixed(colour, "#000000", step + 1)) <= luminance(mixed(colour, "#000000", step))


def test_black_on_white_has_the_greatest_contrast_and_a_colour_on_itself_the_least() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(SHIPPED.light, SHIPPED.light) == 1


@pytest.mark.parametrize(("colour", "light", "dark"), [("#000000", True, False), ("#ffffff", False, True)])
def test_black_is_kept_on_light_pages_and_white_on_dark_ones(colour: str, *, light: bool, dark: bool) -> None:
    made = palette(colour)

    assert (made.light == colour, made.dark == colour) == (light, dark)


def test_the_shipped_blue_is_readable_as_it_is() -> None:
    assert palette(SHIPPED.light).light == SHIPPED.light
    assert readable(SHIPPED.dark, *DARK_GROUNDS, towards="#ffffff") == SHIPPED.dark
