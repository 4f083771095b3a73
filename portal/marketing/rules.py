"""The rule: may we send this topic of this purpose to this person."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.legal_bases.rules import Standing, Status, says_no
from portal.marketing.reasons import Reason, strictest

NO_LONGER: frozenset[Status | None] = frozenset({None, "ended"})
"""Nothing is recorded, or not any more."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What matters about one person for one purpose and topic; by itself, a person of whom nothing is recorded."""

    direct_marketing: bool = True
    """Whether the purpose is direct marketing."""
    status: Status | None = None
    """The status of what is recorded for the purpose."""
    is_consent: bool = False
    """Whether the recorded basis is that of GDPR art. 6(1)(a)."""
    is_allowed: bool = False
    """Whether letters for the purpose may rest on the recorded basis."""
    asks_again: bool = False
    """Whether the consent was given to words that no longer count."""
    marketing_objected: bool = False
    """Whether the person stopped all marketing."""
    restricted: bool = False
    """Whether every use but storage is on hold (GDPR art. 18)."""
    unconfirmed: bool = False
    """Whether only a web form names the address."""
    address_refused: bool = False
    """Whether mail servers refuse the address for good."""
    paused: bool = False
    topic_refused: bool = False
    is_customer: bool = False
    """Whether the soft opt-in holds: a recent sale, similar goods, and the way out offered with it."""


def reason_for(person: Facts) -> Reason:
    """Return the first reason that applies to one person: one to refrain, or else one to send.

    Without anything recorded, or on a basis that is not enough, the soft opt-in may say yes for direct marketing
    (directive 2002/58/EC art. 13(2); marknadsföringslagen 19 §); no consent that is doubtful becomes a yes by it.
    """
    standing = Standing(person.status, person.marketing_objected, person.direct_marketing)
    stopped_all = person.direct_marketing and person.marketing_objected
    by_sale = person.direct_marketing and person.is_customer and _leaves_room(person)
    rests_on_consent = person.is_consent and not by_sale
    tried: tuple[tuple[Reason, bool], ...] = (
        ("bad_address", person.address_refused),
        ("objected", person.status == "objected" or (stopped_all and says_no(standing))),
        ("restricted", person.restricted),
        ("withdrawn", person.status == "withdrawn"),
        ("no_basis", person.status in NO_LONGER and not by_sale),
        ("basis_not_allowed", person.status not in NO_LONGER and not person.is_allowed and not by_sale),
        ("unconfirmed", person.status == "awaiting" or person.unconfirmed),
        ("expired", person.status == "expired"),
        ("ask_again", rests_on_consent and person.asks_again),
        ("paused", person.direct_marketing and person.paused),
        ("topic_off", person.topic_refused),
        ("existing_customer", by_sale),
        ("consent", rests_on_consent),
    )
    return next((reason for reason, applies in tried if applies), "other_basis")


def _leaves_room(person: Facts) -> bool:
    """Tell whether what is recorded leaves room for the soft opt-in."""
    return person.status in NO_LONGER or (person.status == "in_force" and not person.is_allowed)


def verdict_for(people: Sequence[Facts], *, is_address: bool = True, stopped: bool = False) -> Reason:
    """Return the reason that decides for an address: the strictest of those for the people who have it.

    :param is_address: whether it can be an address at all
    :param stopped: whether somebody who was erased had said no under it
    """
    if not is_address:
        return "bad_address"
    found: list[Reason] = [reason_for(person) for person in people]
    if stopped:
        found.append("objected")
    return strictest(*found) if found else "unknown_address"
