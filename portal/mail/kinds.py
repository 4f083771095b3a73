"""The kinds of letters there are, and which placeholders each offers to those who word it."""

from dataclasses import dataclass
from typing import Final

from portal.mail.wording import Offer

_ORGANISATION = frozenset({"organisation", "contact_email"})
_PERSON = _ORGANISATION | {"name", "link_until"}
_LINKS = frozenset({"page_button", "stop_button"})
_REQUEST = _ORGANISATION | {"name", "reference", "asked", "received", "due"}
_SAID = frozenset({"words", "complaint"})
_DUTIES = frozenset({"stored", "purposes", "right_to_object", "rights", "recipients", "contact"})


@dataclass(frozen=True)
class Kind:
    """What is special about one kind of letter."""

    offer: Offer
    kept: bool = True
    """False: the words are forgotten once sent, because they open a door."""
    traceless: bool = False
    """True: once it is sent or given up, nothing of it is kept, nor whom it went to."""


def _about_request(*required: str, blocks: frozenset[str] = frozenset()) -> Kind:
    needed = frozenset({"reference", "page_button", *required})
    return Kind(Offer(inline=_REQUEST, blocks=blocks | {"page_button"}, required=needed))


_RESTRICTION: Final = Kind(
    Offer(inline=_PERSON, blocks=_SAID | {"page_button"}, required=frozenset({"words", "complaint", "page_button"}))
)

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
    "ask_consent": Kind(
        Offer(
            inline=_PERSON | {"purpose"},
            blocks=frozenset({"reminder", "wording", "answer_button", "stop_button", "page_button"}),
            required=frozenset({"purpose", "wording", "answer_button", "stop_button"}),
        )
    ),
    "confirm_consent": Kind(
        Offer(
            inline=_ORGANISATION | {"form", "confirm_until"},
            blocks=frozenset({"agreed", "confirm_button"}),
            required=frozenset({"agreed", "confirm_button"}),
        )
    ),
    "request_received": _about_request("due"),
    "request_extended": _about_request("due", "words", blocks=_SAID),
    "request_identity": _about_request("words", blocks=frozenset({"words"})),
    "request_resumed": _about_request("due"),
    "request_refused": _about_request("words", "complaint", blocks=_SAID),
    "request_answered_question": _about_request("words", blocks=_SAID),
    "request_nothing_held": Kind(Offer(inline=_REQUEST, blocks=_SAID, required=frozenset({"reference"}))),
    "request_taken_back": _about_request(),
    "correction_done": _about_request("changed", blocks=frozenset({"words", "changed", "recipients"})),
    "correction_declined": _about_request("words", "complaint", blocks=_SAID),
    "objection_decided": _about_request("decision", "words", "complaint", blocks=_SAID | {"decision"}),
    "restriction_applied": _RESTRICTION,
    "restriction_lifted": _RESTRICTION,
    "erased": Kind(
        Offer(
            inline=_ORGANISATION | {"name"},
            blocks=frozenset({"kept", "complaint"}),
            required=frozenset({"kept", "complaint"}),
        ),
        kept=False,
        traceless=True,
    ),
    "request_due": Kind(
        Offer(
            inline=_ORGANISATION | {"reference", "asked", "due", "left"},
            blocks=frozenset({"request_button"}),
            required=frozenset({"reference", "due", "left"}),
        )
    ),
    "one_time_code": Kind(
        Offer(
            inline=_ORGANISATION | {"name", "code", "code_until"},
            blocks=frozenset({"code_shown"}),
            required=frozenset({"code_shown"}),
        ),
        kept=False,
    ),
    "answer_ready": Kind(
        Offer(
            inline=_ORGANISATION | {"name", "reference", "asked", "available_until"},
            blocks=frozenset({"files", "delivery_button", "complaint"}),
            required=frozenset({"reference", "available_until", "delivery_button"}),
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
    "staff_changed": Kind(
        Offer(
            inline=_ORGANISATION | {"when"},
            blocks=frozenset({"change", "account_button"}),
            required=frozenset({"change"}),
        )
    ),
}


VARIED: Final = frozenset({"confirmation"})
"""Kinds of which there may be variants."""
VARIANT: Final = "-"
"""Stands between the kind and the rest of a variant's key."""


class UnknownKind(LookupError):
    """There is no such kind of letter."""


def wording_kind(key: str) -> str:
    """Return the kind of letter that the key of a wording belongs to: itself, or what it is a variant of.

    :raises UnknownKind: there is none of that name
    """
    kind, is_variant, _ = key.partition(VARIANT)
    if kind not in KINDS or (is_variant and kind not in VARIED):
        raise UnknownKind(key)
    return kind


def kind_of(key: str) -> Kind:
    """Return the kind of letter.

    :raises UnknownKind: there is none of that name
    """
    if key not in KINDS:
        raise UnknownKind(key)
    return KINDS[key]
