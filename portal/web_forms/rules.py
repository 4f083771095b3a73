"""What a form may be called and ask, and how long its parts last."""

import re
from datetime import timedelta
from typing import Final, Literal

Asking = Literal["asked", "required"]
"""Whether a field may be left empty."""

ASKABLE: Final = ("phone", "company", "title", "address", "country", "language")
"""The core fields that a form may ask for beside name and e-mail."""
LONGEST_KEY = 40
"""Characters."""
DEFAULT_SOURCE = "web_form"

FASTEST = timedelta(seconds=2)
"""Nobody reads and fills in a form in less."""
OLDEST = timedelta(hours=24)
"""A form that was opened longer ago is asked again."""
CONFIRM_WITHIN = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=30)
"""When an answer that nobody confirmed is deleted, and with it a person who was registered by it."""

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def is_form_key(text: str) -> bool:
    """Tell whether the text can name a form in an address."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None


def is_in_time(age: timedelta) -> bool:
    """Tell whether a form of that age was neither filled in by a program nor lay open for too long."""
    return FASTEST <= age <= OLDEST


def answer_scope(answer_id: int, form_key: str) -> str:
    """Return what a link's scope says about the answer it confirms; the key outlives the answer."""
    return f"answer:{answer_id}:{form_key}"


def answer_of_scope(scope: str) -> tuple[int, str]:
    """Return the id of the answer that a link's scope names, and the key of its form."""
    _, answer_id, form_key = scope.split(":", 2)
    return int(answer_id), form_key
