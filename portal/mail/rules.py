"""When a letter is tried again and when no more, and what an answer says about the address."""

import re
from datetime import date, datetime, timedelta

from portal.dates import local
from portal.legal_bases.rules import kept_until

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


def blames_address(answer: str, *, to_recipient: bool) -> bool:
    """Tell whether a mail server's answer says that the address takes no letters, now or later.

    The codes are those of RFC 3463: X.1.* is about the address, X.2.1 a mailbox that was closed; a full mailbox, our
    own standing with the server and the letter's words are nobody's address. Without such a code the answer blames the
    address when it was given to the recipient's command.
    """
    found = _REFUSAL.match(answer)
    if found is None:
        return False
    subject, detail = found["subject"], found["detail"]
    if subject is None or (subject in {"0", "5"} and detail == "0"):
        return to_recipient
    if subject == "1":
        return detail not in _OF_THE_SENDER
    return (subject, detail) == ("2", "1")


def last_day_to_inform(registered_at: datetime, zone: str) -> date:
    """Return the last day on which a person whose data came from elsewhere may be told (GDPR art. 14(3)(a)).

    One month from when the data came: the same date next month or its last day, in the organisation's time zone.
    """
    return kept_until(local(registered_at, zone).date(), 1)


_REFUSAL = re.compile(r"5\d\d\b(?:[ -]5\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})\b)?")
_OF_THE_SENDER = frozenset({"7", "8"})
