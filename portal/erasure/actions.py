"""Erase people: a handful of statements for each few hundred, however much is stored about them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Executable, delete, select, update

from portal.access_answers.delivering import forget_answers
from portal.access_requests.actions import forget_people
from portal.database import Base
from portal.erasure.rules import Because, Named, Names
from portal.erasure.traces import forget_elsewhere
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel, LedgerEntry, LedgerEvidence
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import NO
from portal.links.models import Link
from portal.mail.folder import mail_folder
from portal.mail.letters.erased import erased_row
from portal.mail.models import Letter
from portal.mail.outbox import enqueue
from portal.people.kept_stops import MARKETING, Stop, keep_stops
from portal.people.models import Person
from portal.people.rules import email_key

AT_ONCE = 500
"""People of a statement."""

_PEOPLE, _BASES = (Base.metadata.tables[model.__tablename__] for model in (Person, RecordedBasis))
_COLUMNS = ("id", "ref", "name", "email", "phone", "language", "country", "marketing_objected_at", "unconfirmed_since")


class Erased(NamedTuple):
    """What became of the people."""

    erased: int = 0
    bound: int = 0
    """Those whom a legal obligation keeps: nothing was changed about them."""


class _One(NamedTuple):
    id: int
    ref: str
    name: str
    email: str
    phone: str
    language: str
    country: str
    marketing_objected_at: datetime | None
    unconfirmed_since: datetime | None


def erase_people(
    person_ids: Sequence[int],
    *,
    reason: Because,
    actor: Actor,
    channel: Channel,
    at: datetime,
    comment: str = "",
    stop_marketing: bool = False,
    tell: bool = False,
) -> Erased:
    """Delete the people with every trace of them, and return how many (GDPR art. 17); those not there are passed over.

    What stays: the ledger's entries, which no longer lead to anybody; their noes under a keyed hash of the address;
    links in delivered mail, which answer and do nothing. Whoever calls has the files cleared after the commit: see
    ``sweeping``. It locks the people, then the ledger.

    :param comment: why, in words that name nobody
    :param stop_marketing: whether an address is not to get marketing again until its owner consents anew
    :param tell: whether the people are told by letter, which is forgotten as soon as it is sent
    """
    erased = bound = 0
    for start in range(0, len(person_ids), AT_ONCE):
        people = _locked(person_ids[start : start + AT_ONCE])
        kept = _bound({person.id for person in people})
        going = [person for person in people if person.id not in kept]
        if going:
            _keep_noes(going, stop_marketing=stop_marketing, at=at)
            _forget(going, at=at, by=actor, channel=channel)
            if tell:
                enqueue(_letters(going, stopped=stop_marketing, at=at))
            append(_drafts(going, reason, comment), at=at, by=actor, channel=channel)
        erased, bound = erased + len(going), bound + len(kept)
    db.session.expire_all()
    return Erased(erased, bound)


def _locked(person_ids: Sequence[int]) -> list[_One]:
    """Lock the people before the ledger, as everybody does."""
    found = select(*(_PEOPLE.c[name] for name in _COLUMNS)).where(_PEOPLE.c.id.in_(person_ids)).order_by(_PEOPLE.c.id)
    db.session.flush()
    return [_One(*row) for row in db.session.connection().execute(found.with_for_update())]


def _bound(person_ids: set[int]) -> set[int]:
    """Return those of the people of whom a law requires that something is kept (GDPR art. 17(3)(b))."""
    legal = [basis.id for basis in catalogue().all_bases if basis.article == "c"]
    rows = select(_BASES.c.person_id).where(
        _BASES.c.person_id.in_(sorted(person_ids)),
        _BASES.c.legal_basis_id.in_(legal),
        _BASES.c.status == "in_force",
    )
    return set(db.session.connection().execute(rows).scalars())


def _keep_noes(people: Sequence[_One], *, stop_marketing: bool, at: datetime) -> None:
    keys = {person.id: email_key(person.email) if person.email else "" for person in people}
    rows = select(_BASES.c.person_id, _BASES.c.purpose_id, _BASES.c.status).where(
        _BASES.c.person_id.in_(sorted(keys)), _BASES.c.status.in_(sorted(NO))
    )
    purposes = catalogue().purpose_of
    stops = [
        Stop(keys[person.id], MARKETING, "objected")
        for person in people
        if stop_marketing or person.marketing_objected_at is not None
    ]
    found = db.session.connection().execute(rows.order_by(_BASES.c.id))
    stops += [Stop(keys[person_id], purposes[purpose_id].key, status) for person_id, purpose_id, status in found]
    keep_stops(stops, at=at)


def _forget(people: Sequence[_One], *, at: datetime, by: Actor, channel: Channel) -> None:
    ids, refs = [person.id for person in people], [person.ref for person in people]
    forget_answers(ids)
    forget_people(ids, at=at, by=by, channel=channel)
    db.session.flush()
    named = [Named(person.name, person.email, person.phone) for person in people]
    forget_elsewhere(Names.of(named), [person.email for person in people if person.email])
    entries = select(LedgerEntry.seq).where(LedgerEntry.person_ref.in_(refs))
    _run(delete(LedgerEvidence).where(LedgerEvidence.seq.in_(entries)))
    theirs = select(Letter.message_id).where(Letter.person_id.in_(ids)).order_by(Letter.id)
    mail_folder(current_app).forget(db.session.scalars(theirs))
    _run(delete(Letter).where(Letter.person_id.in_(ids)))
    _run(update(Link).where(Link.person_id.in_(ids)).values(person_id=None, permanent_id=None))
    _run(delete(Person).where(Person.id.in_(ids)))


def _letters(people: Sequence[_One], *, stopped: bool, at: datetime) -> Iterator[dict[str, Any]]:
    for person in people:
        if person.email and person.unconfirmed_since is None:
            row = erased_row(person.email, person.name, person.language, person.country, stopped=stopped, at=at)
            if row is not None:
                yield row


def _drafts(people: Sequence[_One], reason: Because, comment: str) -> Iterator[Draft]:
    evidence = canonical_json({"comment": comment}) if comment else ""
    for person in people:
        yield Draft("person.erased", person_ref=person.ref, details={"reason": reason}, evidence=evidence)


def _run(statement: Executable) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
