"""Take an answer in: the same work for known and unknown addresses, and for answers that are quietly dropped."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import SYSTEM, Draft
from portal.legal_bases.actions import Record, record_basis
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import KeptNo
from portal.links.actions import confirm_link
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import confirm_consent
from portal.people.actions import register
from portal.people.models import Person
from portal.people.rules import email_key, folded_words
from portal.preferences.models import Topic
from portal.web_forms.models import FormAnswer, WebForm
from portal.web_forms.queries import source_of
from portal.web_forms.rules import CONFIRM_WITHIN, answer_scope


@dataclass(frozen=True)
class Answer:
    """What was sent, already checked."""

    form: WebForm
    given: Mapping[str, str]
    """Core fields; the language is at least that of the page."""
    consents: Mapping[Purpose, int]
    """The version of the wording that was shown."""
    topics: Sequence[Topic]


def receive(answer: Answer, *, served: bool, at: datetime) -> None:
    """Keep the answer until it is confirmed, and queue the letter that asks for that.

    Somebody new is registered, with consents that wait; about a known person nothing changes. The registration is
    done and undone for known people, and everything for answers that are not served, so that all take the same time.
    """
    found = _addressee(answer)
    known = found if served else None  # what is dropped anyway does not depend on who is known
    with db.session.begin_nested() as everything:
        with db.session.begin_nested() as registration:
            newcomer = _register(answer, at)
            if known is not None:
                registration.rollback()
        if known is None:
            _undo_nothing()
        _ask(known or newcomer, answer, registers=known is None, at=at)
        if not served:
            everything.rollback()


def _undo_nothing() -> None:
    """Take the time that undoing a registration takes."""
    with db.session.begin_nested() as nothing:
        nothing.rollback()


def _addressee(answer: Answer) -> Person | None:
    """Return the known person, locked: of several at the address the one of that name, else the first."""
    people = db.session.scalars(
        select(Person)
        .where(Person.email_key == email_key(answer.given["email"]))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    name = folded_words(answer.given["name"])
    first = people[0] if people else None
    return next((person for person in people if folded_words(person.name) == name), first)


def _register(answer: Answer, at: datetime) -> Person:
    source = source_of(answer.form, catalogue())
    person = register(
        answer.given,
        source_id=source.id,
        source_key=source.key,
        unconfirmed=True,
        at=at,
        by=SYSTEM,
        channel="form",
    )
    for purpose, version in answer.consents.items():
        basis = next(basis for basis in purpose.bases if basis.article == "a")
        record = Record(purpose, basis, source, "awaiting", wording_version=version)
        with suppress(KeptNo):  # the consent counts once it is confirmed, and lifts the no
            record_basis(person, record, at=at, by=SYSTEM, channel="form")
    db.session.flush()
    return person


def _ask(person: Person, answer: Answer, *, registers: bool, at: datetime) -> None:
    form, until = answer.form, at + CONFIRM_WITHIN
    consents = {purpose.key: version for purpose, version in answer.consents.items()}
    row = FormAnswer(
        form_id=form.id,
        person_id=person.id,
        email_key=email_key(answer.given["email"]),
        registers=registers,
        given=dict(answer.given),
        consents=consents,
        topics=[topic.key for topic in answer.topics],
        answered_at=at,
    )
    db.session.add(row)
    db.session.flush()
    link = confirm_link(person.id, answer_scope(row.id, form.key), until=until, at=at)
    with suppress(UnusableRecipient):  # the address on file may be spelled so that no letter can go there
        confirm_consent(
            person, link=link, until=until, title=form.texts, consents=consents, topics=answer.topics, at=at
        )
    details = {"form": form.key, "answer": row.id, "consents": consents, "topics": row.topics}
    source = source_of(form, catalogue())
    draft = Draft("answer.received", person_ref=person.ref, source=source.key, details=details)
    [row.seq] = append([draft], at=at, by=SYSTEM, channel="form")
