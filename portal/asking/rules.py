"""Who is asked for consent, and why others never are."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from portal.legal_bases.rules import NO, Status
from portal.marketing.reasons import RANK, Reason

Outcome = Literal[
    "ask",
    "asked",
    "objected",
    "withdrawn",
    "restricted",
    "no_address",
    "address_refused",
    "shared_no",
    "unconfirmed",
    "paused",
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

    reason: Reason = "no_basis"
    """What the rule says of the person alone: see ``portal.marketing.rules``."""
    address_reason: Reason = "no_basis"
    """What it says of the address: the strictest of all who have it, and the no that is kept of somebody erased."""
    is_kept: bool = False
    """Whether it is such a kept no that decides about the address."""
    status: Status | None = None
    """The status of what is recorded for the purpose."""
    stopped_all: bool = False
    """Whether the person stopped all marketing, and the purpose is marketing."""
    paused: bool = False
    """Whether the person wants no marketing for the time being, and the purpose is marketing."""
    has_address: bool = True
    unconfirmed: bool = False
    """Whether only a web form names the address."""
    asked_lately: bool = False


def outcome(person: Present) -> Outcome:
    """Return ``ask``, or why the person is not asked: what speaks against any letter first of all.

    A sale that is enough for now does not stand in the way: the person may well be asked for more.
    """
    reason, address = person.reason, person.address_reason
    tried: tuple[tuple[Outcome, bool], ...] = (
        ("no_address", not person.has_address),
        ("address_refused", "bad_address" in {reason, address}),
        ("objected", reason == "objected" or (person.stopped_all and reason != "consent")),
        ("objected", address == "objected" and person.is_kept),
        ("restricted", reason == "restricted"),
        ("withdrawn", reason == "withdrawn"),
        ("shared_no", RANK[address] <= RANK["withdrawn"]),
        ("unconfirmed", person.unconfirmed),
        ("paused", person.paused),
        ("consented", reason == "consent"),
        ("other_basis", reason == "other_basis"),
        ("asked_lately", person.asked_lately),
    )
    return next((why for why, applies in tried if applies), "ask")


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
