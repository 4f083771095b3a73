"""The ledger's tables; triggers made by the migrations refuse changes to entries."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

Channel = Literal["page", "link", "one_click", "staff", "import", "api", "form", "cli", "system"]
"""How a change came in."""


class LedgerEntry(Base):
    """One change, chained to the one before; it holds no personal data."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ix_ledger_entries_person_ref", "person_ref", "seq"),)

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    format: Mapped[int]
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event: Mapped[str] = mapped_column(String(40))
    person_ref: Mapped[str | None] = mapped_column(String(32))
    purpose: Mapped[str | None] = mapped_column(String(60))
    basis: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(60))
    topic: Mapped[str | None] = mapped_column(String(60))
    wording_version: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    channel: Mapped[Channel] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Text, default="{}")
    evidence_commitment: Mapped[str | None] = mapped_column(String(64))


class LedgerHead(Base):
    """The single row that gives out numbers; it is locked as late as possible in a transaction."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))
    configuration: Mapped[str] = mapped_column(String(64))
    """The hash of the latest entry about purposes, letters or settings: the version of the configuration."""


class LedgerEvidence(Base):
    """What an entry rests on, beside the ledger so that it can be erased; the entry commits to it by HMAC."""

    __tablename__ = "ledger_evidence"

    seq: Mapped[int] = mapped_column(ForeignKey("ledger_entries.seq"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    text: Mapped[str] = mapped_column(Text)
