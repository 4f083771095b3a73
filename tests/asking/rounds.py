"""A question for consent from beginning to end, as tests ask it."""

from datetime import datetime
from typing import Any

from flask import Flask

from portal.asking.actions import begin, counted, prepare
from portal.asking.models import RoundPerson
from portal.asking.queries import round_by_id
from portal.bulk.terms import question_asked
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.legal_bases.finding import few_found
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.mail.models import Letter
from tests.make import AT, BOB


def prepared(purpose: str = "e_marketing", *, at: datetime = AT, **searched: str) -> int:
    """Count everybody whom the search finds, and return the round's id."""
    known = catalogue()
    asked = known.purpose(purpose)
    ids = sorted(few_found(question_asked(searched, known)) or [])
    wording = known.wording(asked)
    assert wording
    made = prepare(searched, asked, wording.version, counted(ids, asked, known, at=at), at=at, by=BOB)
    db.session.commit()
    return made.id


def run(app: Flask, round_id: int, kind: str = "consent_ask", *, at: datetime = AT) -> Job:
    """Let a worker do it to its end; return the job as it is then."""
    job_id = begin(round_by_id(round_id, lock=True), kind, by=BOB, at=at).id
    db.session.commit()
    Runner(app, now=lambda: at).finish(job_id)
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def outcomes(round_id: int) -> dict[int, str]:
    """Return what became of each person."""
    rows = db.session.query(RoundPerson).filter_by(round_id=round_id).order_by(RoundPerson.person_id)
    found = {row.person_id: str(row.outcome) for row in rows.populate_existing()}
    db.session.rollback()
    return found


def row_of(person_id: int, purpose: str = "e_marketing") -> RecordedBasis | None:
    """Return what is recorded for the person and the purpose now."""
    db.session.expire_all()
    return recorded_basis(person_id, catalogue().purpose(purpose).id)


def questions() -> list[dict[str, Any]]:
    """Return the facts of the letters that ask, in order."""
    letters = db.session.query(Letter).filter_by(kind="ask_consent").order_by(Letter.id)
    facts = [dict(letter.facts, person=letter.person_id, state=letter.state) for letter in letters]
    db.session.rollback()
    return facts
