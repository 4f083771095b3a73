"""The tables of requests, of what happened to them, and of the times when the clock stood still."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.access_requests.rules import KINDS, STATES, WAYS, Kind, State, Way
from portal.database import Base, BigId, UTCDateTime

_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Neither vowels, which would spell words, nor what is mistaken for something else."""


def new_reference() -> str:
    """Return a name for a request that is told on the phone and never guessed, such as ``K7QM-3XWD``."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class AccessRequest(Base):
    """What somebody asked for by right, and how far it has come."""

    __tablename__ = "access_requests"
    __table_args__ = (
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint(_one_of("way", WAYS), name="way"),
        Index("ix_access_requests_due_on", "state", "due_on", "id"),
        Index("ix_access_requests_person_id", "person_id", "id"),
        Index("ix_access_requests_owner_id", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=new_reference)
    kind: Mapped[Kind] = mapped_column(String(20))
    state: Mapped[State] = mapped_column(String(20), default="received")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    """None for somebody who is not in the portal, or is no longer."""
    way: Mapped[Way] = mapped_column(String(20))
    """How it came in."""
    purpose: Mapped[str] = mapped_column(String(60), default="")
    """The key of the purpose that it is about, or empty."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What was asked, in the person's own words."""
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    """Who asks and where they are reached, when the portal holds nobody of that name."""
    language: Mapped[str] = mapped_column(String(8), default="")
    """What somebody outside the portal is written to in."""
    received_on: Mapped[date]
    """The day of receipt where the organisation is."""
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was entered."""
    entered_by: Mapped[str] = mapped_column(String(200))
    """The actor, as in the ledger."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    due_on: Mapped[date]
    """The last day for an answer; while the clock stands still, what it was when it was stopped."""
    extended: Mapped[bool] = mapped_column(default=False, server_default=false())
    paused_days: Mapped[int] = mapped_column(default=0, server_default="0")
    """Days for which the clock stood still, the present pause left out."""
    paused_on: Mapped[date | None]
    """Since when the clock stands still."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded: Mapped[int | None]
    """The mark of the owner's latest reminder: see ``rules.reminder_mark``."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every act: a form that was opened before is stale."""

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.closed_at is None


class RequestEvent(Base):
    """Something that happened to a request, or a note about it."""

    __tablename__ = "access_request_events"
    __table_args__ = (Index("ix_access_request_events_request_id", "request_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("access_requests.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(200))
    """The actor, as in the ledger."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Days and keys; nothing about a person."""
    text: Mapped[str] = mapped_column(Text, default="")
    """A note, a reason, a question or an answer; emptied when the person is erased."""
    shown: Mapped[bool] = mapped_column(default=True)
    """Whether the person sees it on their page."""
