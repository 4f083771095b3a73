"""Keep what people chose of topics and pauses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete

from portal.database import Base
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import PERSON, Actor, Draft
from portal.people.actions import note_choices
from portal.people.models import Chooser, Person
from portal.preferences.models import Pause, Topic, TopicChoice
from portal.preferences.queries import pause_end, topic_choices
from portal.prepared import Prepared, upsert

_PAUSES = Base.metadata.tables[Pause.__tablename__]
_KEEP_PAUSE = upsert(_PAUSES)
_END_PAUSE = Prepared(delete(_PAUSES).where(_PAUSES.c.person_id == bindparam("person_id")))
_KEEP_CHOICE = upsert(Base.metadata.tables[TopicChoice.__tablename__])


@dataclass(frozen=True)
class PauseChange:
    """The first days after the pause, as it was and as it is to be; None is no pause."""

    old: date | None
    until: date | None


@dataclass(frozen=True)
class Wish:
    """What one person wants otherwise than it is."""

    person: Person | Chooser
    topics: Mapping[Topic, bool] = field(default_factory=dict)
    pause: PauseChange | None = None

    def drafts(self) -> list[Draft]:
        """Return the ledger's entries for it, the topics first."""
        ref = self.person.ref
        drafts = [
            Draft("topic.chosen", person_ref=ref, topic=topic.key, status="on" if answer else "off")
            for topic, answer in self.topics.items()
        ]
        if self.pause is not None:
            days = {"until": self.pause.until, "old": self.pause.old}
            details = {name: day.isoformat() if day else None for name, day in days.items()}
            drafts.append(Draft("pause.set", person_ref=ref, details=details))
        return drafts


def choose_topics(
    person: Person, wanted: Mapping[Topic, bool], *, at: datetime, by: Actor = PERSON, channel: Channel = "page"
) -> list[int]:
    """Keep a yes or no for each topic that differs from before, and return the entries' numbers."""
    before = topic_choices(person.id)
    changed = {topic: answer for topic, answer in wanted.items() if before.get(topic.id) is not answer}
    return keep_wishes([Wish(person, changed)], at=at, by=by, channel=channel)


def set_pause(
    person: Person, until: date | None, *, at: datetime, by: Actor = PERSON, channel: Channel = "page"
) -> list[int]:
    """Pause all marketing until the day, or end the pause, and return the entry's number if anything changed."""
    before = pause_end(person.id)
    if until == before:
        return []
    return keep_wishes([Wish(person, pause=PauseChange(before, until))], at=at, by=by, channel=channel)


def keep_wishes(wishes: Sequence[Wish], *, at: datetime, by: Actor = PERSON, channel: Channel = "page") -> list[int]:
    """Keep what each of the people, whose rows are locked, wants otherwise, and return the entries' numbers."""
    drafted = [(wish, draft) for wish in wishes for draft in wish.drafts()]
    if not drafted:
        return []
    entries = append([draft for _, draft in drafted], at=at, by=by, channel=channel)
    connection = db.session.connection()
    numbers = iter(entries)
    choices: list[dict[str, Any]] = []
    pauses: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    latest: list[tuple[Person | Chooser, int]] = []
    for wish in wishes:
        seq = 0
        for topic, answer in wish.topics.items():
            seq = next(numbers)
            choices.append({"person_id": wish.person.id, "topic_id": topic.id, "wanted": answer, "seq": seq})
        if wish.pause is not None:
            seq = next(numbers)
            kept = {"person_id": wish.person.id, "until": wish.pause.until, "seq": seq}
            (pauses if wish.pause.until else ends).append(kept)
        if seq:
            latest.append((wish.person, seq))
    _KEEP_CHOICE.run(connection, choices)
    _KEEP_PAUSE.run(connection, pauses)
    _END_PAUSE.run(connection, ends)
    note_choices(latest)
    return entries
