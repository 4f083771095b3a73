"""The tables of purposes, legal bases, sources, consent wordings and recorded bases."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Base, BigId, UTCDateTime
from portal.legal_bases.rules import Status
from portal.texts import Worded

RetentionEvent = Literal["recorded", "registered", "last_contact"]

purpose_bases = Table(
    "purpose_bases",
    Base.metadata,
    Column("purpose_id", ForeignKey("purposes.id"), primary_key=True),
    Column("legal_basis_id", ForeignKey("legal_bases.id"), primary_key=True),
)


class LegalBasis(Worded, Base):
    """A ground of GDPR art. 6(1). Texts: name, meaning."""

    __tablename__ = "legal_bases"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    alias: Mapped[str | None] = mapped_column(String(60), unique=True)
    """SuperOffice's key, such as 61A."""
    article: Mapped[str] = mapped_column(String(20))
    """The letter of art. 6(1): a to f. The person's rights follow from it."""
    active: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]


class Source(Worded, Base):
    """How data or a consent came. Texts: name."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    alias: Mapped[str | None] = mapped_column(String(60), unique=True)
    from_person: Mapped[bool]
    """True: art. 13 applies. False: art. 14."""
    send_confirmation: Mapped[bool] = mapped_column(default=True)
    confirmation: Mapped[str] = mapped_column(String(40), default="confirmation", server_default="confirmation")
    """Which letter confirms: the usual one, or the key of one of its variants."""
    active: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]


class Purpose(Worded, Base):
    """What data is used for.

    Texts: name, description, interest, categories, recipients, transfers, retention, refusal, automated.
    """

    __tablename__ = "purposes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    alias: Mapped[str | None] = mapped_column(String(60), unique=True)
    direct_marketing: Mapped[bool]
    default_basis_id: Mapped[int | None] = mapped_column(ForeignKey("legal_bases.id"))
    retention_months: Mapped[int | None]
    retention_event: Mapped[RetentionEvent] = mapped_column(String(20), default="recorded")
    required: Mapped[bool] = mapped_column(default=False)
    """Whether giving the data is a statutory or contractual requirement (art. 13(2)(e))."""
    active: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]
    bases: Mapped[list[LegalBasis]] = relationship(secondary=purpose_bases, order_by=LegalBasis.rank, lazy="selectin")


class ConsentWording(Worded, Base):
    """One version of what a person consents to. Texts: text, statement_title, statement_url."""

    __tablename__ = "consent_wordings"
    __table_args__ = (UniqueConstraint("purpose_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purposes.id"))
    version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    ask_again: Mapped[bool] = mapped_column(default=False)
    """Consents to earlier versions no longer count."""


class RecordedBasis(Base):
    """What now holds for one person and one purpose."""

    __tablename__ = "recorded_bases"
    __table_args__ = (
        UniqueConstraint("person_id", "purpose_id"),
        CheckConstraint(
            "status IN ('in_force', 'awaiting', 'withdrawn', 'objected', 'expired', 'ended')", name="known_status"
        ),
        Index("ix_recorded_bases_purpose_status", "purpose_id", "status", "legal_basis_id", "person_id"),
        Index("ix_recorded_bases_status", "status", "legal_basis_id", "person_id"),
        Index("ix_recorded_bases_legal_basis_id", "legal_basis_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purposes.id"))
    legal_basis_id: Mapped[int] = mapped_column(ForeignKey("legal_bases.id"))
    status: Mapped[Status] = mapped_column(String(20))
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    wording_version: Mapped[int | None]
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    """When this status began."""
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(200))
    """The actor, as in the ledger."""
    channel: Mapped[str] = mapped_column(String(20))
    seq: Mapped[int] = mapped_column(BigId)
    """The ledger entry of the latest change."""
