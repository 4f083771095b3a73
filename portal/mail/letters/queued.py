"""Queue each kind of letter in the caller's transaction: one function per letter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from portal.accounts.changes import SignInChange
from portal.accounts.models import StaffUser
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.mail.letters.choices import Change
from portal.mail.models import Letter
from portal.mail.outbox import letter_row, queue_letter
from portal.mail.queries import was_confirmed
from portal.people.languages import spoken_language
from portal.people.models import Chooser, Person
from portal.preferences.models import Topic
from portal.settings.queries import current_organisation
from portal.texts import Texts, worded


def letter_language(person: Person | Chooser) -> str:
    """Return the language that the person is written to in: theirs, their country's, or the organisation's."""
    return written_language(person.language, person.country)


def written_language(language: str, country: str = "") -> str:
    """Return the language to write in to somebody with that language and country, as far as it is offered."""
    own = current_organisation()
    return spoken_language(language, country, own.language, own.languages)


def confirm_registration(person: Person, *, at: datetime) -> Letter | None:
    """Queue the confirmation of a first registration, unless the source sends none or it was sent before."""
    if not catalogue().source_of[person.source_id].send_confirmation or was_confirmed(person.id):
        return None
    return confirmation(person, at=at)


def confirmation(person: Person, *, at: datetime) -> Letter | None:
    """Queue the confirmation, also once more; None when the person has no address, or a form alone names it."""
    return _to_person("confirmation", person, {}, at=at)


def new_link(person: Person, *, at: datetime) -> Letter | None:
    """Queue a letter with a new link; None when the person has no address, or a form alone names it."""
    return _to_person("new_link", person, {}, at=at)


def choices_changed(
    person: Person,
    change: Change,
    *,
    reference: str,
    purpose_key: str = "",
    wording_version: int | None = None,
    at: datetime,
) -> Letter | None:
    """Queue the receipt for what the person decided; None when the person has no address.

    :param purpose_key: the purpose that a withdrawal, an objection or a consent is about
    """
    language = letter_language(person)
    row = receipt_row(
        person, change, language, reference=reference, purpose_key=purpose_key, wording_version=wording_version, at=at
    )
    if row is None:
        return None
    letter = Letter(**row)
    db.session.add(letter)
    return letter


def receipt_row(
    person: Person | Chooser,
    change: Change,
    language: str,
    *,
    reference: str,
    purpose_key: str = "",
    wording_version: int | None = None,
    at: datetime,
) -> dict[str, Any] | None:
    """Return the columns of the receipt for what the person decided; None when the person has no address."""
    if not person.email or person.unconfirmed_since is not None:
        return None
    facts = {
        "change": change,
        "reference": reference,
        "purpose": purpose_key,
        "wording_version": wording_version,
        "decided_at": at.isoformat(),
    }
    return letter_row(
        "choices_changed", recipient=person.email, language=language, person_id=person.id, facts=facts, at=at
    )


def one_time_code(person: Person, code: str, *, until: datetime, at: datetime) -> Letter | None:
    """Queue a letter with a code; None when the person has no address, or a form alone names it."""
    return _to_person("one_time_code", person, {"code": code, "until": until.isoformat()}, at=at)


def confirm_consent(
    person: Person,
    *,
    link: str,
    until: datetime,
    title: Texts,
    consents: Mapping[str, int],
    topics: Sequence[Topic],
    at: datetime,
) -> Letter | None:
    """Queue the letter that asks to confirm an answer to a web form; None when the person has no address.

    :param title: the form's texts
    :param consents: the version of the wording that was shown, by the purpose's key
    """
    language = letter_language(person)
    facts = {
        "link": link,
        "until": until.isoformat(),
        "title": worded(title, "title", language),
        "consents": dict(consents),
        "topics": [topic.name(language) for topic in topics],
    }
    if not person.email:
        return None
    return queue_letter(
        "confirm_consent", recipient=person.email, language=language, person_id=person.id, facts=facts, at=at
    )


def restriction(person: Person, *, applied: bool, text: str, at: datetime) -> Letter | None:
    """Queue the letter about a restriction that was applied or is lifted (GDPR art. 18(3)); None without an address.

    :param text: why, in the words of staff
    """
    kind = "restriction_applied" if applied else "restriction_lifted"
    return _to_person(kind, person, {"text": text}, at=at)


def staff_welcome(recipient: str, *, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a new staff user with the link to choose a password."""
    return queue_letter("staff_welcome", recipient=recipient, language=language, facts={"link": link}, at=at)


def staff_password(recipient: str, *, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a staff user who asked to choose a new password."""
    return queue_letter("staff_password", recipient=recipient, language=language, facts={"link": link}, at=at)


def staff_changed(user: StaffUser, change: SignInChange, *, by: str = "", at: datetime) -> Letter:
    """Queue a letter that tells a staff user how their sign-in was changed.

    :param by: who did it, by name; empty when it was the user
    """
    facts = {
        "change": change,
        "by": by,
        "changed_at": at.isoformat(),
        "link": f"{current_app.config['PORTAL_BASE_URL']}/staff/account/",
    }
    return queue_letter(
        "staff_changed", recipient=user.email, language=written_language(user.language), facts=facts, at=at
    )


def job_done(recipient: str, *, job: str, error: str, link: str, language: str, at: datetime) -> Letter:
    """Queue a letter to a staff user whose long job has ended.

    :param job: what it is called in the letter's language
    :param error: why it failed, in the same language; empty when it is done
    """
    facts = {"job": job, "error": error, "link": link}
    return queue_letter("job_done", recipient=recipient, language=language, facts=facts, at=at)


def _to_person(kind: str, person: Person, facts: Mapping[str, object], *, at: datetime) -> Letter | None:
    if not person.email or person.unconfirmed_since is not None:
        return None
    return queue_letter(
        kind, recipient=person.email, language=letter_language(person), person_id=person.id, facts=facts, at=at
    )
