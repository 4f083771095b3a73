"""What matters of those who may be asked: a handful of statements, however many people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from portal.asking.models import ConsentRound, RoundPerson
from portal.asking.rules import Present
from portal.extensions import db
from portal.legal_bases.many import Held, held
from portal.legal_bases.models import Purpose, RecordedBasis
from portal.legal_bases.queries import Catalogue
from portal.legal_bases.rules import NO, Status
from portal.people.kept_stops import kept_stops, stop_for
from portal.people.models import Person
from portal.settings.marketing import MarketingSettings

_PERSON = (
    Person.id,
    Person.email,
    Person.email_key,
    Person.language,
    Person.country,
    Person.address_refused_at,
    Person.unconfirmed_since,
)


class Candidate(NamedTuple):
    """One person with what a letter to them needs."""

    held: Held
    present: Present
    email: str
    language: str
    country: str


def candidates(
    person_ids: Sequence[int],
    purpose: Purpose,
    known: Catalogue,
    settings: MarketingSettings,
    *,
    at: datetime,
    lock: bool,
    of_round: int = 0,
) -> list[Candidate]:
    """Return those of the people who are there, by id, each with what decides whether they may be asked.

    :param of_round: a round that does not count as having asked them lately
    """
    there = held(person_ids, purpose.id, lock=lock)
    rows = {row.id: row for row in db.session.execute(select(*_PERSON).where(Person.id.in_(person_ids)))}
    keys = {row.email_key for row in rows.values() if row.email_key}
    refusing, stops = _refusing(keys, purpose), kept_stops(keys)
    lately = _asked_lately(person_ids, purpose, at - timedelta(days=settings.asked_again_days), of_round)
    found = []
    for one in there:
        row = rows[one.person_id]
        kept = stop_for(stops.get(row.email_key, {}), purpose.key, direct_marketing=purpose.direct_marketing)
        others = refusing.get(row.email_key, frozenset()) - {one.person_id}
        present = Present(
            direct_marketing=purpose.direct_marketing,
            marketing_objected=one.marketing_objected,
            status=_strictest(one.row.status if one.row else None, kept),
            is_consent=one.row is not None and known.basis_of[one.row.legal_basis_id].article == "a",
            asks_again=one.row is not None and known.asks_again(purpose, one.row.wording_version),
            is_enough=one.row is not None and _is_enough(one.row.legal_basis_id, purpose, known, settings),
            restricted=one.restricted,
            has_address=bool(row.email),
            address_refused=row.address_refused_at is not None,
            unconfirmed=row.unconfirmed_since is not None,
            shared_no=bool(others),
            asked_lately=one.person_id in lately,
        )
        found.append(Candidate(one, present, row.email, row.language, row.country))
    return found


def _strictest(status: Status | None, kept: str | None) -> Status | None:
    """Return the status of what is recorded, or the no that is kept of somebody erased who had the address."""
    noes: dict[str | None, Status] = {"objected": "objected", "withdrawn": "withdrawn"}
    return noes.get(kept, status)


def _is_enough(basis_id: int, purpose: Purpose, known: Catalogue, settings: MarketingSettings) -> bool:
    """Tell whether the purpose may go on on that basis, so that a question would only put it at risk."""
    if not purpose.direct_marketing:
        return True
    return known.basis_of[basis_id].key in settings.other_bases.get(purpose.key, ())


def _refusing(keys: Collection[str], purpose: Purpose) -> Mapping[str, frozenset[int]]:
    """Return who has said no to the purpose, by address."""
    said_no = [RecordedBasis.status.in_(NO)]
    if purpose.direct_marketing:
        said_no.append(Person.marketing_objected_at.is_not(None))
    row = and_(RecordedBasis.person_id == Person.id, RecordedBasis.purpose_id == purpose.id)
    statement = (
        select(Person.email_key, Person.id)
        .outerjoin(RecordedBasis, row)
        .where(Person.email_key.in_(sorted(keys)), or_(*said_no))
        .order_by(Person.id)
    )
    refusing: dict[str, frozenset[int]] = {}
    for key, person_id in db.session.execute(statement) if keys else ():
        refusing[key] = refusing.get(key, frozenset()) | {person_id}
    return refusing


def _asked_lately(person_ids: Sequence[int], purpose: Purpose, since: datetime, of_round: int) -> set[int]:
    asked = (
        select(RoundPerson.person_id)
        .join(ConsentRound, ConsentRound.id == RoundPerson.round_id)
        .where(
            RoundPerson.person_id.in_(person_ids),
            RoundPerson.asked_at > since,
            ConsentRound.purpose_id == purpose.id,
            ConsentRound.id != of_round,
        )
        .order_by(RoundPerson.person_id)
    )
    return set(db.session.scalars(asked)) if person_ids else set()
