"""When a letter is tried again, and when no more."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
MOST_TRIES = 32
"""With the pauses between them, about four days (RFC 5321 section 4.5.4.1 asks for four or five).

Counted in tries and not by the clock, so that a clock that jumps gives up no letter.
"""
LEASE = timedelta(minutes=10)
"""How long a worker has a letter for itself."""
FARTHEST = LONGEST_PAUSE * 1.25 + LEASE
"""No letter is due later than this from now, unless the clock was wrong when it was put off."""


def pause_after(tries: int, chance: float) -> timedelta:
    """Return how long to wait after so many tries in vain: twice as long each time, spread by a quarter either way.

    :param tries: at least 1
    :param chance: from 0 to 1, drawn anew each time, so that letters put off together come back apart
    """
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE)
    return doubled * (0.75 + chance / 2)


def gives_up(tries: int) -> bool:
    """Tell whether a letter tried so often in vain is given up."""
    return tries >= MOST_TRIES
