"""What a bulk change does to one person, and why it leaves another as they are."""

from dataclasses import dataclass
from typing import Final, Literal

from portal.legal_bases.rules import IN_USE, NO, Standing, Status, says_no

Outcome = Literal[
    "change", "changed", "undone", "said_no", "same", "restricted", "nothing", "changed_since", "no_since", "gone"
]
"""What becomes of a person; ``change`` is only planned."""

REASONS: Final[tuple[Outcome, ...]] = (
    "said_no",
    "same",
    "restricted",
    "nothing",
    "changed_since",
    "no_since",
    "gone",
)
"""Why a person is left as they are."""

BulkState = Literal[
    "counting", "counted", "applying", "stopped", "applied", "undoing", "undo_stopped", "undone", "dropped"
]
"""How far a bulk change has come; ``stopped`` and ``undo_stopped`` can go on."""

CAN_APPLY: Final[frozenset[BulkState]] = frozenset({"counted", "stopped"})
CAN_UNDO: Final[frozenset[BulkState]] = frozenset({"applied", "stopped", "undo_stopped"})
BROKEN_OFF: Final[dict[BulkState, BulkState]] = {
    "counting": "dropped",
    "applying": "stopped",
    "undoing": "undo_stopped",
}
"""What it comes to when its job fails or is cancelled."""


@dataclass(frozen=True)
class Wish:
    """What is wished for everybody: a basis put in force, or the one there is ended."""

    basis_id: int | None
    """None: end the basis."""
    direct_marketing: bool
    outdated: frozenset[int | None] = frozenset()
    """Versions of the consent's wording that no longer count, since a later one asks again."""


@dataclass(frozen=True)
class Present:
    """What matters of one person and the purpose."""

    marketing_objected: bool
    restricted: bool
    status: Status | None = None
    basis_id: int | None = None
    wording_version: int | None = None
    kept_stop: bool = False
    """Whether a no of somebody erased is kept for the address."""


def outcome(wish: Wish, present: Present) -> Outcome:
    """Return ``change``, or why the person is left as they are: a no first of all."""
    if is_no(present, direct_marketing=wish.direct_marketing):
        return "said_no"
    if wish.basis_id is None:
        if present.status not in {"in_force", "awaiting", "expired"}:
            return "nothing"
    elif (present.status, present.basis_id) == ("in_force", wish.basis_id) and (
        present.wording_version not in wish.outdated
    ):
        return "same"
    return "restricted" if present.restricted else "change"


def outcome_of_undoing(old: Status | None, present: Present, *, is_ours: bool, direct_marketing: bool) -> Outcome:
    """Return ``undone``, or why what holds now stays.

    :param old: what the change replaced, or None when there was nothing
    :param is_ours: whether nobody has changed the basis since
    """
    if not is_ours:
        return "changed_since"
    if (old in IN_USE or old == "expired") and is_no(present, direct_marketing=direct_marketing):
        return "no_since"
    return "undone"


def is_no(present: Present, *, direct_marketing: bool) -> bool:
    """Tell whether the person has said no to the purpose, itself or by stopping all marketing."""
    if present.status in NO:
        return True
    return says_no(Standing(present.status, present.marketing_objected, direct_marketing, present.kept_stop))
