"""Find what a token or a session stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from flask import current_app
from sqlalchemy import bindparam, select

from portal.extensions import db
from portal.ledger.configuration import remember_version
from portal.ledger.models import LedgerHead
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import BasisRow
from portal.links.models import Link, PersonSession, Use
from portal.links.tokens import BadToken, id_hash, read
from portal.people.models import Person
from portal.prepared import Prepared
from portal.reading import plain_rows

SKEW = timedelta(minutes=5)
"""How far clocks may differ before a link counts as expired."""
LONGEST_VISIT = timedelta(hours=12)

LinkState = Literal["open", "expired", "ended", "erased"]


@dataclass(frozen=True)
class FoundLink:
    """A genuine link and its state; the person's columns are empty when they were erased."""

    id: int
    use: Use
    scope: str
    state: LinkState
    person_id: int | None
    email: str
    language: str
    country: str


@dataclass(frozen=True)
class Visit:
    """A person's visit, opened by a link, with the columns of the person that pages show."""

    link_id: int
    use: Use
    """A preferences link opens the choices only, never the stored data."""
    expires_at: datetime | None
    opened_at: datetime
    person_id: int
    ref: str
    name: str
    email: str
    language: str
    country: str
    choices_seq: int
    marketing_objected_at: datetime | None
    restricted_at: datetime | None
    bases: Mapping[int, BasisRow]
    """What was recorded for the person when the visit was looked up, by purpose id."""


_LINK = Prepared(
    select(
        Link.id,
        Link.scope,
        Link.person_id,
        Link.expires_at,
        Link.ended_at,
        Person.email,
        Person.language,
        Person.country,
        LedgerHead.configuration,
    )
    .select_from(Link)
    .join(LedgerHead, LedgerHead.id == 1)
    .outerjoin(Person, Person.id == Link.person_id)
    .where(Link.id_hash == bindparam("id_hash"), Link.use == bindparam("use"))
)
_VISIT = Prepared(
    select(
        Link.id,
        Link.use,
        Link.expires_at,
        PersonSession.opened_at,
        Person.id,
        Person.ref,
        Person.name,
        Person.email,
        Person.language,
        Person.country,
        Person.choices_seq,
        Person.marketing_objected_at,
        Person.restricted_at,
        LedgerHead.configuration,
        *(getattr(RecordedBasis, name) for name in BasisRow._fields),
    )
    .select_from(PersonSession)
    .join(Link, Link.id == PersonSession.link_id)
    .join(Person, Person.id == PersonSession.person_id)
    .join(LedgerHead, LedgerHead.id == 1)
    .outerjoin(RecordedBasis, RecordedBasis.person_id == Person.id)
    .order_by(RecordedBasis.purpose_id)
    .where(PersonSession.id_hash == bindparam("id_hash"), PersonSession.ended_at.is_(None), Link.ended_at.is_(None))
)

_BASIS_FROM = 14
"""The column of a visit's rows from which on there is one recorded basis."""


def link_of(token: str, *uses: Use, at: datetime) -> FoundLink | None:
    """Return the link of a token for one of the uses, whatever its state, or None when it is not one of ours."""
    try:
        use, link_id = read(token, uses, current_app.config["PORTAL_LINK_KEYS"])
    except BadToken:
        return None
    rows = plain_rows(_LINK, {"id_hash": id_hash(link_id), "use": use})
    if not rows:
        return None
    number, scope, person_id, expires_at, ended_at, email, language, country, configuration = rows[0]
    remember_version(configuration)
    return FoundLink(
        id=number,
        use=use,
        scope=scope,
        state=_state(person_id, expires_at, ended_at, at),
        person_id=person_id,
        email=email or "",
        language=language or "",
        country=country or "",
    )


def _state(person_id: int | None, expires_at: datetime | None, ended_at: datetime | None, at: datetime) -> LinkState:
    if person_id is None:
        return "erased"
    if ended_at is not None:
        return "ended"
    if expires_at is not None and at > expires_at + SKEW:
        return "expired"
    return "open"


def open_view_links(person_id: int, *, at: datetime) -> Sequence[tuple[datetime, datetime | None]]:
    """Return when each link that still opens the person's page was made and ends, newest first."""
    rows = db.session.execute(
        select(Link.made_at, Link.expires_at)
        .where(Link.person_id == person_id, Link.use == "view", Link.ended_at.is_(None), Link.expires_at > at)
        .order_by(Link.id.desc())
    )
    return rows.tuples().all()


def links_of(person_id: int) -> Sequence[Link]:
    """Return every link of the person, oldest first."""
    return db.session.scalars(select(Link).where(Link.person_id == person_id).order_by(Link.id)).all()


def visits_of(person_id: int) -> Sequence[PersonSession]:
    """Return the person's visits that are still known, oldest first."""
    visits = select(PersonSession).join(Link, Link.id == PersonSession.link_id).where(Link.person_id == person_id)
    return db.session.scalars(visits.order_by(PersonSession.opened_at, PersonSession.link_id)).all()


def visit_of(session_id: bytes, *, at: datetime) -> Visit | None:
    """Return the visit of a session's random id, or None when it was ended, with its link or by time."""
    rows = plain_rows(_VISIT, {"id_hash": id_hash(session_id)})
    if not rows:
        return None
    bases = {row[_BASIS_FROM]: BasisRow(*row[_BASIS_FROM:]) for row in rows if row[_BASIS_FROM] is not None}
    known: tuple[Any, ...] = (*rows[0][: _BASIS_FROM - 1], bases)
    visit = Visit(*known)
    if at - visit.opened_at > LONGEST_VISIT:
        return None
    remember_version(rows[0][_BASIS_FROM - 1])
    return visit
