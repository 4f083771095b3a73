"""What is stored about the people of a chunk: a handful of statements, however many rows."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from portal.customers.models import Sale
from portal.database import transactions
from portal.extensions import db
from portal.imports.planning import Stored, StoredBasis
from portal.imports.selling import stored_sales
from portal.legal_bases.models import RecordedBasis
from portal.people.kept_stops import kept_stops
from portal.people.models import DataField, Person, StopStatus
from portal.people.rules import CORE_FIELDS

_PERSON = (
    Person.id,
    Person.email_key,
    Person.marketing_objected_at,
    Person.restricted_at,
    *(getattr(Person, name) for name in CORE_FIELDS),
)


def stored_people(keys: Collection[str], *, lock: bool) -> dict[str, list[Stored]]:
    """Return the people with those folded addresses, by address; locked until the transaction ends, or not."""
    statement = select(*_PERSON).where(Person.email_key.in_(keys)).order_by(Person.id)
    rows = db.session.execute(statement.with_for_update() if lock else statement).all()
    ids = [row.id for row in rows]
    bases, further, sales = _bases(ids), _further(ids), _sales(ids)
    stops = kept_stops({row.email_key for row in rows})
    found: dict[str, list[Stored]] = defaultdict(list)
    for row in rows:
        core = {name: getattr(row, name) for name in CORE_FIELDS}
        objected = row.marketing_objected_at is not None
        found[row.email_key].append(
            Stored(
                row.id,
                core,
                objected,
                bases[row.id],
                further[row.id],
                stops.get(row.email_key, {}),
                row.restricted_at is not None,
                sales[row.id],
            )
        )
    return found


def new_stops(keys: Collection[str]) -> dict[str, dict[str, StopStatus]]:
    """Return the noes that are kept for those of the folded addresses that nobody has; without any lock."""
    with transactions("read"):
        stops = kept_stops(keys)
        db.session.rollback()
    return stops


def _bases(ids: Collection[int]) -> dict[int, dict[int, StoredBasis]]:
    bases: dict[int, dict[int, StoredBasis]] = defaultdict(dict)
    statement = select(RecordedBasis).where(RecordedBasis.person_id.in_(ids)).order_by(RecordedBasis.id)
    for row in _rows(statement, ids):
        bases[row.person_id][row.purpose_id] = StoredBasis(
            row.legal_basis_id, row.status, row.source_id, row.comment, row.changed_by.startswith("import:")
        )
    return bases


def _further(ids: Collection[int]) -> dict[int, dict[str, str]]:
    further: dict[int, dict[str, str]] = defaultdict(dict)
    statement = select(DataField).where(DataField.person_id.in_(ids)).order_by(DataField.id)
    for item in _rows(statement, ids):
        further[item.person_id][item.label] = item.value
    return further


def _sales(ids: Collection[int]) -> dict[int, dict[tuple[str, str], bool]]:
    sales: dict[int, dict[tuple[str, str], bool]] = defaultdict(dict)
    for sale in _rows(select(Sale).where(Sale.person_id.in_(ids)).order_by(Sale.id), ids):
        sales[sale.person_id].update(stored_sales([sale]))
    return sales


def _rows(statement: Any, ids: Collection[int]) -> Any:
    return db.session.scalars(statement).all() if ids else ()
