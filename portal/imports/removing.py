"""Remove people whom an import registered and who have done nothing since: nothing of them stays but the chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, delete, func, select, text, update

from portal.extensions import db
from portal.imports.models import Import
from portal.ledger.actions import append
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.rules import Actor, Draft
from portal.mail.models import Letter
from portal.people.models import Person

UNSENT = ("held", "due")
MERGED_PAGES = 300
"""Pages of the index that are worked through at once."""


class Newcomer(NamedTuple):
    """One of the people whom the import registered, and whether something has happened to them since."""

    person_id: int
    ref: str
    touched: bool


def newcomers(job: Import, *, after: int, most: int, lock: bool) -> Sequence[Newcomer]:
    """Return the next of the people whom the import registered, by id."""
    by = f"import:{job.id}"
    first = max(after + 1, job.first_person or 0)
    statement = (
        select(Person.id, Person.ref)
        .where(Person.id.between(first, job.last_person or 0), Person.registered_by == by)
        .order_by(Person.id)
        .limit(most)
    )
    rows = db.session.execute(statement.with_for_update() if lock else statement).all()
    refs = [row.ref for row in rows]
    others = select(LedgerEntry.person_ref.distinct()).where(LedgerEntry.person_ref.in_(refs), LedgerEntry.actor != by)
    touched = set(db.session.scalars(others)) if refs else set()
    return [Newcomer(row.id, row.ref, row.ref in touched) for row in rows]


def count_touched(job: Import) -> int:
    """Return to how many of the people whom the import registered something has happened since."""
    by = f"import:{job.id}"
    statement = (
        select(func.count(Person.id.distinct()))
        .join(LedgerEntry, LedgerEntry.person_ref == Person.ref)
        .where(Person.id.between(job.first_person or 0, job.last_person or 0), Person.registered_by == by)
        .where(LedgerEntry.actor != by)
    )
    return int(db.session.scalar(statement) or 0)


def count_unsent(job: Import) -> int:
    """Return how many letters to the people whom the import registered are still to be sent."""
    people = select(Person.id).where(Person.registered_by == f"import:{job.id}")
    statement = select(func.count()).where(
        Letter.id.between(job.first_letter or 0, job.last_letter or 0),
        Letter.state.in_(UNSENT),
        Letter.person_id.in_(people),
    )
    return int(db.session.scalar(statement) or 0)


def remove(people: Sequence[Newcomer], *, import_id: int, at: datetime, by: Actor) -> int:
    """Remove the people, whose rows are locked, and return how many letters to them were cancelled.

    What their letters said and whom they went to is forgotten, and so is the evidence beside the ledger.
    """
    if not people:
        return 0
    ids, refs = [one.person_id for one in people], [one.ref for one in people]
    theirs = Letter.person_id.in_(ids)
    cancelled = int(db.session.scalar(select(func.count()).where(theirs, Letter.state.in_(UNSENT))) or 0)
    said_nothing: dict[str, Any] = {
        "recipient": "",
        "facts": {},
        "subject": None,
        "headers": None,
        "text": None,
        "html": None,
    }
    state = case((Letter.state.in_(UNSENT), "cancelled"), else_=Letter.state)
    _run(update(Letter).where(theirs).values(state=state, **said_nothing))
    entries = select(LedgerEntry.seq).where(LedgerEntry.person_ref.in_(refs))
    _run(delete(LedgerEvidence).where(LedgerEvidence.seq.in_(entries)))
    _run(delete(Person).where(Person.id.in_(ids)))
    drafts = [Draft("person.removed", person_ref=ref, details={"import": import_id}) for ref in refs]
    append(drafts, at=at, by=by, channel="import")
    return cancelled


def merge_index(*, first: bool) -> bool:
    """Let SQLite's search index forget removed words a little at a time; tell whether there is more to forget."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        return False
    count = text("SELECT total_changes()")
    before = connection.execute(count).scalar_one()
    pages = -MERGED_PAGES if first else MERGED_PAGES
    connection.execute(
        text("INSERT INTO people_search (people_search, rank) VALUES ('merge', :pages)"), {"pages": pages}
    )
    return bool(connection.execute(count).scalar_one() - before >= 2)


def _run(statement: object) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
