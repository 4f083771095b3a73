"""The tables of files with bounces and complaints, and of their rows that could not be taken."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

FeedbackState = Literal["reading", "taking", "done", "failed"]


class FeedbackFile(Base):
    """One file: what its columns are, how far it has come, and its counts."""

    __tablename__ = "feedback_files"
    __table_args__ = (CheckConstraint("state IN ('reading', 'taking', 'done', 'failed')", name="known_state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    """What every row is: ``bounce`` or ``complaint``; empty where a column says it."""
    state: Mapped[FeedbackState] = mapped_column(String(10))
    job_id: Mapped[int | None] = mapped_column(BigId)
    header: Mapped[list[str]] = mapped_column(JSON, default=list)
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What is used: ``email``, ``kind`` and ``at`` -> the place of its column."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows in the file."""
    rows: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[int] = mapped_column(default=0)
    marked: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    passing: Mapped[int] = mapped_column(default=0)
    """Bounces for the moment, which say nothing about the address."""
    refused: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FeedbackFault(Base):
    """A row that could not be taken."""

    __tablename__ = "feedback_faults"
    __table_args__ = (Index("ix_feedback_faults_file_id", "file_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("feedback_files.id", ondelete="CASCADE"))
    row: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    cells: Mapped[list[Any]] = mapped_column(JSON)
