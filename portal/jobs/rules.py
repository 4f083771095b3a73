"""How long a worker rests between its rounds, and how long it has a job for itself."""

from datetime import timedelta

IDLE = 1.0
"""Seconds between looking for letters when all is well."""
LONGEST = 60.0
"""Seconds between tries to reach a mail server or database that is away, at the most, but for the spread."""
LETTERS_TURN = 5.0
"""Seconds that letters are sent before jobs have their turn."""
JOBS_TURN = 1.0
"""Seconds that a job is worked at before letters have their turn, but for the step in hand."""
LEASE = timedelta(minutes=2)
"""How long a worker has a job for itself after each of its steps."""
MOST_ATTEMPTS = 5
"""Times that a job is taken up without getting further; then something in it kills the workers."""
WORTH_A_LETTER = timedelta(minutes=1)
"""A job that took longer is told of by a letter: nobody waits at its page so long."""


def rest(troubles: int, chance: float) -> float:
    """Return how many seconds to rest after so many rounds with trouble in a row.

    It doubles with each, and is spread by a quarter either way so that workers do not come back all at once.

    :param chance: from 0 to 1
    """
    if troubles == 0:
        return IDLE
    return float(min(IDLE * 2 ** min(troubles, 16), LONGEST) * (0.75 + chance / 2))
