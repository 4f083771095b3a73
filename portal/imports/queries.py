"""Find imports and the rows that did not go in."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from portal.extensions import db
from portal.imports.models import FaultKind, Import, ImportChange, ImportFault
from portal.people.models import Person
from portal.people.queries import LARGEST_ID


class NoSuchImport(LookupError):
    """No import has that id."""


def import_by_id(import_id: int) -> Import:
    """Return the import.

    :raises NoSuchImport: there is none of that id
    """
    found = db.session.get(Import, import_id) if import_id <= LARGEST_ID else None
    if found is None:
        raise NoSuchImport(import_id)
    return found


def locked_import(import_id: int) -> Import:
    """Return the import, locked until the transaction ends and read afresh.

    :raises NoSuchImport: there is none of that id
    """
    statement = select(Import).where(Import.id == import_id).with_for_update()
    found = (
        db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
        if import_id <= LARGEST_ID
        else None
    )
    if found is None:
        raise NoSuchImport(import_id)
    return found


def latest_imports(most: int = 100) -> Sequence[Import]:
    """Return the imports, latest first."""
    return db.session.scalars(select(Import).order_by(Import.id.desc()).limit(most)).all()


def faults(import_id: int, kind: FaultKind, *, most: int | None = None) -> Iterator[ImportFault]:
    """Yield the rows that were refused, or whose no was kept, by row."""
    statement = (
        select(ImportFault)
        .where(ImportFault.import_id == import_id, ImportFault.kind == kind)
        .order_by(ImportFault.row, ImportFault.id)
        .limit(most)
        .execution_options(yield_per=500)
    )
    yield from db.session.scalars(statement)


def newcomers_left(job: Import) -> int:
    """Return how many of the people whom the import registered are there."""
    left = select(func.count()).where(Person.id.between(job.first_person or 0, job.last_person or 0))
    return int(db.session.scalar(left.where(Person.registered_by == f"import:{job.id}")) or 0)


def people_changed(job: Import) -> int:
    """Return how many people whom it found the import changed."""
    changed = select(func.count(ImportChange.person_id.distinct())).where(ImportChange.import_id == job.id)
    return int(db.session.scalar(changed) or 0)
