"""The tables of links and of the sessions opened by them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

Use = Literal["view", "preferences", "stop", "receipt", "confirm", "delivery"]


class Link(Base):
    """What a token stands for; found by the hash of the token's random id."""

    __tablename__ = "links"
    __table_args__ = (
        Index("ix_links_person_id", "person_id"),
        Index(
            "uq_links_permanent",
            "person_id",
            "use",
            "scope",
            unique=True,
            sqlite_where=text("permanent_id IS NOT NULL"),
            postgresql_where=text("permanent_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    permanent_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """The random id itself, kept only for stop and preference links, so that the same link can be written again."""
    use: Mapped[Use] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    """Empty when the person was erased: the link is a tombstone."""
    scope: Mapped[str] = mapped_column(String(80), default="")
    """What a stop link stops: ``purpose:KEY``, ``topic:KEY`` or ``marketing``; what a confirm link confirms; a delivery
    link's request."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PersonSession(Base):
    """A person's visit, opened by a link and ended with it, by signing out or by time."""

    __tablename__ = "person_sessions"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
