"""The tables of people, their further data, and who has looked at them."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime
from portal.texts import Worded

Look = Literal["view", "export"]
StopStatus = Literal["withdrawn", "objected", "lifted"]

UNINFORMED = "confirmed_at IS NULL AND informed_at IS NULL"
"""Whom nobody has told yet what is stored about them."""


def new_person_ref() -> str:
    """Return 128 random bits: the name by which the ledger knows a person."""
    return secrets.token_hex(16)


class Person(Base):
    """A data subject with the core of what is stored about them."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_source_id", "source_id", "id"),
        Index(
            "ix_people_uninformed",
            "source_id",
            "registered_at",
            "id",
            sqlite_where=text(UNINFORMED),
            postgresql_where=text(UNINFORMED),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True, default=new_person_ref)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="")
    email_key: Mapped[str] = mapped_column(String(320), default="", index=True)
    """The address folded for comparing: see ``rules.email_key``."""
    phone_key: Mapped[str] = mapped_column(String(60), default="", server_default="", index=True)
    """The number folded for comparing: see ``rules.phone_key``."""
    name_key: Mapped[str] = mapped_column(String(201), default="", server_default="", index=True)
    """Name and company folded for comparing: see ``rules.name_key``."""
    phone: Mapped[str] = mapped_column(String(60), default="")
    company: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166-1 alpha-2, or empty."""
    language: Mapped[str] = mapped_column(String(8), default="")
    """ISO 639-1, or empty: the country's, else the organisation's."""
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    registered_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    choices_seq: Mapped[int] = mapped_column(BigId, default=0)
    """The latest ledger entry about a basis or preference: a form that was filled in before it is stale."""
    marketing_objected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Set when the person stopped all marketing (GDPR art. 21(2))."""
    restricted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Set while every use but storage is on hold (GDPR art. 18)."""
    unconfirmed_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Set while only a web form names the address: no letter goes there but the one that asks."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the first confirmation letter was sent; a trigger of the letters' table keeps it."""
    informed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When staff noted that the person was informed in another way (GDPR art. 14(5)(a))."""
    address_refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Set while letters to the address are refused for good; a new address or a letter that arrives clears it."""
    address_answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The mail server's words when it refused the address."""
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Words of name, e-mail, company and phone, folded: see ``rules.search_text``."""


@dataclass
class Chooser:
    """The columns of a person who chooses something that the ledger, the letter about it and the form need."""

    id: int
    ref: str
    email: str
    language: str
    country: str
    choices_seq: int
    unconfirmed_since: datetime | None


class FieldKind(Worded, Base):
    """A kind of further data that forms and pages offer. Texts: name, category."""

    __tablename__ = "data_field_kinds"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]


class DataField(Base):
    """A further item stored about a person."""

    __tablename__ = "data_fields"
    __table_args__ = (
        Index(
            "ix_data_fields_kind_id",
            "kind_id",
            sqlite_where=text("kind_id IS NOT NULL"),
            postgresql_where=text("kind_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("data_field_kinds.id"))
    """Its kind, which says what it is called in each language; without one, label and category are free text."""
    label: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(200), default="")
    value: Mapped[str] = mapped_column(Text)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))


class PersonLook(Base):
    """One view or export of a person by staff; shown to the person by role and reason."""

    __tablename__ = "person_looks"
    __table_args__ = (Index("ix_person_looks_person_id", "person_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[Look] = mapped_column(String(10))
    staff: Mapped[str] = mapped_column(String(200))
    """The staff user's address, or the command's name; never shown to the person."""
    role: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200), default="")


class ToldApart(Base):
    """People who look alike and are different, as somebody who knows them said."""

    __tablename__ = "told_apart"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(200))


class ToldApartPerson(Base):
    """One of the people who were told apart."""

    __tablename__ = "told_apart_people"
    __table_args__ = (Index("ix_told_apart_people_person_id", "person_id"),)

    told_apart_id: Mapped[int] = mapped_column(ForeignKey("told_apart.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class KeptStop(Base):
    """A no of somebody who was erased; ``kept_stops`` says what it covers."""

    __tablename__ = "kept_stops"
    __table_args__ = (CheckConstraint("status IN ('withdrawn', 'objected', 'lifted')", name="known_status"),)

    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """A keyed hash: the address can't be read from it, only recognised."""
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    """``marketing``, or the key of a purpose."""
    status: Mapped[StopStatus] = mapped_column(String(10))
    """Lifted: consented to since all marketing was stopped."""
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)
