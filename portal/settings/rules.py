"""Whether a colour can be read, and the nearest one that can (WCAG 2.2, relative luminance and contrast ratio)."""

import re
from dataclasses import dataclass
from functools import lru_cache

LEAST_CONTRAST = 4.5
"""For text of the usual size (WCAG 2.2 success criterion 1.4.3)."""
LIGHT_GROUNDS = ("#ffffff", "#f3f5f7")
"""What links stand on in the light: the page, and a surface on it."""
DARK_GROUNDS = ("#14181d", "#1d232a")
"""The same in the dark."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
Channels = tuple[int, int, int]


class NotAColour(ValueError):
    """That is not # and six hexadecimal digits."""


@dataclass(frozen=True)
class Palette:
    """What one brand colour becomes on pages, as #rrggbb."""

    light: str
    """Links and buttons on a light page, under white words."""
    light_hover: str
    dark: str
    """Links and buttons on a dark page."""
    dark_hover: str
    dark_words: str = DARK_GROUNDS[0]
    """The words on a button in the dark."""


SHIPPED = Palette("#0a5a8c", "#074469", "#7cc0f0", "#a5d5f6", "#08202f")
"""What stands in static/css/tokens.css."""


def checked_colour(text: str) -> str:
    """Return the colour as # and six small digits; the # may be left out, and three digits are doubled.

    :raises NotAColour: it is none
    """
    digits = text.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not _COLOUR.fullmatch(f"#{digits}"):
        raise NotAColour(text)
    return f"#{digits}"


def luminance(colour: str) -> float:
    """Return the relative luminance, from 0 for black to 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, *grounds: str, towards: str) -> str:
    """Return the colour, mixed with as little as it takes of another to stand out from every ground.

    :param towards: #000000 or #ffffff, whichever stands out from the grounds
    """
    mixes = (mixed(colour, towards, step) for step in range(256))
    return next(mix for mix in mixes if all(contrast(mix, ground) >= LEAST_CONTRAST for ground in grounds))


def mixed(colour: str, other: str, step: int) -> str:
    """Return a mix: step 0 is the colour itself, 255 the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * step / 255):02x}" for mine, theirs in pairs)


@lru_cache(maxsize=64)
def palette(colour: str) -> Palette:
    """Return what a brand colour, already checked, becomes on pages."""
    light = readable(colour, *LIGHT_GROUNDS, towards="#000000")
    dark = readable(colour, *DARK_GROUNDS, towards="#ffffff")
    return Palette(light, mixed(light, "#000000", 64), dark, mixed(dark, "#ffffff", 64))


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
