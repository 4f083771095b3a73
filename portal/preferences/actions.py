"""Keep what a person chose of topics and pauses."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete

from portal.database import Base, upsert
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import PERSON, Actor, Draft
from portal.people.actions import note_choice
from portal.people.models import Person
from portal.preferences.models import Pause, Topic, TopicChoice
from portal.preferences.queries import pause_end, topic_choices

_PAUSES = Base.metadata.tables[Pause.__tablename__]
_CHOICES = Base.metadata.tables[TopicChoice.__tablename__]


def choose_topics(
    person: Person,
    wanted: Mapping[Topic, bool],
    *,
    at: datetime,
    by: Actor = PERSON,
    channel: Channel = "page",
) -> list[int]:
    """Keep a yes or no for each topic that differs from before, and return the entries' numbers."""
    before = topic_choices(person.id)
    changed = {topic: answer for topic, answer in wanted.items() if before.get(topic.id) is not answer}
    drafts = [
        Draft("topic.chosen", person_ref=person.ref, topic=topic.key, status="on" if answer else "off")
        for topic, answer in changed.items()
    ]
    entries = append(drafts, at=at, by=by, channel=channel)
    if entries:
        connection = db.session.connection()
        connection.execute(
            upsert(_CHOICES, connection.dialect.name),
            [
                {"person_id": person.id, "topic_id": topic.id, "wanted": answer, "seq": seq}
                for (topic, answer), seq in zip(changed.items(), entries, strict=True)
            ],
        )
        note_choice(person, entries[-1])
    return entries


def set_pause(
    person: Person, until: date | None, *, at: datetime, by: Actor = PERSON, channel: Channel = "page"
) -> list[int]:
    """Pause all marketing until the day, or end the pause, and return the entry's number if anything changed."""
    before = pause_end(person.id)
    if until == before:
        return []
    details = {"until": until.isoformat() if until else None, "old": before.isoformat() if before else None}
    entries = append([Draft("pause.set", person_ref=person.ref, details=details)], at=at, by=by, channel=channel)
    note_choice(person, entries[-1])
    connection = db.session.connection()
    if until is None:
        connection.execute(delete(_PAUSES).where(_PAUSES.c.person_id == person.id))
    else:
        kept = {"person_id": person.id, "until": until, "seq": entries[-1]}
        connection.execute(upsert(_PAUSES, connection.dialect.name), kept)
    return entries
