"""Take bounces and complaints that mailing tools report: a complaint stops marketing, a bounce marks the address."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from sqlalchemy import select, update

from portal.database import Base
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel, LedgerEntry
from portal.ledger.rules import Actor, Draft, canonical_moment
from portal.legal_bases.queries import catalogue
from portal.legal_bases.stopping import Objection, stop_marketing_of
from portal.people.kept_stops import MARKETING, Stop, keep_stops, kept_stops
from portal.people.models import Person
from portal.people.rules import email_key, has_control_characters

FeedbackKind = Literal["bounce", "complaint"]

MOST_AT_ONCE: Final = 200
"""Events that one transaction should take, so that nobody waits long for the write lock."""
_PEOPLE = Base.metadata.tables[Person.__tablename__]


@dataclass(frozen=True)
class FeedbackEvent:
    """One report about an address."""

    email: str
    kind: FeedbackKind
    """A bounce is for good; what bounces for the moment is no news."""
    at: datetime


@dataclass(frozen=True)
class FeedbackCounts:
    """What became of the events; together they are as many as came."""

    stopped: int = 0
    """Complaints that stopped marketing to somebody."""
    marked: int = 0
    """Bounces that marked somebody's address."""
    unchanged: int = 0
    """Events that were known, or overtaken by something newer."""
    unknown: int = 0
    """Events about addresses that nobody has."""


class _Somebody(NamedTuple):
    """A person whom events concern, as locked."""

    id: int
    ref: str
    email_key: str
    marketing_objected_at: datetime | None
    address_refused_at: datetime | None


class _Told(NamedTuple):
    """What the ledger says about those people already."""

    complaints: frozenset[tuple[str, str]]
    """The reference and the moment of each."""
    worked: Mapping[str, datetime]
    """When a letter last arrived again, by reference."""


def note_events(events: Sequence[FeedbackEvent], *, actor: Actor, channel: Channel, at: datetime) -> FeedbackCounts:
    """Take the events and return what became of them; one that comes again changes nothing.

    A complaint is an objection to all direct marketing (GDPR art. 21(2)-(3)); letters about contracts and enquiries go
    on, and what the person consented to on their own after the complaint stays. A bounce marks the address until a
    letter arrives there again; one from before that is overtaken. What is dated in the future counts as of now. A
    complaint from an address that nobody has is kept under its keyed hash, for whoever is registered with it later.
    """
    keyed = [(email_key(event.email), event.kind, event.at) for event in events]
    people = _people_at({key for key, _, _ in keyed})
    told = _told([one.ref for some in people.values() for one in some])
    moments: dict[FeedbackKind, dict[str, list[datetime]]] = {"bounce": {}, "complaint": {}}
    for key, kind, moment in sorted(keyed):
        if key in people:
            moments[kind].setdefault(key, []).append(moment)
    stopped = _stop(moments["complaint"], people, told, actor=actor, channel=channel, at=at)
    marked = _mark(moments["bounce"], people, told, actor=actor, channel=channel, at=at)
    unknown = sum(key not in people for key, _, _ in keyed)
    _keep({key for key, kind, _ in keyed if kind == "complaint" and key not in people}, at=at)
    return FeedbackCounts(stopped, marked, len(keyed) - stopped - marked - unknown, unknown)


def _people_at(keys: set[str]) -> dict[str, list[_Somebody]]:
    """Return everybody who has one of the addresses, by address, with their rows locked."""
    found = (
        select(*(_PEOPLE.c[name] for name in _Somebody._fields))
        .where(_PEOPLE.c.email_key.in_(sorted(key for key in keys if key and not has_control_characters(key))))
        .order_by(_PEOPLE.c.id)
        .with_for_update()
    )
    people: dict[str, list[_Somebody]] = {}
    for row in db.session.connection().execute(found):
        people.setdefault(row.email_key, []).append(_Somebody(*row))
    return people


def _told(refs: Sequence[str]) -> _Told:
    found = (
        select(LedgerEntry.person_ref, LedgerEntry.event, LedgerEntry.at, LedgerEntry.details)
        .where(LedgerEntry.person_ref.in_(refs), LedgerEntry.event.in_(("complaint.received", "address.works")))
        .order_by(LedgerEntry.seq)
    )
    complaints, worked = set(), {}
    for ref, event, at, details in db.session.execute(found) if refs else ():
        if event == "complaint.received":
            complaints.add((ref, json.loads(details)["complained_at"]))
        else:
            worked[ref] = at
    return _Told(frozenset(complaints), worked)


def _stop(
    complaints: Mapping[str, Sequence[datetime]],
    people: Mapping[str, Sequence[_Somebody]],
    told: _Told,
    *,
    actor: Actor,
    channel: Channel,
    at: datetime,
) -> int:
    """Keep the complaints that are new, object for those who made them, and return for how many addresses."""
    drafts: list[Draft] = []
    objections: list[Objection] = []
    key_of: dict[int, str] = {}
    for key, moments in complaints.items():
        spelled = {canonical_moment(moment): moment for moment in moments}
        for one in people[key]:
            new = [words for words in spelled if (one.ref, words) not in told.complaints]
            drafts.extend(Draft("complaint.received", one.ref, details={"complained_at": words}) for words in new)
            if new:
                said_at = min(spelled[new[-1]], at)
                objections.append(Objection(one.id, one.ref, one.marketing_objected_at is not None, said_at))
                key_of[one.id] = key
    append(drafts, at=at, by=actor, channel=channel)
    stopped = stop_marketing_of(objections, catalogue(), at=at, by=actor, channel=channel)
    return len({key_of[person_id] for person_id in stopped})


def _mark(
    bounces: Mapping[str, Sequence[datetime]],
    people: Mapping[str, Sequence[_Somebody]],
    told: _Told,
    *,
    actor: Actor,
    channel: Channel,
    at: datetime,
) -> int:
    """Mark the addresses whose bounce is news, and return how many."""
    new = [
        (one, moments[-1])
        for key, moments in bounces.items()
        for one in people[key]
        if one.address_refused_at is None and not _works_since(moments[-1], told.worked.get(one.ref))
    ]
    if not new:
        return 0
    marked = update(_PEOPLE).where(_PEOPLE.c.id.in_([one.id for one, _ in new]))
    db.session.connection().execute(marked.values(address_refused_at=at, address_answer=""))
    drafts = [
        Draft("address.refused", person_ref=one.ref, details={"bounced_at": canonical_moment(moment)})
        for one, moment in new
    ]
    append(drafts, at=at, by=actor, channel=channel)
    return len({one.email_key for one, _ in new})


def _keep(keys: set[str], *, at: datetime) -> None:
    """Keep the objections that came from addresses which nobody has, each once."""
    usable = [key for key in sorted(keys) if "@" in key and not has_control_characters(key)]
    known = kept_stops(usable)
    keep_stops([Stop(key, MARKETING, "objected") for key in usable if MARKETING not in known.get(key, {})], at=at)


def _works_since(bounced: datetime, worked: datetime | None) -> bool:
    return worked is not None and worked >= bounced
