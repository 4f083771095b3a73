"""How long a worker rests between its rounds."""

IDLE = 1.0
"""Seconds between looking for letters when all is well."""
LONGEST = 60.0
"""Seconds between tries to reach a mail server or database that is away, at the most, but for the spread."""


def rest(troubles: int, chance: float) -> float:
    """Return how many seconds to rest after so many rounds with trouble in a row.

    It doubles with each, and is spread by a quarter either way so that workers do not come back all at once.

    :param chance: from 0 to 1
    """
    if troubles == 0:
        return IDLE
    return float(min(IDLE * 2 ** min(troubles, 16), LONGEST) * (0.75 + chance / 2))
