"""Why somebody may be e-mailed, or not: the codes that pages, files and programs show."""

from typing import Final, Literal, get_args

Reason = Literal[
    "bad_address",
    "objected",
    "unknown_address",
    "restricted",
    "withdrawn",
    "no_basis",
    "basis_not_allowed",
    "unconfirmed",
    "expired",
    "ask_again",
    "paused",
    "topic_off",
    "consent",
    "existing_customer",
    "other_basis",
]

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""In the order in which they are tried: the strictest first, and every no before any yes."""
YES: Final[frozenset[Reason]] = frozenset({"consent", "existing_customer", "other_basis"})
RANK: Final[dict[Reason, int]] = {reason: rank for rank, reason in enumerate(REASONS)}
FIRST_YES: Final = min(RANK[reason] for reason in YES)
"""The rank from which on a reason says yes."""


def may_email(reason: Reason) -> bool:
    """Tell whether the reason is one to send, not one to refrain."""
    return reason in YES
