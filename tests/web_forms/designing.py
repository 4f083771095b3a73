"""A newsletter's form, answers to it, and what they led to; in the app context they run in, committed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import ConsentWording
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.preferences.queries import topic_choices, topics
from portal.web_forms.actions import Design, add_form
from portal.web_forms.confirming import asked, confirm
from portal.web_forms.models import FormAnswer, WebForm
from portal.web_forms.queries import all_forms, locked_answer, questions
from portal.web_forms.receiving import Answer, receive
from tests import make

DESIGN = Design(
    texts={
        "title": {"sv": "Nyhetsbrevet", "en": "The newsletter"},
        "introduction": {"sv": "En gång i månaden.", "en": "Once a month."},
        "thanks": {"sv": "Tack ska du ha!", "en": "Thank you very much!"},
    },
    asked={"phone": "asked", "company": "asked"},
    purposes=("e_marketing", "sales_service"),
    topics=("news", "promotions"),
)


def newsletter(key: str = "newsletter", **changes: Any) -> WebForm:
    """Add the form, with those changes to its design."""
    form = add_form(key, replace(DESIGN, **changes), at=make.AT, by=make.BOB)
    db.session.commit()
    return form


def answered(
    *consents: str, chosen: Sequence[str] = (), served: bool = True, at: datetime = make.AT, **given: str
) -> None:
    """Answer the form, as Alice unless said otherwise, with a yes to e-marketing unless to something else."""
    known, [form] = catalogue(), all_forms()
    agreed = consents or ("e_marketing",)
    answer = Answer(
        form=form,
        given={"name": "Alice Alm", "email": "alice@example.se", "language": "en"} | given,
        consents={item.purpose: item.wording.version for item in questions(form, known) if item.purpose.key in agreed},
        topics=[topic for topic in topics() if topic.key in chosen],
    )
    receive(answer, served=served, at=at)
    db.session.commit()


def answers() -> Sequence[FormAnswer]:
    """Return every answer that is kept, oldest first."""
    return db.session.scalars(select(FormAnswer).order_by(FormAnswer.id)).all()


def confirmed(answer: FormAnswer | None = None, *, at: datetime = make.AT) -> None:
    """Confirm the answer, which is the latest unless told, in the wordings that are asked about."""
    latest = answer or answers()[-1]
    person, known = locked_person(latest.person_id), catalogue()
    locked = locked_answer(latest.id)
    assert locked is not None
    versions = {item.purpose.key: item.wording.version for item in asked(locked, known)}
    confirm(person, locked, versions, known, at=at)
    db.session.commit()


def everybody() -> Sequence[Person]:
    """Return all people, oldest first."""
    return db.session.scalars(select(Person).order_by(Person.id)).all()


def bases(person: Person) -> dict[str, str]:
    """Return the status of each recorded basis by purpose."""
    return {catalogue().purpose_of[row.purpose_id].key: row.status for row in recorded_bases(person.id)}


def chosen(person: Person) -> dict[str, bool]:
    """Return the person's answers by topic."""
    keys = {topic.id: topic.key for topic in topics()}
    return {keys[topic_id]: wanted for topic_id, wanted in topic_choices(person.id).items()}


def events(person: Person) -> list[str]:
    """Return what the ledger says has happened to the person, oldest first."""
    statement = select(LedgerEntry.event).where(LedgerEntry.person_ref == person.ref).order_by(LedgerEntry.seq)
    return list(db.session.scalars(statement))


def letters() -> list[tuple[str, str]]:
    """Return the kind and the recipient of every letter, oldest first."""
    return [(row.kind, row.recipient) for row in db.session.scalars(select(Letter).order_by(Letter.id))]


def reword(purpose: str = "e_marketing", *, ask_again: bool) -> int:
    """Give the purpose a new consent wording, and return its version."""
    known = catalogue()
    latest = known.wording(known.purpose(purpose))
    assert latest is not None
    texts = {"text": {"sv": "Jag vill ha allt.", "en": "I want everything."}}
    add_wording(known.purpose(purpose), texts, latest.version + 1, at=make.AT, by=make.BOB)
    db.session.flush()
    added = db.session.scalars(select(ConsentWording).order_by(ConsentWording.id.desc()).limit(1)).one()
    added.ask_again = ask_again
    db.session.commit()
    return latest.version + 1
