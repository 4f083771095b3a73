"""The table of jobs."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


class Job(Base):
    """Something that takes long: what is to be done, how far it has come, and what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="known_state"),
        Index("ix_jobs_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[JobState] = mapped_column(String(10), default="waiting")
    owner: Mapped[str] = mapped_column(String(200))
    """Who asked for it, as the ledger names them."""
    subject: Mapped[str] = mapped_column(String(255), default="")
    """What it is about, such as the name of a file."""
    page: Mapped[str] = mapped_column(String(200), default="")
    """The path of the staff's page that shows more, or empty."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What it works from; each step may change them for the next."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    """How much there is to do, once that is known."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Why it failed: a sentence per language."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Until when the worker that has it need not fear that another takes it."""
    fence: Mapped[int] = mapped_column(default=0)
    """Grows with every claim; a worker that comes back with an older number changes nothing."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Times that it was taken up since its last step."""
