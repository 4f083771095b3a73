"""Delete answers that nobody confirmed, and with them the people whom nothing else names."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.rules import SYSTEM, Draft
from portal.legal_bases.actions import end_basis
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.models import Letter
from portal.people.models import Person
from portal.web_forms.models import FormAnswer
from portal.web_forms.rules import FORGOTTEN_AFTER


def forget_unconfirmed(*, most: int = 100, at: datetime) -> int:
    """Delete at most so many answers that waited for 30 days, oldest first, and return how many there were.

    A person registered by one goes with it, unless somebody has done something about them since, or a later answer
    waits; what still waits of such a person's consents is ended.
    """
    over = at - FORGOTTEN_AFTER
    old = db.session.execute(
        select(FormAnswer.id, FormAnswer.person_id)
        .where(FormAnswer.confirmed_at.is_(None), FormAnswer.answered_at < over)
        .order_by(FormAnswer.answered_at, FormAnswer.id)
        .limit(most)
    ).all()
    people = _locked({person_id for _, person_id in old})
    for answer_id, person_id in old:
        answer = db.session.get(FormAnswer, answer_id)
        if answer is None:
            continue  # it went with its person
        person = people[person_id]
        if _is_named_by_nothing_else(person, over):
            _erase(person, at=at)
        else:
            _end_waiting(person, answer, at=at)
            db.session.delete(answer)
        db.session.flush()
    return len(old)


def _locked(ids: set[int]) -> dict[int, Person]:
    """Lock the people before the ledger, as everybody does."""
    found = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    return {person.id: person for person in db.session.scalars(found.execution_options(populate_existing=True))}


def _is_named_by_nothing_else(person: Person, over: datetime) -> bool:
    if person.unconfirmed_since is None:
        return False
    waits = exists().where(FormAnswer.person_id == person.id, FormAnswer.answered_at >= over)
    done = exists().where(LedgerEntry.person_ref == person.ref, LedgerEntry.channel != "form")
    return not db.session.scalar(select(waits | done))


def _erase(person: Person, *, at: datetime) -> None:
    """Delete the person with letters and evidence; the ledger keeps that there was somebody, and who no more."""
    entries = select(LedgerEntry.seq).where(LedgerEntry.person_ref == person.ref)
    db.session.execute(delete(LedgerEvidence).where(LedgerEvidence.seq.in_(entries)))
    db.session.execute(delete(Letter).where(Letter.person_id == person.id))
    ref = person.ref
    db.session.execute(delete(Person).where(Person.id == person.id))
    db.session.expire_all()
    append(
        [Draft("person.erased", person_ref=ref, details={"reason": "unconfirmed"})], at=at, by=SYSTEM, channel="form"
    )


def _end_waiting(person: Person, answer: FormAnswer, *, at: datetime) -> None:
    known = catalogue()
    for row in recorded_bases(person.id) if answer.registers else ():
        if row.status == "awaiting" and row.channel == "form":
            end_basis(person, known.purpose_of[row.purpose_id], at=at, by=SYSTEM, channel="form")
