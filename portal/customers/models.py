"""The table of sales."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime


class Sale(Base):
    """That a person bought something of a kind on a day; it goes with the person."""

    __tablename__ = "sales"
    __table_args__ = (UniqueConstraint("person_id", "sold_on", "goods_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    sold_on: Mapped[date]
    """In the organisation's time zone."""
    goods: Mapped[str] = mapped_column(String(100))
    """The class of goods, in the organisation's own words."""
    goods_key: Mapped[str] = mapped_column(String(110))
    """The same folded for comparing: see ``rules.goods_key``."""
    way_out_offered: Mapped[bool]
    """Whether the person was offered to say no to marketing when the address was collected."""
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
    """The actor, as in the ledger."""
