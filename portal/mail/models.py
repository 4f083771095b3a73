"""The tables of letter templates and of the outbox."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

LetterState = Literal["held", "due", "sent", "failed", "cancelled"]


class LetterTemplate(Base):
    """One version of the subject and body of one kind of letter in one language; the highest version counts.

    A kind without a row in a language uses the shipped words; ``kind`` may be the key of a variant.
    """

    __tablename__ = "letter_templates"
    __table_args__ = (UniqueConstraint("kind", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    is_shipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether these are the shipped words, so that better ones may follow with a later version of the portal."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class LetterVariant(Base):
    """A confirmation letter with words of its own, for the sources that send it; its wordings go by its key."""

    __tablename__ = "letter_variants"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    """What staff call it."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Letter(Base):
    """One letter to one recipient: queued with its facts, written when first claimed, kept as it was sent."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_due", "state", "due_at", "id"),
        Index("ix_letters_person_id", "person_id", "id"),
        Index("ix_letters_kind", "kind", "state", "id"),
        Index("ix_letters_recipient", "recipient", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    recipient: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the letter tells besides the person's own data, such as a reference."""
    state: Mapped[LetterState] = mapped_column(String(10), default="due")
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When to try next; while a worker has the letter, the end of its lease."""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries that the mail server did not answer with a yes."""
    fence: Mapped[int] = mapped_column(default=0)
    """Grows with every claim; a worker that comes back with an older number changes nothing."""
    subject: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Every header but those of the MIME parts, in order, from when the letter was written."""
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    """The mail server's latest words, or why the letter could not be written or sent."""
