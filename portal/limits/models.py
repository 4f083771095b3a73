"""The table of counted tries."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime


class Try(Base):
    """One try under a key; the key is a keyed hash, never an address."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_key", "key", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
