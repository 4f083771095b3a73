"""The table of staff users."""

import uuid
from datetime import datetime
from typing import Literal, get_args

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, BigInteger, CheckConstraint, String, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime

Role = Literal["admin", "officer", "marketing", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


def new_uniquifier() -> str:
    """Return the random name that sessions know a user by; a new one ends them all."""
    return uuid.uuid4().hex


class NoRole(RoleMixin):
    """Stands where Flask-Security wants a model of roles; a staff user's role is a column of theirs."""


class StaffUser(UserMixin, Base):
    """Somebody who signs in at /staff."""

    __tablename__ = "staff_users"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(role) for role in ROLES)})", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    """The address folded for comparing: see ``rules.email_key``."""
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="")
    active: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    password: Mapped[str | None] = mapped_column(String(255))
    """The argon2 hash; none until the first password is set."""
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uniquifier)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    """The secret shared with the user's authenticator app (RFC 6238), encrypted."""
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The time step of the last code used: an older or equal one is a replay."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    """The codes left for a lost app, encrypted."""

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # the mixin thinks of a plain attribute
        """Return nothing: Flask-Security's own roles are not in use."""
        return []
