"""The topics there are, and what a person chose of them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.database import Base
from portal.ledger.configuration import cached
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.preferences.models import Pause, Topic, TopicChoice
from portal.prepared import Prepared
from portal.reading import plain_rows

_people, _pauses, _choices = (Base.metadata.tables[model.__tablename__] for model in (Person, Pause, TopicChoice))
_CHOSEN = Prepared(
    select(_pauses.c.until, _choices.c.topic_id, _choices.c.wanted)
    .select_from(_people)
    .outerjoin(_pauses, _pauses.c.person_id == _people.c.id)
    .outerjoin(_choices, _choices.c.person_id == _people.c.id)
    .where(_people.c.id == bindparam("person_id"))
    .order_by(_choices.c.topic_id)
)


def _load(session: Session) -> tuple[Topic, ...]:
    return tuple(session.scalars(select(Topic).order_by(Topic.rank, Topic.id)))


all_topics = cached(_load)


def topics() -> tuple[Topic, ...]:
    """Return the active topics of active purposes, by rank. Read only."""
    purposes = catalogue().purpose_of
    return tuple(topic for topic in all_topics() if topic.active and purposes[topic.purpose_id].active)


class Chosen(NamedTuple):
    """What a person decided about what comes and when."""

    topics: dict[int, bool]
    """The own yes or no by topic id; a topic that is not in it follows its purpose."""
    paused_until: date | None
    """The first day after the pause, past or present, or None."""


def chosen(person_id: int) -> Chosen:
    """Return what the person decided, in one question."""
    rows = plain_rows(_CHOSEN, {"person_id": person_id})
    topics_chosen = {topic_id: wanted for _, topic_id, wanted in rows if topic_id is not None}
    return Chosen(topics_chosen, rows[0][0] if rows else None)


def topic_choices(person_id: int) -> dict[int, bool]:
    """Return the person's own yes or no by topic id; a topic that is not in it follows its purpose."""
    return chosen(person_id).topics


def pause_end(person_id: int) -> date | None:
    """Return the first day after the person's pause, past or present, or None."""
    return chosen(person_id).paused_until
