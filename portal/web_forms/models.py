"""The tables of web forms and of the answers to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime
from portal.texts import Worded
from portal.web_forms.rules import Asking


class WebForm(Worded, Base):
    """What a form asks and offers; purposes, topics and source by key. Texts: title, introduction, thanks."""

    __tablename__ = "web_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    asked: Mapped[dict[str, Asking]] = mapped_column(JSON)
    """Core fields beside name and e-mail, which are always asked."""
    purposes: Mapped[list[str]] = mapped_column(JSON)
    topics: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)


class FormAnswer(Base):
    """What somebody answered with a person's address; it changes nothing about a known person until confirmed."""

    __tablename__ = "form_answers"
    __table_args__ = (
        Index("ix_form_answers_form_id", "form_id", "confirmed_at"),
        Index("ix_form_answers_person_id", "person_id"),
        Index("ix_form_answers_answered_at", "confirmed_at", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("web_forms.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    email_key: Mapped[str] = mapped_column(String(320))
    """The address that was typed, folded: the answer ends when the person's address is another."""
    registers: Mapped[bool]
    """Whether the person was unknown, and registered by this answer."""
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The core fields as they were typed; emptied when they have been used."""
    consents: Mapped[dict[str, int]] = mapped_column(JSON)
    """Purpose -> the version of the consent wording that was shown."""
    topics: Mapped[list[str]] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seq: Mapped[int] = mapped_column(BigId, default=0)
    """The ledger's latest entry about the answer itself."""
