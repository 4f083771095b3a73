"""What was changed about the configuration: the rare entries that are about nobody."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import SYSTEM, canonical_json

DEEDS = ("added", "changed", "moved", "deactivated", "restored", "deleted", "ask_again")


def latest_changes(
    events: Sequence[str], *, column: str = "", key: str | None = None, most: int = 10
) -> Sequence[LedgerEntry]:
    """Return the latest entries about nobody whose events begin so, newest first.

    The index of people's entries leads to those about nobody, too, and there are few.

    :param events: beginnings such as ``purpose`` and ``wording``
    :param key: only those about the item of that key
    :param column: where entries hold the key; without, it stands in the details
    """
    statement = select(LedgerEntry).where(
        LedgerEntry.person_ref.is_(None),
        LedgerEntry.event.in_([f"{event}.{deed}" for event in events for deed in DEEDS]),
    )
    if key is not None:
        statement = statement.where(_about(column, key))
    return db.session.scalars(statement.order_by(LedgerEntry.seq.desc()).limit(most)).all()


def added_by_staff(event: str, column: str, key: str) -> int | None:
    """Return the number of the entry by which staff added the item last, or None when the portal came with it."""
    return db.session.scalars(
        select(LedgerEntry.seq)
        .where(
            LedgerEntry.person_ref.is_(None),
            LedgerEntry.event == f"{event}.added",
            LedgerEntry.actor != str(SYSTEM),
            _about(column, key),
        )
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
    ).one_or_none()


def _about(column: str, key: str) -> ColumnElement[bool]:
    if column:
        return LedgerEntry.__table__.c[column] == key
    return LedgerEntry.details.contains(canonical_json({"key": key})[1:-1], autoescape=True)
