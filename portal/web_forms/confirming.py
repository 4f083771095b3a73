"""Confirm an answer: what is asked, and what the person's yes brings about."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from portal.ledger.actions import append
from portal.ledger.rules import PERSON, Draft
from portal.legal_bases.choices import give_consent
from portal.legal_bases.models import ConsentWording, Purpose
from portal.legal_bases.queries import Catalogue, recorded_bases
from portal.legal_bases.rules import StaleForm
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import choices_changed, confirm_registration
from portal.people.actions import change
from portal.people.models import Person
from portal.people.rules import CORE_FIELDS
from portal.preferences.actions import choose_topics
from portal.preferences.models import Topic
from portal.preferences.queries import topic_choices, topics
from portal.web_forms.models import FormAnswer, WebForm
from portal.web_forms.queries import all_forms, source_of


class Asked(NamedTuple):
    """One consent to be confirmed."""

    purpose: Purpose
    wording: ConsentWording
    is_new: bool
    """Whether the wording was changed since the answer, and an answer to the earlier one no longer counts."""


def asked(answer: FormAnswer, known: Catalogue) -> list[Asked]:
    """Return what the answer asks the person to confirm, by rank; what takes no consent any more is left out."""
    found = []
    for purpose in known.purposes:
        if purpose.key in answer.consents and known.takes_consent(purpose):
            version = answer.consents[purpose.key]
            is_new = known.asks_again(purpose, version)
            wording = known.wording(purpose, None if is_new else version)
            if wording is not None:
                found.append(Asked(purpose, wording, is_new))
    return found


def chosen_topics(answer: FormAnswer) -> list[Topic]:
    """Return the topics that were chosen, as far as they are still there."""
    return [topic for topic in topics() if topic.key in answer.topics]


def form_of(answer: FormAnswer) -> WebForm:
    """Return the form that was answered."""
    return next(form for form in all_forms() if form.id == answer.form_id)


def confirm(person: Person, answer: FormAnswer, versions: Mapping[str, int], known: Catalogue, *, at: datetime) -> None:
    """Record the consents, also over a no, and use what was typed; an answer confirmed before stays as it is.

    What was typed fills what is empty about a known person and overwrites nothing. Of somebody whom only answers
    have named, the one that is confirmed is the one that counts.

    :param versions: the wordings that the person was shown when pressing the button, by the purpose's key
    :raises StaleForm: other wordings than those are asked about now
    """
    if answer.confirmed_at is not None:
        return
    wanted = asked(answer, known)
    if not wanted or {item.purpose.key: item.wording.version for item in wanted} != dict(versions):
        raise StaleForm(answer.seq)
    is_new = person.unconfirmed_since is not None
    person.unconfirmed_since = None
    _use_what_was_typed(person, answer, over=is_new and not answer.registers, at=at)
    in_force = {row.purpose_id for row in recorded_bases(person.id) if row.status == "in_force"}
    given = _consents(person, answer, wanted, known, at=at)
    _topics(person, answer, {item.purpose.id for item in wanted}, in_force, at=at)
    details = {"form": form_of(answer).key, "answer": answer.id}
    draft = Draft("answer.confirmed", person_ref=person.ref, details=details)
    [answer.seq] = append([draft], at=at, by=PERSON, channel="form")
    answer.confirmed_at, answer.given = at, {}
    answer.consents = {item.purpose.key: item.wording.version for item in wanted}
    with suppress(UnusableRecipient):  # what was decided holds even where no letter can go
        _tell(person, given, is_new=is_new, at=at)


def _use_what_was_typed(person: Person, answer: FormAnswer, *, over: bool, at: datetime) -> None:
    typed = {name: str(answer.given.get(name, "")) for name in CORE_FIELDS}
    if not over:
        typed = {name: value for name, value in typed.items() if value and not getattr(person, name)}
    change(person, typed, at=at, by=PERSON, channel="form")


def _consents(
    person: Person, answer: FormAnswer, wanted: list[Asked], known: Catalogue, *, at: datetime
) -> list[tuple[Asked, int]]:
    """Record them and return those that were not there already, each with its entry."""
    form, given = form_of(answer), []
    evidence = f"/forms/{form.key} {answer.answered_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for item in wanted:
        before = person.choices_seq
        seq = give_consent(
            person,
            item.purpose,
            known,
            wording_version=item.wording.version,
            source_key=source_of(form, known).key,
            evidence=evidence,
            at=at,
            channel="form",
        )
        if seq > before:
            given.append((item, seq))
    return given


def _topics(person: Person, answer: FormAnswer, agreed: set[int], in_force: set[int], *, at: datetime) -> None:
    """Choose what was ticked; the rest of what was offered only where the person had no say in it before."""
    offered = [topic for topic in topics() if topic.key in form_of(answer).topics and topic.purpose_id in agreed]
    ticked = [topic for topic in offered if topic.key in answer.topics]
    chosen, limited = topic_choices(person.id), {topic.purpose_id for topic in ticked}
    wanted = dict.fromkeys(ticked, True)
    wanted.update(
        (topic, False)
        for topic in offered
        if topic not in wanted
        and topic.id not in chosen
        and topic.purpose_id in limited
        and topic.purpose_id not in in_force
    )
    choose_topics(person, wanted, at=at, by=PERSON, channel="form")


def _tell(person: Person, given: list[tuple[Asked, int]], *, is_new: bool, at: datetime) -> None:
    """Queue the first letter to somebody new, which tells everything, or a receipt for each new consent."""
    if is_new and confirm_registration(person, at=at) is not None:
        return
    for item, seq in given:
        choices_changed(
            person,
            "consented",
            reference=str(seq),
            purpose_key=item.purpose.key,
            wording_version=item.wording.version,
            at=at,
        )
