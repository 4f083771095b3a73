"""Find people by words and by what is recorded about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.rules import Status
from portal.people.finding import RECENT, among_the_latest, by_words, fetched, having
from portal.people.models import Person
from portal.people.rules import folded_words

FEW = 5000
"""A filter that leaves no more people than this is asked before the words."""


@dataclass(frozen=True)
class Question:
    """Beginnings of words, and filters; what is empty does not matter."""

    text: str = ""
    purpose_id: int | None = None
    basis_id: int | None = None
    status: Status | None = None
    source_id: int | None = None
    """Where the person comes from."""

    @property
    def recorded(self) -> list[ColumnElement[bool]]:
        """What one and the same recorded basis must be like."""
        wanted = (
            (RecordedBasis.purpose_id, self.purpose_id),
            (RecordedBasis.legal_basis_id, self.basis_id),
            (RecordedBasis.status, self.status),
        )
        return [column == value for column, value in wanted if value is not None]


def find_people(question: Question, *, before: int | None = None, most: int = 50) -> Sequence[Person]:
    """Return at most so many people that the question fits, latest registered first.

    :param before: only people registered before this id: the next page
    """
    words, filters = folded_words(question.text), _filters(question)
    conditions = [*having(words), *filters]
    recent = among_the_latest(conditions, depth=RECENT, before=before, most=most)
    if recent is not None:
        return recent
    for ids in _by_filter(question):
        if not words or _are_few(ids):
            return fetched(select(Person).where(Person.id.in_(ids), *conditions), before=before, most=most)
    return by_words(words, *filters, before=before, most=most)


def few_found(question: Question) -> list[int] | None:
    """Return the ids of everybody whom the question fits, latest registered first, or None when they are many."""
    found = find_people(question, most=FEW + 1)
    return [person.id for person in found] if len(found) <= FEW else None


def found_after(question: Question, last: int, most: int) -> Sequence[int]:
    """Return the ids of at most so many people whom the question fits, from the one after ``last`` on, in order."""
    conditions = [*having(folded_words(question.text)), *_filters(question)]
    ids = select(Person.id).where(Person.id > last, *conditions).order_by(Person.id).limit(most)
    return db.session.scalars(ids).all()


def _filters(question: Question) -> list[ColumnElement[bool]]:
    """Return the filters as they are tested on one person after the other."""
    filters: list[ColumnElement[bool]] = []
    if question.recorded:
        row = select(RecordedBasis.id).where(RecordedBasis.person_id == Person.id, *question.recorded)
        filters.append(row.exists())
    if question.source_id is not None:
        filters.append(Person.source_id == question.source_id)
    return filters


def _by_filter(question: Question) -> list[Select[tuple[int]]]:
    """Return the ids of the people that each filter leaves."""
    ids = []
    if question.recorded:
        ids.append(select(RecordedBasis.person_id).where(*question.recorded))
    if question.source_id is not None:
        ids.append(select(Person.id).where(Person.source_id == question.source_id))
    return ids


def _are_few(ids: Select[tuple[int]]) -> bool:
    count = db.session.scalar(select(func.count()).select_from(ids.limit(FEW + 1).subquery()))
    return (count or 0) <= FEW
