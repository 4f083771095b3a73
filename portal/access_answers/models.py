"""The tables of what staff add to an answer, and of how it was delivered."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.database import Base, BigId, UTCDateTime

Delivered = Literal["link", "paper"]


class Added:
    """Something that staff add to the answer of one request."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by: Mapped[str] = mapped_column(String(200))
    """The actor, as in the ledger."""

    @declared_attr
    def request_id(self) -> Mapped[int]:
        """Return the column of the request that it belongs to."""
        return mapped_column(ForeignKey("access_requests.id", ondelete="CASCADE"))


class AnswerPart(Added, Base):
    """What staff say in one answer where the portal knows nothing; an empty text says that there is none."""

    __tablename__ = "answer_parts"
    __table_args__ = (
        UniqueConstraint("request_id", "part", "purpose"),
        Index("ix_answer_parts_request_id", "request_id", "id"),
    )

    part: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(60), default="")
    """The key of the purpose that the part is about, or empty."""
    text: Mapped[str] = mapped_column(Text)


class AnswerRow(Added, Base):
    """An item about the person from another system."""

    __tablename__ = "answer_rows"
    __table_args__ = (Index("ix_answer_rows_request_id", "request_id", "id"),)

    system: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(Text)


class AnswerMask(Added, Base):
    """Words about somebody else that are hidden wherever they stand in the answer (GDPR art. 15(4))."""

    __tablename__ = "answer_masks"
    __table_args__ = (Index("ix_answer_masks_request_id", "request_id", "id"),)

    words: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500))


class AnswerFile(Added, Base):
    """A file of the answer: attached by staff, or made by the portal when the answer was sent."""

    __tablename__ = "answer_files"
    __table_args__ = (Index("ix_answer_files_request_id", "request_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(100))
    """The content type."""
    size: Mapped[int]
    """Bytes."""
    digest: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the data in hexadecimal."""
    note: Mapped[str] = mapped_column(String(500), default="")
    made: Mapped[bool] = mapped_column(default=False)
    """Whether the portal made it."""
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """None once the time for fetching it is over."""


class AnswerDownload(Base):
    """One time that the person fetched a file."""

    __tablename__ = "answer_downloads"
    __table_args__ = (Index("ix_answer_downloads_file_id", "file_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("answer_files.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AnswerDelivery(Base):
    """How an answer went to the person."""

    __tablename__ = "answer_deliveries"
    __table_args__ = (
        CheckConstraint("way IN ('link', 'paper')", name="way"),
        Index("ix_answer_deliveries_available_until", "forgotten_at", "available_until"),
    )

    request_id: Mapped[int] = mapped_column(
        ForeignKey("access_requests.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    way: Mapped[Delivered] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    """How and when it was handed over on paper."""
    delivered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    available_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the files can be fetched no longer; None on paper."""
    forgotten_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the files were deleted, their names being left."""
