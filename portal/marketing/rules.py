"""The rule: may we send this topic of this purpose to this address, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from portal.legal_bases.rules import Standing, Status, says_no
from portal.marketing.reasons import RANK, Reason, may_email

NO_LONGER: Final[frozenset[Status | None]] = frozenset({None, "ended"})
"""Nothing is recorded, or not any more."""


class Trace(NamedTuple):
    """What the facts about a person rest on; it decides nothing."""

    person_id: int | None = None
    basis_id: int | None = None
    source_id: int | None = None
    wording_version: int | None = None
    seq: int | None = None
    """The ledger's entry of the latest change of what is recorded for the purpose."""
    since: datetime | None = None
    """Since when that has had its status."""
    refused_at: datetime | None = None
    objected_at: datetime | None = None
    restricted_at: datetime | None = None
    unconfirmed_since: datetime | None = None


NOTHING_KNOWN: Final = Trace()


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
    trace: Trace = NOTHING_KNOWN


class Verdict(NamedTuple):
    """What is said of one address, and what it rests on."""

    reason: Reason
    person_id: int | None = None
    """Who decides it: among several who share the address, the one with the strictest reason."""
    basis_id: int | None = None
    source_id: int | None = None
    wording_version: int | None = None
    seq: int | None = None
    """The ledger's entry that decided, where what is recorded for the purpose did."""
    since: datetime | None = None
    """Since when what decided has held, as far as the facts tell it."""

    @property
    def may_email(self) -> bool:
        """Whether to send."""
        return may_email(self.reason)


NOT_AN_ADDRESS: Final = Verdict("bad_address")
UNKNOWN: Final = Verdict("unknown_address")


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


def verdict_on(reason: Reason, status: Status | None, trace: Trace) -> Verdict:
    """Return the verdict on one person for whom that reason is the first, with since when what decided has held.

    Of pauses, topics and sales the trace tells nothing; ``portal.marketing.evidence`` finds it.
    """
    since, seq = trace.since, trace.seq
    if reason == "bad_address":
        since, seq = trace.refused_at, None
    elif reason == "objected" and status != "objected":
        since, seq = trace.objected_at, None
    elif reason == "restricted":
        since, seq = trace.restricted_at, None
    elif reason == "unconfirmed" and status != "awaiting":
        since, seq = trace.unconfirmed_since, None
    elif reason in {"paused", "topic_off", "existing_customer"}:
        since, seq = None, None
    return Verdict(reason, trace.person_id, trace.basis_id, trace.source_id, trace.wording_version, seq, since)


def stricter(one: Verdict, other: Verdict) -> Verdict:
    """Return which of two verdicts decides: the one whose reason is tried first; of equals, the earlier person's."""
    return min(one, other, key=lambda verdict: (RANK[verdict.reason], verdict.person_id or 0))


def verdict_for(people: Sequence[Facts], *, is_address: bool = True, kept_since: datetime | None = None) -> Verdict:
    """Return the verdict on an address: the strictest of those on the people who have it.

    :param is_address: whether it can be an address at all
    :param kept_since: since when a no is kept of somebody erased who had it
    """
    if not is_address:
        return NOT_AN_ADDRESS
    found = UNKNOWN
    for number, person in enumerate(people):
        verdict = verdict_on(reason_for(person), person.status, person.trace)
        found = stricter(found, verdict) if number else verdict
    return with_kept_no(found, kept_since)


def with_kept_no(verdict: Verdict, kept_since: datetime | None) -> Verdict:
    """Return the verdict, stricter where a no of somebody erased is kept for the address since then."""
    if kept_since is None or RANK[verdict.reason] <= RANK["objected"]:
        return verdict
    return Verdict("objected", since=kept_since)
