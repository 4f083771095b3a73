"""What rests on the items of a list, and whether one was ever used."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, exists, func, select

from portal.database import Base
from portal.extensions import db
from portal.ledger.changes import added_by_staff
from portal.ledger.models import LedgerEntry
from portal.legal_bases.listed import Listed
from portal.legal_bases.models import LegalBasis, RecordedBasis
from portal.legal_bases.rules import IN_USE


def is_rested_on(listed: Listed, item: Any) -> bool:
    """Tell whether people rest on the item, whatever their status, so that what is fixed about it stays."""
    return listed.rested_on is None or bool(db.session.scalar(select(exists().where(listed.rested_on == item.id))))


def may_be_deleted(listed: Listed, item: Any) -> bool:
    """Tell whether staff added the item and nothing has used it, now or in anybody's history."""
    added = added_by_staff(listed.event, listed.column, item.key)
    if added is None or any(_refers(column, item.id) for column in _references(listed)):
        return False
    if not listed.column:
        return True
    named = getattr(LedgerEntry, listed.column) == item.key
    later = exists().where(LedgerEntry.seq > added, LedgerEntry.person_ref.is_not(None), named)
    return not db.session.scalar(select(later))


def people_by_basis(purpose_id: int) -> dict[str, int]:
    """Return how many people's use for the purpose rests on each legal basis now, by the basis's key."""
    rows = db.session.execute(
        select(LegalBasis.key, func.count())
        .join(RecordedBasis, RecordedBasis.legal_basis_id == LegalBasis.id)
        .where(RecordedBasis.purpose_id == purpose_id, RecordedBasis.status.in_(IN_USE))
        .group_by(LegalBasis.key)
        .order_by(LegalBasis.key)
    )
    return dict(rows.tuples().all())


def people_by_version(purpose_id: int) -> dict[int, int]:
    """Return how many people's consent stands on each version of the purpose's wording now."""
    rows = db.session.execute(
        select(RecordedBasis.wording_version, func.count())
        .where(
            RecordedBasis.purpose_id == purpose_id,
            RecordedBasis.status == "in_force",
            RecordedBasis.wording_version.is_not(None),
        )
        .group_by(RecordedBasis.wording_version)
        .order_by(RecordedBasis.wording_version)
    )
    return {version: count for version, count in rows if version is not None}


def _references(listed: Listed) -> Iterator[Column[Any]]:
    """Give each column of the schema that refers to the list, but for what belongs to its items."""
    mine = Base.metadata.tables[listed.model.__tablename__]
    own = {Base.metadata.tables[column.class_.__tablename__] for column in listed.carries}
    own.update(getattr(listed.model, name).property.secondary for name in listed.many)
    for table in Base.metadata.sorted_tables:
        for column in table.columns if table not in own else ():
            if any(key.column.table is mine for key in column.foreign_keys):
                yield column


def _refers(column: Column[Any], item_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(column == item_id))))
