"""What may be recorded, and which rights follow from a basis."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Status = Literal["in_force", "awaiting", "withdrawn", "objected", "expired", "ended"]
Right = Literal["withdraw", "object", "none"]

STATUSES: tuple[Status, ...] = get_args(Status)

NO: frozenset[Status] = frozenset({"withdrawn", "objected"})
"""Statuses that nothing but the person, a double opt-in or a documented correction lifts."""
IN_USE: frozenset[Status] = frozenset({"in_force", "awaiting"})


class KeptNo(Exception):
    """The person said no to this purpose, and what was tried does not lift it."""


class BasisNotAllowed(Exception):
    """The purpose can't rest on that basis."""


class StaleForm(Exception):
    """Something newer was decided after the form was opened."""


class NothingToLift(Exception):
    """There is no withdrawal or objection to lift."""


class EvidenceMissing(Exception):
    """A no is lifted only with evidence dated after it."""


@dataclass(frozen=True)
class Standing:
    """What matters about one person and one purpose when something new is to be recorded."""

    status: Status | None
    marketing_objected: bool
    direct_marketing: bool
    kept_stop: bool = False
    """Whether a no of somebody erased is kept for the address, and covers the purpose."""


def says_no(standing: Standing) -> bool:
    """Tell whether the person has said no to the purpose, itself or by stopping all marketing.

    A consent given after stopping all marketing lifts the stop for its purpose alone: its row is in force.
    """
    if standing.status in NO or (standing.kept_stop and standing.status not in IN_USE):
        return True
    return standing.direct_marketing and standing.marketing_objected and standing.status not in IN_USE


def status_after_stop(article: str) -> Status:
    """Return what a basis in use becomes when its purpose is stopped: a consent is withdrawn, the rest objected to."""
    return "withdrawn" if article == "a" else "objected"


def right(article: str, *, direct_marketing: bool) -> Right:
    """Return how the person may stop a purpose by its basis (GDPR art. 7(3), 21(1), 21(2))."""
    if article == "a":
        return "withdraw"
    if direct_marketing or article in {"e", "f"}:
        return "object"
    return "none"


def is_portable(article: str, status: Status | None, *, from_person: bool) -> bool:
    """Tell whether somebody may take data elsewhere that is used on that basis (GDPR art. 20(1)).

    It is what they gave themselves, and what is used now by their consent or for a contract.

    :param from_person: whether they gave it themselves
    """
    return from_person and article in {"a", "b"} and status == "in_force"


def is_pause_for_assessment(article: str, *, direct_marketing: bool) -> bool:
    """Tell whether an objection puts the use on hold until staff have assessed it (art. 21(1), 18(1)(d))."""
    return not direct_marketing and article in {"e", "f"}


def evidence_lifts(evidence: str, *, dated: date, no_day: date, today: date) -> bool:
    """Tell whether evidence lifts a no: it says something, and is neither older than the no nor of the future.

    All days are those of the organisation's time zone.
    """
    return bool(evidence.strip()) and no_day <= dated <= today


def kept_until(since: date, months: int) -> date:
    """Return the day that many months after: the same date or the month's last (Regulation 1182/71 art. 3(2)(c))."""
    total = since.year * 12 + since.month - 1 + months
    year, month = divmod(total, 12)
    month += 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last_day = date.fromordinal(first_of_next.toordinal() - 1).day
    return date(year, month, min(since.day, last_day))
