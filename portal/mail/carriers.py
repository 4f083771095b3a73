"""What takes letters away: a mail server, or a folder when there is none."""

from collections.abc import Callable
from typing import Protocol

from portal.mail.mime import Parcel

LONGEST_ANSWER = 1000
"""Characters that are kept of what a server says."""


class NoCarrier(Exception):
    """The mail server can't be reached, or lets nobody in: no letter is to blame."""


class TryLater(Exception):
    """This letter was not taken now, or nobody knows whether it was."""


class Refused(Exception):
    """This letter will never be taken."""


class RefusedRecipient(Refused):
    """The address itself takes no letters, this one or another."""


Ready = Callable[[], object]


def at_once() -> None:
    """Wait for nothing before a letter's words are handed over."""


class Carrier(Protocol):
    """Takes letters away, one at a time."""

    def open(self) -> None:
        """Get ready.

        :raises NoCarrier: it can't be reached
        """

    def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
        """Hand the letter over and return what was answered.

        :param ready: called last before the words are handed over; what it raises goes to the caller, and no word goes
        :raises NoCarrier: it can't be reached any more, and the letter was not handed over
        :raises TryLater: the letter was not taken now, or nobody knows
        :raises Refused: the letter will never be taken; ``RefusedRecipient`` when the address is why
        """

    def close(self) -> None:
        """Let go; it may be opened again."""


def words(answer: bytes | str) -> str:
    """Return what a server said on one line, without control characters and not too long."""
    spoken = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    plain = "".join(character if character.isprintable() else " " for character in spoken)
    return " ".join(plain.split())[:LONGEST_ANSWER]
