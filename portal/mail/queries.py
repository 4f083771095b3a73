"""Find letters, and tell what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import load_only

from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter, LetterTemplate
from portal.people.models import Person

Confirmation = Literal[
    "sent", "queued", "failed", "cancelled", "source_sends_none", "no_address", "unconfirmed", "turned_off"
]

_TOKEN = re.compile(r"(/[lucd]/|/staff/reset/)[\w.~-]+")


class NoSuchLetter(LookupError):
    """No letter has that id."""


@dataclass(frozen=True)
class ConfirmationState:
    """Whether the person was sent the confirmation, and if not, why."""

    state: Confirmation
    at: datetime | None = None
    """When it was sent, or is next tried."""
    answer: str = ""
    """The mail server's words, or why it could not be written."""
    letter_id: int | None = None


def letter_by_id(letter_id: int) -> Letter:
    """Return the letter.

    :raises NoSuchLetter: there is none of that id
    """
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise NoSuchLetter(letter_id)
    return letter


def letters_of(person_id: int) -> Sequence[Letter]:
    """Return the person's letters, newest first."""
    return db.session.scalars(select(Letter).where(Letter.person_id == person_id).order_by(Letter.id.desc())).all()


def letter_rows_of(person_id: int) -> Sequence[Any]:
    """Return what an export tells of the person's letters, as plain rows with the columns' names, oldest first."""
    names = ("queued_at", "sent_at", "kind", "recipient", "state", "subject", "text")
    columns = [Letter.__table__.c[name] for name in names]
    return db.session.execute(select(*columns).where(Letter.person_id == person_id).order_by(Letter.id)).all()


def was_confirmed(person_id: int) -> bool:
    """Tell whether a confirmation to the person was sent or is on its way."""
    statement = select(
        exists().where(
            Letter.person_id == person_id, Letter.kind == "confirmation", Letter.state.in_(("held", "due", "sent"))
        )
    )
    return bool(db.session.scalar(statement))


def confirmation_state(person: Person) -> ConfirmationState:
    """Return whether the person was sent the confirmation, and if not, why."""
    return confirmation_states([person])[person.id]


def confirmation_states(people: Sequence[Person]) -> dict[int, ConfirmationState]:
    """Return for each of a few people whether they were sent the confirmation, and if not, why, by their ids."""
    letters: dict[int, list[Letter]] = {person.id: [] for person in people}
    statement = (
        select(Letter)
        .where(Letter.person_id.in_(sorted(letters)), Letter.kind == "confirmation")
        .order_by(Letter.id.desc())
        .options(load_only(Letter.person_id, Letter.state, Letter.due_at, Letter.sent_at, Letter.answer))
    )
    for letter in db.session.scalars(statement) if people else ():
        letters[letter.person_id or 0].append(letter)
    return {person.id: _state_of(person, letters[person.id]) for person in people}


def _state_of(person: Person, letters: Sequence[Letter]) -> ConfirmationState:
    """Return what the person's confirmations, newest first, or their absence tell."""
    sent = next((letter for letter in letters if letter.state == "sent"), None)
    if sent is not None:
        return ConfirmationState("sent", sent.sent_at, sent.answer, sent.id)
    if letters:
        latest = letters[0]
        state: Confirmation = "queued"
        if latest.state in {"failed", "cancelled"}:
            state = "failed" if latest.state == "failed" else "cancelled"
        return ConfirmationState(state, latest.due_at, latest.answer, latest.id)
    if not person.email:
        return ConfirmationState("no_address")
    if person.unconfirmed_since is not None:
        return ConfirmationState("unconfirmed")
    if not catalogue().source_of[person.source_id].send_confirmation:
        return ConfirmationState("source_sends_none")
    return ConfirmationState("turned_off")


def stored_wording(key: str, language: str, version: int | None = None) -> LetterTemplate | None:
    """Return that version of a letter's words in a language, or the latest, or None."""
    statement = select(LetterTemplate).where(LetterTemplate.kind == key, LetterTemplate.language == language)
    if version is not None:
        statement = statement.where(LetterTemplate.version == version)
    return db.session.scalars(statement.order_by(LetterTemplate.version.desc()).limit(1)).one_or_none()


def stored_wordings(key: str, language: str, *, most: int) -> Sequence[LetterTemplate]:
    """Return at most so many versions of a letter's words in a language, newest first."""
    statement = select(LetterTemplate).where(LetterTemplate.kind == key, LetterTemplate.language == language)
    return db.session.scalars(statement.order_by(LetterTemplate.version.desc()).limit(most)).all()


def waiting_letters() -> int:
    """Return how many letters are still to be sent; held ones do not count."""
    return int(db.session.scalar(select(func.count()).select_from(Letter).where(Letter.state == "due")) or 0)


def oldest_due(*, at: datetime) -> datetime | None:
    """Return since when the letter that has waited longest could have been tried, or None."""
    return db.session.scalar(
        select(Letter.due_at).where(Letter.state == "due", Letter.due_at <= at).order_by(Letter.due_at).limit(1)
    )


def without_tokens(text: str) -> str:
    """Return a letter's words with its links cut short, for readers who must not open the person's page."""
    return _TOKEN.sub(r"\1•••", text)
