"""Find letters by kind, state and recipient, newest first, at the same cost however many there are."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, select, union, union_all
from sqlalchemy.orm import load_only

from portal.extensions import db
from portal.legal_bases.finding import Question, find_people
from portal.mail.kinds import KINDS
from portal.mail.letters.new_links import NOBODY
from portal.mail.models import Letter, LetterState
from portal.people.queries import people_at
from portal.people.rules import NotAnAddress, checked_email

STATES: tuple[LetterState, ...] = get_args(LetterState)
MOST_PEOPLE = 50
"""People whose letters are looked for when a name is asked for."""
_AT_A_TIME = 500


@dataclass(frozen=True)
class LetterQuestion:
    """What letters must be like; what is empty does not matter."""

    kind: str = ""
    states: tuple[LetterState, ...] = ()
    text: str = ""
    """An address, or the beginnings of words of a person's name or company."""
    person_id: int | None = None


def find_letters(question: LetterQuestion, *, before: int | None = None, most: int) -> Sequence[Letter]:
    """Return at most so many letters, newest first, without their words.

    :param before: only letters queued before this id: the next page
    """
    ids = letter_ids(question, before=before, most=most)
    columns = ("kind", "person_id", "recipient", "language", "facts", "state", "queued_at", "due_at", "sent_at")
    shown = load_only(*(getattr(Letter, name) for name in (*columns, "attempts", "answer", "subject")))
    statement = select(Letter).where(Letter.id.in_(ids)).order_by(Letter.id.desc()).options(shown)
    return db.session.scalars(statement).all() if ids else []


def letter_ids(question: LetterQuestion, *, before: int | None = None, most: int) -> list[int]:
    """Return the ids of at most so many letters, newest first."""
    if question.text or question.person_id is not None:
        return list(islice(_ids_of_people(question, before), most))
    if not question.kind and not question.states:
        return list(db.session.scalars(_page(select(Letter.id).where(_is_to_somebody()), before, most)))
    kinds, states = (question.kind,) if question.kind else KINDS, question.states or STATES
    pages = [
        _page(select(Letter.id).where(Letter.kind == kind, Letter.state == state, _is_to_somebody()), before, most)
        for kind, state in product(kinds, states)
    ]
    either = union_all(*(select(page.subquery()) for page in pages)).subquery()
    return list(db.session.scalars(select(either.c.id).order_by(either.c.id.desc()).limit(most)))


def _page(statement: Select[Any], before: int | None, most: int) -> Select[Any]:
    older = statement if before is None else statement.where(Letter.id < before)
    return older.order_by(Letter.id.desc()).limit(most)


def _is_to_somebody() -> ColumnElement[bool]:
    """Leave out what is only written so that an unknown address takes as long as a known one."""
    return Letter.recipient != NOBODY


def _ids_of_people(question: LetterQuestion, before: int | None) -> Iterator[int]:
    """Yield the ids of the letters to a few people or addresses that the rest of the question fits."""
    owners = _owners(question)
    columns = (Letter.id, Letter.kind, Letter.state)
    while owners:
        parts = [select(_page(select(*columns).where(owner), before, _AT_A_TIME).subquery()) for owner in owners]
        either = union(*parts).subquery()
        newest = select(either).order_by(either.c.id.desc()).limit(_AT_A_TIME)
        rows = db.session.execute(newest).all()
        for row in rows:
            if question.kind in {"", row.kind} and (not question.states or row.state in question.states):
                yield row.id
        if len(rows) < _AT_A_TIME:
            return
        before = rows[-1].id


def _owners(question: LetterQuestion) -> list[ColumnElement[bool]]:
    """Return the conditions, each with an index of its own, of which a letter must fit one."""
    if question.person_id is not None:
        return [Letter.person_id == question.person_id]
    if "@" not in question.text:
        people = [person.id for person in find_people(Question(text=question.text), most=MOST_PEOPLE)]
        return [Letter.person_id.in_(people)] if people else []
    people = [person.id for person in people_at(question.text)]
    spellings = {question.text, question.text.lower()}
    with suppress(NotAnAddress):
        spellings.add(checked_email(question.text))
    return [Letter.recipient.in_(sorted(spellings)), Letter.person_id.in_(people)]
