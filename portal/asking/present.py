"""What matters of those who may be asked: a handful of statements, however many people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.asking.models import ConsentRound, RoundPerson
from portal.asking.rules import Present
from portal.dates import local
from portal.extensions import db
from portal.legal_bases.many import Held, held
from portal.legal_bases.models import Purpose, RecordedBasis
from portal.legal_bases.queries import Catalogue
from portal.marketing.judging import verdicts
from portal.marketing.questions import Question
from portal.marketing.questions import asked as question_about
from portal.marketing.ranking import about_everybody, rank_of
from portal.marketing.reasons import REASONS
from portal.marketing.rules import Verdict
from portal.people.models import Person
from portal.preferences.models import Pause
from portal.settings.marketing import MarketingSettings
from portal.settings.queries import current_organisation

_ABOUT = (
    Person.id,
    Person.email,
    Person.email_key,
    Person.language,
    Person.country,
    Person.marketing_objected_at,
    Person.unconfirmed_since,
    RecordedBasis.status,
    Pause.until,
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
    day = local(at, current_organisation().time_zone).date()
    asked = question_about(purpose, (), known.all_bases, known.wordings, settings, day=day)
    about = about_everybody(asked, *_ABOUT, rank_of(asked).label("rank")).where(Person.id.in_(person_ids))
    rows = {row.id: row for row in db.session.execute(about.order_by(Person.id))}
    keys = sorted({row.email_key for row in rows.values()})
    address = dict(zip(keys, verdicts(asked, keys), strict=True))
    lately = _asked_lately(person_ids, purpose, at - timedelta(days=settings.asked_again_days), of_round)
    found = []
    for one in there:
        row = rows.get(one.person_id)  # without a lock, somebody may be erased between two statements
        if row is not None:
            present = _present(row, address[row.email_key], asked, asked_lately=one.person_id in lately)
            found.append(Candidate(one, present, row.email, row.language, row.country))
    return found


def _present(row: Any, address: Verdict, asked: Question, *, asked_lately: bool) -> Present:
    return Present(
        reason=REASONS[row.rank],
        address_reason=address.reason,
        is_kept=address.person_id is None,
        status=row.status,
        stopped_all=asked.direct_marketing and row.marketing_objected_at is not None,
        paused=asked.direct_marketing and row.until is not None and row.until > asked.day,
        has_address=bool(row.email),
        unconfirmed=row.unconfirmed_since is not None,
        asked_lately=asked_lately,
    )


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
