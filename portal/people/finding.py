"""Find people by the beginnings of words, latest registered first, however many there are."""

from collections.abc import Sequence
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, column, func, literal, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.extensions import db
from portal.people.models import Person
from portal.people.queries import people_at
from portal.people.rules import folded_words, search_text

RECENT = 2000
"""So many of the latest people are looked through one by one before the index is asked.

What many people have in common fills a page there at once, and would make the index gather nearly everybody. What is
not found there is rare enough for the index.
"""
DEEPER = 60_000
"""So many of the latest are looked through when they seem to hold a page of what is asked for."""
COMMON = 0.05
"""A word that this share of the latest have is left to be tested on those found by the rarer words."""
SHORTEST_NUMBER = 7
"""Digits that make a phone number telling."""

LONGEST_PREFIX = 8
"""Characters of a word that SQLite's index knows; a longer word is narrowed down by its text."""

_index = table("people_search", column("rowid"))
_vector: ColumnElement[Any] = literal_column("people.search_vector")


def search(text_given: str, *, before: int | None = None, most: int = 50) -> Sequence[Person]:
    """Return at most so many people with words that begin as given, latest registered first.

    Case and accents do not matter; no words find everybody.

    :param before: only people registered before this id: the next page
    """
    words = folded_words(text_given)
    recent = among_the_latest(having(words), depth=RECENT, before=before, most=most)
    return recent if recent is not None else by_words(words, before=before, most=most)


def among_the_latest(
    conditions: Sequence[ColumnElement[bool]], *, depth: int, before: int | None, most: int
) -> Sequence[Person] | None:
    """Return the people found among so many of the latest, or None when there may be more of them farther back.

    :param depth: ids that are looked through; where some are missing, these are fewer people
    """
    newest = before - 1 if before is not None else db.session.scalar(select(func.max(Person.id))) or 0
    found = fetched(select(Person).where(Person.id > newest - depth, *conditions), before=before, most=most)
    return found if newest <= depth or len(found) >= most else None


def fetched(statement: Select[tuple[Person]], *, before: int | None, most: int) -> Sequence[Person]:
    """Return the first of the people that the statement selects, latest registered first."""
    return db.session.scalars(_before(statement, before).order_by(Person.id.desc()).limit(most)).all()


def having(words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a person has words beginning so, as they are tested on one person after the other."""
    return [_has(Person.__table__.c.search_text, word) for word in words]


def by_words(words: Sequence[str], *conditions: ColumnElement[bool], before: int | None, most: int) -> Sequence[Person]:
    """Return the first of the people with words beginning so whom the conditions fit, as the index finds them."""
    if not words:
        return fetched(select(Person).where(*conditions), before=before, most=most)
    if not _is_sqlite():
        return _by_vector(words, *conditions, before=before, most=most)
    question = " ".join(f'"{word[:LONGEST_PREFIX]}"*' for word in words)
    statement = (
        select(Person)
        .join(_index, _index.c.rowid == Person.id)
        .where(text("people_search MATCH :words").bindparams(words=question), *conditions)
        .where(*having([word for word in words if len(word) > LONGEST_PREFIX]))
        .order_by(_index.c.rowid.desc())
    )
    if before is not None:
        statement = statement.where(_index.c.rowid < before)
    return db.session.scalars(statement.limit(most)).all()


def _by_vector(
    words: Sequence[str], *conditions: ColumnElement[bool], before: int | None, most: int
) -> Sequence[Person]:
    """Gather the ids first, behind a fence: the planner would rather go through everybody to save the sorting.

    The index takes its time over a word that very many have, whatever stands beside it.
    """
    shares = _shares(words, before)
    if prod(shares.values()) * DEEPER > most:
        recent = among_the_latest([*having(words), *conditions], depth=DEEPER, before=before, most=most)
        if recent is not None:
            return recent
    rare = [word for word in words if shares[word] < COMMON]
    question = " & ".join(f"'{word}':*" for word in rare or words)
    left = having([word for word in words if word not in rare])
    matching = select(Person.id).where(_vector.op("@@")(cast(question, TSQUERY)), *left, *conditions)
    ids = _before(matching, before).offset(0).subquery()
    first = db.session.scalars(select(ids.c.id).order_by(ids.c.id.desc()).limit(most)).all()
    return fetched(select(Person).where(Person.id.in_(first)), before=None, most=most) if first else []


def _shares(words: Sequence[str], before: int | None) -> dict[str, float]:
    """Return which share of the latest people have each word."""
    latest = _before(select(Person.search_text), before).order_by(Person.id.desc()).limit(RECENT).subquery()
    counts = [func.count().filter(_has(latest.c.search_text, word)) for word in words]
    row = db.session.execute(select(*counts).select_from(latest)).one()
    return {word: count / RECENT for word, count in zip(words, row, strict=True)}


def likely_duplicates(*, name: str, email: str, phone: str, most: int = 5) -> Sequence[Person]:
    """Return people with the same address, the same phone number, or all the words of the name in theirs."""
    found: dict[int, Person] = {person.id: person for person in people_at(email)}
    number = next((word for word in search_text("", "", "", phone).split() if len(word) >= SHORTEST_NUMBER), "")
    for question in filter(None, (number, name)):
        words = set(folded_words(question))
        alike = search(question) if words else ()
        found.update((person.id, person) for person in alike if words <= set(person.search_text.split()))
    return list(found.values())[:most]


def _before(statement: Select[Any], before: int | None) -> Select[Any]:
    return statement if before is None else statement.where(Person.id < before)


def _has(search_text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    position = func.instr if _is_sqlite() else func.strpos
    return position(literal(" ") + search_text, f" {word}") > 0


def _is_sqlite() -> bool:
    return bool(db.session.get_bind().dialect.name == "sqlite")
