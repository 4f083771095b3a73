"""When a code is good, and for how long it proves who is visiting."""

import unicodedata
from datetime import datetime, timedelta
from typing import Final, Literal

Outcome = Literal["right", "wrong", "too_many", "too_late", "used", "none"]
"""What comes of typing a code; ``none``: this browser has asked for none."""

DIGITS: Final = 6
LASTS: Final = timedelta(minutes=10)
"""How long a code is good."""
MOST_TRIES: Final = 5
"""Wrong tries that end a code."""
PROOF_LASTS: Final = timedelta(minutes=30)
"""How long the visit counts as proven after the right code."""
LETTERS: Final = ((5, timedelta(hours=1)), (15, timedelta(days=1)))
"""Codes that one person may be sent."""


def typed_code(text: str) -> str | None:
    """Return the digits that were typed, in any script, spaces and dashes aside; None when it can be no code."""
    digits = [character for character in text if not character.isspace() and character not in "-\u2013\u2011"]
    if len(digits) != DIGITS or not all(character.isdecimal() for character in digits):
        return None
    return "".join(str(unicodedata.decimal(character)) for character in digits)


def outcome(*, matches: bool, tries: int, expires_at: datetime, used_at: datetime | None, at: datetime) -> Outcome:
    """Return what comes of typing a code.

    :param tries: wrong ones before this
    """
    if used_at is not None:
        return "used"
    if tries >= MOST_TRIES:
        return "too_many"
    if at >= expires_at:
        return "too_late"
    if matches:
        return "right"
    return "too_many" if tries + 1 >= MOST_TRIES else "wrong"


def is_proof(used_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether a code that was typed then still proves who is visiting."""
    return used_at is not None and at < used_at + PROOF_LASTS
