"""What may be chosen, and when a pause holds."""

from datetime import date, timedelta

LONGEST_PAUSE = timedelta(days=366)


class PauseTooLong(ValueError):
    """The pause ends before it begins, or lasts more than a year."""


def checked_pause(until: date, *, today: date) -> date:
    """Return the first day after the pause.

    :raises PauseTooLong: it is not after today, or more than a year away
    """
    if not today < until <= today + LONGEST_PAUSE:
        raise PauseTooLong(until.isoformat())
    return until


def is_paused(until: date | None, *, today: date) -> bool:
    """Tell whether the pause still holds today."""
    return until is not None and today < until
