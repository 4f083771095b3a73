"""The tables of topics, choices and pauses."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId
from portal.texts import Worded


class Topic(Worded, Base):
    """A kind of communication under a purpose. Texts: name, description."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purposes.id"))
    active: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]


class TopicChoice(Base):
    """A person's own yes or no to a topic; a topic without a choice follows its purpose."""

    __tablename__ = "topic_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    wanted: Mapped[bool]
    seq: Mapped[int] = mapped_column(BigId)


class Pause(Base):
    """Until when a person wants no marketing at all."""

    __tablename__ = "pauses"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[date]
    """The first day on which letters may come again, in the organisation's time zone."""
    seq: Mapped[int] = mapped_column(BigId)
