"""A bulk change from beginning to end, as tests ask for it."""

from typing import Any

from flask import Flask

from portal.bulk.actions import ask, begin, counted
from portal.bulk.models import BulkChange, BulkPerson
from portal.bulk.queries import change_by_id
from portal.bulk.terms import Terms, question_of
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.legal_bases.finding import few_found
from portal.legal_bases.many import Held, held
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_basis
from tests.make import AT, BOB


def terms(purpose: str = "sales_service", basis: str = "legitimate_interests", **more: Any) -> Terms:
    """Return what is wished for, by keys; an empty basis ends the one there is."""
    known = catalogue()
    source = known.source(more.pop("source", "user"))
    return Terms(known, known.purpose(purpose), known.basis(basis) if basis else None, source, **more)


def asked(wished: Terms | None = None, *, at: Any = AT, **search: str) -> int:
    """Ask for a change for everybody whom the search finds, counted at once, and return its id."""
    wished = wished or terms()
    draft = BulkChange(asked=search)
    ids = few_found(question_of(draft, wished.known)) or []
    change = ask(search, wished, counted(ids, wished), at=at, by=BOB)
    db.session.commit()
    return change.id


def run(app: Flask, bulk_id: int, kind: str = "bulk_apply", *, at: Any = AT) -> Job:
    """Let a worker apply the change, or put it back, to its end; return the job as it is then."""
    job_id = begun(bulk_id, kind, at=at)
    Runner(app, now=lambda: at).finish(job_id)
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def begun(bulk_id: int, kind: str = "bulk_apply", *, at: Any = AT) -> int:
    """Ask a worker to apply the change, or to put it back, and return the job's id."""
    job_id = begin(change_by_id(bulk_id, lock=True), kind, by=BOB, at=at).id
    db.session.commit()
    return job_id


def outcomes(bulk_id: int) -> dict[int, str]:
    """Return what became of each person."""
    db.session.rollback()
    rows = db.session.query(BulkPerson).filter_by(bulk_id=bulk_id).order_by(BulkPerson.person_id)
    found = {row.person_id: str(row.outcome) for row in rows}
    db.session.rollback()
    return found


def change(bulk_id: int) -> BulkChange:
    """Return the change as it is now."""
    return change_by_id(bulk_id)


def basis(person_id: int, purpose: str = "sales_service") -> RecordedBasis | None:
    """Return what is recorded for the person and the purpose now."""
    db.session.expire_all()
    return recorded_basis(person_id, catalogue().purpose(purpose).id)


def status(person_id: int, purpose: str = "sales_service") -> tuple[str, str] | None:
    """Return the basis and its status, or None when nothing is recorded."""
    row = basis(person_id, purpose)
    return (catalogue().basis_of[row.legal_basis_id].key, row.status) if row else None


def held_one(person_id: int, purpose: str = "sales_service") -> Held:
    """Return what bulk changes know of the person."""
    [one] = held([person_id], catalogue().purpose(purpose).id, lock=False)
    return one
