"""The rule in SQL: the rank of the reason for a row of ``people``, joined with what is recorded for the purpose."""

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.rules import IN_USE
from portal.marketing.questions import Question
from portal.marketing.reasons import RANK, Reason
from portal.marketing.soft_opt_in import is_customer
from portal.people.models import Person
from portal.preferences.models import Pause, TopicChoice

_STATUS = RecordedBasis.status


def rank_of(asked: Question) -> ColumnElement[int]:
    """Return the rank in ``reasons.REASONS`` of what ``rules.reason_for`` says.

    It stands in a statement that has ``people``, and outer joins of the purpose's ``recorded_bases`` and of ``pauses``.
    """
    basis, never = RecordedBasis.legal_basis_id, false()
    nothing = or_(_STATUS.is_(None), _STATUS == "ended")
    allowed, is_consent = basis.in_(asked.allowed), basis.in_(asked.consents)
    by_sale = (
        and_(or_(nothing, and_(_STATUS == "in_force", ~allowed)), is_customer(asked))
        if asked.direct_marketing
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


def decided_since(asked: Question) -> ColumnElement[object]:
    """Return since when what decided has held, as far as a row tells it; it stands where ``rank_of`` stands."""
    return case(
        (Person.address_refused_at.is_not(None), Person.address_refused_at),
        (_STATUS == "objected", RecordedBasis.since),
        (_stopped_all(asked), Person.marketing_objected_at),
        (Person.restricted_at.is_not(None), Person.restricted_at),
        else_=RecordedBasis.since,
    )


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
