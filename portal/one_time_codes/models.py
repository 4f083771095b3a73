"""The table of one-time codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime


class OneTimeCode(Base):
    """A code that was sent for one visit, the latest of which counts; only a keyed hash of it is kept."""

    __tablename__ = "one_time_codes"
    __table_args__ = (Index("ix_one_time_codes_visit", "visit", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visit: Mapped[bytes] = mapped_column(LargeBinary(32), ForeignKey("person_sessions.id_hash", ondelete="CASCADE"))
    """The visit that asked for it, and with it the browser: it is good nowhere else."""
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong ones."""
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
