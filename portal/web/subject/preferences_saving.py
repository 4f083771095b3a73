"""Keep the choices of everybody who is saving at this moment in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import current_app

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.mail.letters.queued import letter_language
from portal.people.actions import change
from portal.people.models import Chooser
from portal.people.queries import locked_choosers, locked_person
from portal.preferences.actions import PauseChange, Wish, keep_wishes
from portal.preferences.models import Topic
from portal.prepared import hurried
from portal.together import Together
from portal.web.subject.proof import confirm_saved

MOST = 16
"""People whose choices are kept by one commit."""


class Choices(NamedTuple):
    """What one person's form asks to be otherwise, taken apart so that any thread can keep it."""

    person_id: int
    seen: int
    """The person's latest choice when the form was made and when it was looked at: a newer one makes it stale."""
    topics: dict[Topic, bool]
    pause: PauseChange | None
    language: str
    """The language chosen instead of the present one, or empty."""


def save(choices: Choices) -> bool:
    """Keep the choices, their entries and the receipt, and tell whether nothing newer stood in the way."""
    kept = current_app.extensions.setdefault("portal_saving", Together(_save_all, most=MOST))
    saved: bool = kept(choices, key=choices.person_id)
    return saved


def paused(old: date | None, until: date | None) -> PauseChange | None:
    """Return the change from one end of a pause to another, or None when they are the same."""
    return PauseChange(old, until) if old != until else None


def _save_all(asked: Sequence[Choices]) -> list[bool]:
    try:
        people = locked_choosers([choices.person_id for choices in asked])
        languages = {person_id: letter_language(person) for person_id, person in people.items()}
        with hurried(db.session.connection()):
            saved = _keep(asked, people, languages, at=clock.now())
        for choices in asked:
            if choices.language and choices.person_id in saved:
                speak(choices.person_id, choices.language)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return [choices.person_id in saved for choices in asked]


def _keep(
    asked: Sequence[Choices], people: Mapping[int, Chooser], languages: Mapping[int, str], *, at: datetime
) -> set[int]:
    """Keep what nothing newer stands in the way of, and return the ids of those people.

    It asks by prepared statements alone, since these are in a hurry.
    """
    seen = {person_id: person.choices_seq for person_id, person in people.items()}
    wanted = [choices for choices in asked if seen.get(choices.person_id) == choices.seen]
    keep_wishes([Wish(people[choices.person_id], choices.topics, choices.pause) for choices in wanted], at=at)
    changed = [people[choices.person_id] for choices in wanted if choices.topics or choices.pause]
    confirm_saved(changed, languages, at=at)
    return {choices.person_id for choices in wanted}


def speak(person_id: int, language: str) -> None:
    """Write and talk to the person in the language from now on."""
    change(locked_person(person_id), {"language": language}, at=clock.now(), by=PERSON, channel="page")
