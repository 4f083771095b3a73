"""The tables of settings and of images for the look of pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime
from portal.settings.pictures import KINDS


class Setting(Base):
    """One named value."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Image(Base):
    """A picture that staff have uploaded, known by what it holds."""

    __tablename__ = "images"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The SHA-256 of the data in hexadecimal, which stands in its address."""
    kind: Mapped[str] = mapped_column(String(20))
    """The content type."""
    width: Mapped[int]
    height: Mapped[int]
    """Pixels, both."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kept: Mapped[bool] = mapped_column(default=False)
    """Whether it was ever saved as a logo; others were only looked at, and go after a day."""
