"""Queue each kind of letter in the caller's transaction: one function per letter."""

from collections.abc import Mapping
from datetime import datetime

from flask import current_app

from portal.legal_bases.queries import catalogue
from portal.mail.letters.choices import Change
from portal.mail.models import Letter
from portal.mail.outbox import enqueue, letter_row, queue_letter
from portal.mail.queries import was_confirmed
from portal.people.languages import spoken_language
from portal.people.models import Person


def letter_language(person: Person) -> str:
    """Return the language that the person is written to in: theirs, their country's, or the organisation's."""
    return spoken_language(person.language, person.country, current_app.config["BABEL_DEFAULT_LOCALE"])


def confirm_registration(person: Person, *, at: datetime) -> Letter | None:
    """Queue the confirmation of a first registration, unless the source sends none or it was sent before."""
    if not catalogue().source_of[person.source_id].send_confirmation or was_confirmed(person.id):
        return None
    return confirmation(person, at=at)


def confirmation(person: Person, *, at: datetime) -> Letter | None:
    """Queue the confirmation, also once more; None when the person has no address."""
    return _to_person("confirmation", person, {}, at=at)


def new_link(person: Person, *, at: datetime) -> Letter | None:
    """Queue a letter with a new link to the person's page; None when the person has no address."""
    return _to_person("new_link", person, {}, at=at)


def choices_changed(
    person: Person,
    change: Change,
    *,
    reference: str,
    purpose_key: str = "",
    wording_version: int | None = None,
    at: datetime,
) -> int | None:
    """Queue the receipt for what the person decided and return the letter's id; None when the person has no address.

    :param purpose_key: the purpose that a withdrawal, an objection or a consent is about
    """
    facts = {
        "change": change,
        "reference": reference,
        "purpose": purpose_key,
        "wording_version": wording_version,
        "decided_at": at.isoformat(),
    }
    if not person.email:
        return None
    language = letter_language(person)
    return enqueue(
        letter_row(
            "choices_changed", recipient=person.email, language=language, person_id=person.id, facts=facts, at=at
        )
    )


def staff_welcome(recipient: str, *, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a new staff user with the link to choose a password."""
    return queue_letter("staff_welcome", recipient=recipient, language=language, facts={"link": link}, at=at)


def staff_password(recipient: str, *, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a staff user who asked to choose a new password."""
    return queue_letter("staff_password", recipient=recipient, language=language, facts={"link": link}, at=at)


def job_done(recipient: str, *, job: str, error: str, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a staff user whose long job has ended.

    :param job: what it is called in the letter's language
    :param error: why it failed, in the same language; empty when it is done
    """
    facts = {"job": job, "error": error, "link": link}
    return queue_letter("job_done", recipient=recipient, language=language, facts=facts, at=at)


def _to_person(kind: str, person: Person, facts: Mapping[str, object], *, at: datetime) -> Letter | None:
    if not person.email:
        return None
    return queue_letter(
        kind, recipient=person.email, language=letter_language(person), person_id=person.id, facts=facts, at=at
    )
