"""The tables of bulk changes and of the people whom each concerns."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.bulk.rules import BulkState, Outcome
from portal.database import Base, BigId, UTCDateTime


class BulkChange(Base):
    """What is to become of the legal basis of everybody whom a search found."""

    __tablename__ = "bulk_changes"
    __table_args__ = (
        CheckConstraint(
            "state IN ('counting', 'counted', 'applying', 'stopped', 'applied', 'undoing', 'undo_stopped', 'undone', "
            "'dropped')",
            name="known_state",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[BulkState] = mapped_column(String(20))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The search, as it stands in its page's address."""
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purposes.id"))
    legal_basis_id: Mapped[int | None] = mapped_column(ForeignKey("legal_bases.id"))
    """None: the basis that there is ends."""
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    wording_version: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(200))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many people have each outcome."""
    samples: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    """A few people with each outcome, as they were counted."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    """The latest job that worked at it."""


class BulkPerson(Base):
    """One of the people whom a bulk change concerns: fixed when they are counted, so that others are never touched."""

    __tablename__ = "bulk_people"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_changes.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    outcome: Mapped[Outcome] = mapped_column(String(20))
    seq: Mapped[int | None] = mapped_column(BigId)
    """The entry of the change: the basis is as that left it while the row has the same number.

    What the change replaced is told there, and put back from there.
    """
