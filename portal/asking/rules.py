"""Who is asked for consent, and why others never are."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from portal.legal_bases.rules import NO, Status

Outcome = Literal[
    "ask",
    "asked",
    "objected",
    "withdrawn",
    "restricted",
    "no_address",
    "address_refused",
    "unconfirmed",
    "shared_no",
    "consented",
    "other_basis",
    "asked_lately",
    "gone",
]
"""What becomes of a person; ``ask`` is only planned."""
Answer = Literal["yes", "no", "silent", "other"]
"""What somebody who was asked has said so far; ``other``: something else is recorded since."""

REASONS: Final[tuple[Outcome, ...]] = get_args(Outcome)[2:]
"""Why a person is left out."""
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)

RoundState = Literal["counting", "counted", "asking", "stopped", "asked", "reminding", "reminding_stopped", "dropped"]
"""How far a round has come; ``stopped`` and ``reminding_stopped`` can go on."""
CAN_ASK: Final[frozenset[RoundState]] = frozenset({"counted", "stopped"})
CAN_REMIND: Final[frozenset[RoundState]] = frozenset({"asked", "reminding_stopped"})
BROKEN_OFF: Final[dict[RoundState, RoundState]] = {
    "counting": "dropped",
    "asking": "stopped",
    "reminding": "reminding_stopped",
}
"""What it comes to when its job fails or is cancelled."""


@dataclass(frozen=True, slots=True)
class Present:
    """What matters of one person and the purpose; by itself, somebody who can be asked."""

    direct_marketing: bool = True
    marketing_objected: bool = False
    """Whether the person stopped all marketing, also as one who was erased."""
    status: Status | None = None
    """The status of what is recorded for the purpose, or kept of somebody who was erased."""
    is_consent: bool = False
    """Whether the recorded basis is that of GDPR art. 6(1)(a)."""
    asks_again: bool = False
    """Whether the consent was given to words that no longer count."""
    is_enough: bool = False
    """Whether the recorded basis is another than consent, and enough for the purpose."""
    restricted: bool = False
    has_address: bool = True
    address_refused: bool = False
    unconfirmed: bool = False
    shared_no: bool = False
    """Whether somebody else with the same address has said no."""
    asked_lately: bool = False


def outcome(person: Present) -> Outcome:
    """Return ``ask``, or why the person is not asked: a no first of all."""
    tried: tuple[tuple[Outcome, bool], ...] = (
        ("objected", person.status == "objected" or (person.direct_marketing and person.marketing_objected)),
        ("withdrawn", person.status == "withdrawn"),
        ("restricted", person.restricted),
        ("no_address", not person.has_address),
        ("address_refused", person.address_refused),
        ("unconfirmed", person.unconfirmed),
        ("shared_no", person.shared_no),
        ("consented", person.status == "in_force" and person.is_consent and not person.asks_again),
        ("other_basis", person.status == "in_force" and not person.is_consent and person.is_enough),
        ("asked_lately", person.asked_lately),
    )
    return next((reason for reason, applies in tried if applies), "ask")


def may_remind(person: Present) -> bool:
    """Tell whether somebody who was asked may be reminded: the question still stands, and nothing speaks against it."""
    return person.status == "awaiting" and outcome(person) in {"ask", "asked_lately"}


def answer_of(status: Status | None, *, is_consent: bool, is_newer: bool) -> Answer:
    """Return what somebody who was asked has said, by what is recorded for the purpose now.

    :param is_newer: whether that was recorded after they were asked
    """
    if status in NO:
        return "no"
    if not is_newer and status == "awaiting":
        return "silent"
    return "yes" if status == "in_force" and is_consent else "other"
