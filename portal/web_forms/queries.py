"""The forms there are, what each offers now, and its answers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.ledger.configuration import cached
from portal.legal_bases.models import ConsentWording, Purpose, Source
from portal.legal_bases.queries import Catalogue, Unknown
from portal.preferences.models import Topic
from portal.preferences.queries import topics
from portal.web_forms.models import FormAnswer, WebForm
from portal.web_forms.rules import DEFAULT_SOURCE


class NoSuchForm(LookupError):
    """No form has that key."""


class Question(NamedTuple):
    """One purpose that consent is asked for, in the wording of today, with the topics to choose from."""

    purpose: Purpose
    wording: ConsentWording
    topics: tuple[Topic, ...]


class Counts(NamedTuple):
    """How many answers a form has had."""

    waiting: int = 0
    confirmed: int = 0


def _load(session: Session) -> tuple[WebForm, ...]:
    return tuple(session.scalars(select(WebForm).order_by(WebForm.key)))


all_forms = cached(_load)


def form_by_key(key: str) -> WebForm:
    """Return the form, active or not. Read only.

    :raises NoSuchForm: there is none of that key
    """
    for form in all_forms():
        if form.key == key:
            return form
    raise NoSuchForm(key)


def locked_form(key: str) -> WebForm:
    """Return the form to be changed, locked until the transaction ends; answers to it still come in.

    :raises NoSuchForm: there is none of that key
    """
    statement = select(WebForm).where(WebForm.key == key).with_for_update(key_share=True)
    form = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if form is None:
        raise NoSuchForm(key)
    return form


def questions(form: WebForm, known: Catalogue) -> list[Question]:
    """Return what the form asks consent for now; what takes none any more, or is gone, is left out."""
    offered = [topic for topic in topics() if topic.key in form.topics]
    return [
        Question(purpose, wording, tuple(topic for topic in offered if topic.purpose_id == purpose.id))
        for purpose in known.purposes
        if purpose.key in form.purposes and known.takes_consent(purpose) and (wording := known.wording(purpose))
    ]


def source_of(form: WebForm, known: Catalogue) -> Source:
    """Return the source that the form records, or that of web forms where it is gone."""
    try:
        return known.source(form.source)
    except Unknown:
        return known.source(DEFAULT_SOURCE)


def answer_counts() -> Mapping[int, Counts]:
    """Return how many answers of each form wait and how many were confirmed, by the form's id."""
    rows = db.session.execute(
        select(FormAnswer.form_id, func.count(), func.count(FormAnswer.confirmed_at)).group_by(FormAnswer.form_id)
    )
    return {form_id: Counts(every - confirmed, confirmed) for form_id, every, confirmed in rows.tuples()}


def answers_of(person_id: int) -> Sequence[FormAnswer]:
    """Return the answers with the person's address that are kept, oldest first."""
    return db.session.scalars(select(FormAnswer).where(FormAnswer.person_id == person_id).order_by(FormAnswer.id)).all()


def answer_by_id(answer_id: int) -> FormAnswer | None:
    """Return the answer, or None when it was deleted."""
    return db.session.get(FormAnswer, answer_id)


def locked_answer(answer_id: int) -> FormAnswer | None:
    """Return the answer read afresh and locked until the transaction ends, or None; lock its person first."""
    return db.session.get(FormAnswer, answer_id, with_for_update=True, populate_existing=True)
