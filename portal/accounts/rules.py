"""What each role may do."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from portal.accounts.models import Role

Area = Literal[
    "account", "requests", "people", "imports", "letters", "marketing", "overview", "log", "settings", "staff"
]
"""A part of the staff's pages; ``account`` is the user's own."""

AREAS: tuple[Area, ...] = get_args(Area)

SIGN_IN_TRIES = (10, timedelta(minutes=15))
"""Tries with a password or a code that one user may make in a time."""
CLIENT_TRIES = (100, timedelta(minutes=15))
"""Tries that may come from one network address, whatever users they name."""
RESET_LETTERS = ((3, timedelta(hours=1)), (10, timedelta(days=1)))
"""Letters to set a password that one address may be sent."""
SHORTEST_PASSWORD = 12
"""Characters."""
LONGEST_PASSWORD = 200
"""Characters; hashing a longer one would only cost time."""

_WORK: frozenset[Area] = frozenset({"people", "imports", "requests", "letters", "marketing", "overview", "log"})
_READS: dict[Role, frozenset[Area]] = {
    "admin": frozenset(AREAS),
    "officer": _WORK | {"account"},
    "marketing": frozenset({"marketing", "overview", "account"}),
    "auditor": frozenset(AREAS),
}
_CHANGES: dict[Role, frozenset[Area]] = {**_READS, "auditor": frozenset({"account"})}


def may(role: Role, area: Area, *, change: bool = False) -> bool:
    """Tell whether the role may see the area's pages or, with ``change``, change what they show."""
    return area in (_CHANGES if change else _READS)[role]


def email_key(email: str) -> str:
    """Return the address as it is compared: without space around it, composed, and in small letters."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


@dataclass(frozen=True)
class Staff:
    """A signed-in staff user as pages and the domain see them."""

    name: str
    email: str
    role: Role

    def may(self, area: Area, *, change: bool = False) -> bool:
        """Tell whether this user may see the area or change what it shows."""
        return may(self.role, area, change=change)
