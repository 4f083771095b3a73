"""The tables of rounds in which people are asked for consent, and of the people of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.asking.rules import Outcome, RoundState
from portal.database import Base, BigId, UTCDateTime


class ConsentRound(Base):
    """One purpose, and everybody whom a search found."""

    __tablename__ = "consent_rounds"
    __table_args__ = (
        CheckConstraint(
            "state IN ('counting', 'counted', 'asking', 'stopped', 'asked', 'reminding', 'reminding_stopped', "
            "'dropped')",
            name="known_state",
        ),
        Index("ix_consent_rounds_purpose_id", "purpose_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[RoundState] = mapped_column(String(20))
    searched: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The search, as it stands in its page's address."""
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purposes.id"))
    wording_version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the asking began."""
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the one reminder began."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many people have each outcome."""
    samples: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    """A few people with each outcome, as they were counted."""
    reminders: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many of very many have given each answer, as counted last."""
    answers_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    """The latest job that worked at it."""


class RoundPerson(Base):
    """One of the people of a round: fixed when they are counted, so that nobody else is asked."""

    __tablename__ = "consent_round_people"
    __table_args__ = (
        Index("ix_consent_round_people_outcome", "round_id", "outcome", "person_id"),
        Index("ix_consent_round_people_person_id", "person_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("consent_rounds.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(String(20))
    seq: Mapped[int | None] = mapped_column(BigId)
    """The ledger's entry that they were asked."""
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded: Mapped[bool] = mapped_column(default=False)
