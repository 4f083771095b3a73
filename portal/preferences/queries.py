"""The topics there are, and what a person chose of them."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.database import Base
from portal.extensions import db
from portal.ledger.configuration import cached
from portal.legal_bases.queries import catalogue
from portal.preferences.models import Pause, Topic, TopicChoice

_pauses = Base.metadata.tables[Pause.__tablename__].c
_choices = Base.metadata.tables[TopicChoice.__tablename__].c
_CHOSEN = (
    select(_choices.topic_id, _choices.wanted)
    .where(_choices.person_id == bindparam("person_id"))
    .order_by(_choices.topic_id)
)
_PAUSED = select(_pauses.until).where(_pauses.person_id == bindparam("person_id"))


def _load(session: Session) -> tuple[Topic, ...]:
    return tuple(session.scalars(select(Topic).order_by(Topic.rank, Topic.id)))


all_topics = cached(_load)


def topics() -> tuple[Topic, ...]:
    """Return the active topics of active purposes, by rank. Read only."""
    purposes = catalogue().purpose_of
    return tuple(topic for topic in all_topics() if topic.active and purposes[topic.purpose_id].active)


def topic_choices(person_id: int) -> dict[int, bool]:
    """Return the person's own yes or no by topic id; a topic that is not in it follows its purpose."""
    rows = db.session.connection().execute(_CHOSEN, {"person_id": person_id})
    return dict(rows.tuples().all())


def pause_end(person_id: int) -> date | None:
    """Return the first day after the person's pause, past or present, or None."""
    end: date | None = db.session.connection().execute(_PAUSED, {"person_id": person_id}).scalar()
    return end
