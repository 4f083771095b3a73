"""The rule in SQL: the rank of the reason for a row of ``people``, joined with what is recorded for the purpose."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, or_, select

from portal.customers.queries import is_customer
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.rules import IN_USE
from portal.marketing.questions import Question
from portal.marketing.reasons import RANK, Reason
from portal.people.models import Person
from portal.preferences.models import Pause, TopicChoice

_STATUS = RecordedBasis.status


def about_everybody(asked: Question, *columns: Any, after: int = 0) -> Select[Any]:
    """Return a selection of everybody after that id, in which ``rank_of`` and the columns it is made of can stand."""
    recorded = and_(RecordedBasis.person_id == Person.id, RecordedBasis.purpose_id == asked.purpose.id)
    paused = Pause.person_id == Person.id
    people = select(*columns).select_from(Person)
    if after:  # PostgreSQL walks all of a joined table's index up to where it begins, unless it is told not to
        people = people.where(Person.id > after)
        recorded, paused = and_(recorded, RecordedBasis.person_id > after), and_(paused, Pause.person_id > after)
    return people.outerjoin(RecordedBasis, recorded).outerjoin(Pause, paused)


def about_addresses(asked: Question, given: FromClause, *columns: Any) -> Select[Any]:
    """Return a selection of those who have the addresses, in which ``rank_of`` can stand.

    :param given: a table, such as a temporary one, whose ``email_key`` is the address folded by ``people.rules``
    """
    return (
        select(*columns)
        .select_from(given)
        .join(Person, and_(Person.email_key == given.c.email_key, given.c.email_key != ""))
        .outerjoin(RecordedBasis, and_(RecordedBasis.person_id == Person.id, _of(asked)))
        .outerjoin(Pause, Pause.person_id == Person.id)
    )


def rank_of(asked: Question) -> ColumnElement[int]:
    """Return the rank in ``reasons.REASONS`` of what ``rules.reason_for`` says."""
    basis, never = RecordedBasis.legal_basis_id, false()
    nothing = or_(_STATUS.is_(None), _STATUS == "ended")
    allowed, is_consent = basis.in_(sorted(asked.allowed)), basis.in_(sorted(asked.consents))
    by_sale = (
        and_(
            or_(nothing, and_(_STATUS == "in_force", ~allowed)),
            is_customer(Person.id, asked.soft_opt_in, today=asked.day),
        )
        if asked.soft_opt_in
        else never
    )
    old_words = func.coalesce(RecordedBasis.wording_version, 0) < asked.asks_before
    tried: tuple[tuple[Reason, ColumnElement[bool]], ...] = (
        ("bad_address", or_(Person.email_key == "", Person.address_refused_at.is_not(None))),
        ("objected", or_(_STATUS == "objected", _stopped_all(asked))),
        ("restricted", Person.restricted_at.is_not(None)),
        ("withdrawn", _STATUS == "withdrawn"),
        ("no_basis", and_(nothing, ~by_sale)),
        ("basis_not_allowed", and_(~nothing, ~allowed, ~by_sale)),
        ("unconfirmed", or_(_STATUS == "awaiting", Person.unconfirmed_since.is_not(None))),
        ("expired", _STATUS == "expired"),
        ("ask_again", and_(~nothing, is_consent, ~by_sale, old_words)),
        ("paused", Pause.until > asked.day if asked.direct_marketing else never),
        ("topic_off", _wants_none(asked)),
        ("existing_customer", by_sale),
        ("consent", is_consent),
    )
    return case(*((applies, RANK[reason]) for reason, applies in tried), else_=RANK["other_basis"])


def _of(asked: Question) -> ColumnElement[bool]:
    return RecordedBasis.purpose_id == asked.purpose.id


def _stopped_all(asked: Question) -> ColumnElement[bool]:
    """Return whether all marketing was stopped, and no consent to the purpose has been given since."""
    if not asked.direct_marketing:
        return false()
    return and_(Person.marketing_objected_at.is_not(None), or_(_STATUS.is_(None), _STATUS.not_in(IN_USE)))


def _wants_none(asked: Question) -> ColumnElement[bool]:
    """Return whether the person wants none of the topics that the question is about."""
    if not asked.topics:
        return false()
    refused = select(func.count()).where(
        TopicChoice.person_id == Person.id,
        TopicChoice.topic_id.in_([topic.id for topic in asked.topics]),
        TopicChoice.wanted.is_(False),
    )
    return refused.scalar_subquery() == len(asked.topics)
