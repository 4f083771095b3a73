"""Find rounds, their people, and what these have answered."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select

from portal.asking.models import ConsentRound, RoundPerson
from portal.asking.rules import Outcome, answer_of
from portal.extensions import db
from portal.legal_bases.models import LegalBasis, RecordedBasis
from portal.people.queries import LARGEST_ID


class NoSuchRound(LookupError):
    """No round has that id."""


class Asked(NamedTuple):
    """One of those who were asked."""

    person_id: int
    seq: int | None
    asked_at: datetime | None


def round_by_id(round_id: int, *, lock: bool = False) -> ConsentRound:
    """Return the round, locked until the transaction ends if asked for.

    :raises NoSuchRound: there is none of that id
    """
    statement = select(ConsentRound).where(ConsentRound.id == round_id).execution_options(populate_existing=True)
    found = (
        db.session.scalars(statement.with_for_update() if lock else statement).one_or_none()
        if round_id <= LARGEST_ID
        else None
    )
    if found is None:
        raise NoSuchRound(round_id)
    return found


def latest_rounds(*, before: int | None = None, most: int = 25) -> Sequence[ConsentRound]:
    """Return at most so many rounds but those dropped, latest first."""
    statement = select(ConsentRound).where(ConsentRound.state != "dropped").order_by(ConsentRound.id.desc()).limit(most)
    return db.session.scalars(statement if before is None else statement.where(ConsentRound.id < before)).all()


def next_people(round_id: int, outcome: Outcome, *, last: int, most: int, unreminded: bool = False) -> list[Asked]:
    """Return at most so many people of the round with the outcome, after the last one, by id."""
    statement = (
        select(RoundPerson.person_id, RoundPerson.seq, RoundPerson.asked_at)
        .where(RoundPerson.round_id == round_id, RoundPerson.outcome == outcome, RoundPerson.person_id > last)
        .order_by(RoundPerson.person_id)
        .limit(most)
    )
    if unreminded:
        statement = statement.where(RoundPerson.reminded.is_(False))
    return [Asked(*row) for row in db.session.execute(statement)]


def rounds_to_remind(*, asked_between: tuple[datetime, datetime]) -> Sequence[int]:
    """Return the ids of the rounds that were asked in that time and whose people were not reminded."""
    first, last = asked_between
    rounds = select(ConsentRound.id).where(
        ConsentRound.state == "asked",
        ConsentRound.reminded_at.is_(None),
        ConsentRound.asked_at.between(first, last),
    )
    return db.session.scalars(rounds.order_by(ConsentRound.id)).all()


def answers(asked: ConsentRound, *, after: int = 0, until: int = LARGEST_ID) -> Counter[str]:
    """Return how many of those who were asked have given each answer by now.

    :param after: only people after this id, and
    :param until: up to this one
    """
    row = and_(RecordedBasis.person_id == RoundPerson.person_id, RecordedBasis.purpose_id == asked.purpose_id)
    is_newer = RecordedBasis.seq > RoundPerson.seq
    statement = (
        select(RecordedBasis.status, LegalBasis.article, is_newer, func.count())
        .select_from(RoundPerson)
        .outerjoin(RecordedBasis, row)
        .outerjoin(LegalBasis, LegalBasis.id == RecordedBasis.legal_basis_id)
        .where(RoundPerson.round_id == asked.id, RoundPerson.outcome == "asked")
        .where(RoundPerson.person_id > after, RoundPerson.person_id <= until)
        .group_by(RecordedBasis.status, LegalBasis.article, is_newer)
        .order_by(RecordedBasis.status, LegalBasis.article)
    )
    counts: Counter[str] = Counter()
    for status, article, newer, count in db.session.execute(statement):
        counts[answer_of(status, is_consent=article == "a", is_newer=bool(newer))] += count
    return counts
