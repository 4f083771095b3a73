"""The kinds of letters there are, and which placeholders each offers to those who word it."""

from dataclasses import dataclass
from typing import Final

from portal.mail.wording import Offer

_ORGANISATION = frozenset({"organisation", "contact_email"})
_PERSON = _ORGANISATION | {"name", "link_until"}
_LINKS = frozenset({"page_button", "stop_button"})
_DUTIES = frozenset({"stored", "purposes", "right_to_object", "rights", "recipients", "contact"})


@dataclass(frozen=True)
class Kind:
    """What is special about one kind of letter."""

    offer: Offer
    kept: bool = True
    """False: the words are forgotten once sent, because they open a door."""


KINDS: Final = {
    "confirmation": Kind(
        Offer(
            inline=_PERSON | {"origin"},
            blocks=_LINKS | _DUTIES,
            required=_LINKS | _DUTIES | {"origin"},
        )
    ),
    "new_link": Kind(Offer(inline=_PERSON, blocks=_LINKS, required=frozenset({"page_button"}))),
    "choices_changed": Kind(
        Offer(
            inline=_PERSON | {"when", "reference"},
            blocks=_LINKS | {"change"},
            required=frozenset({"change", "reference", "page_button"}),
        )
    ),
    "staff_welcome": Kind(
        Offer(
            inline=_ORGANISATION,
            blocks=frozenset({"password_button"}),
            required=frozenset({"password_button"}),
        ),
        kept=False,
    ),
    "staff_password": Kind(
        Offer(inline=_ORGANISATION, blocks=frozenset({"password_button"}), required=frozenset({"password_button"})),
        kept=False,
    ),
    "job_done": Kind(
        Offer(
            inline=_ORGANISATION | {"job", "outcome"},
            blocks=frozenset({"job_button"}),
            required=frozenset({"job", "outcome"}),
        )
    ),
}


class UnknownKind(LookupError):
    """There is no such kind of letter."""


def kind_of(key: str) -> Kind:
    """Return the kind of letter.

    :raises UnknownKind: there is none of that name
    """
    if key not in KINDS:
        raise UnknownKind(key)
    return KINDS[key]
