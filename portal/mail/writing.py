"""Write letters: their subject, words, links and headers, from what is known when they are first claimed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import random

from flask import current_app

from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.mail.blocks import Value
from portal.mail.carriers import words
from portal.mail.letters.choices import choices_changed_values
from portal.mail.letters.confirmation import confirmation_values
from portal.mail.letters.known import Known, NobodyThere, person_values, translations_of
from portal.mail.letters.staff import job_values, staff_values
from portal.mail.mime import letter_headers
from portal.mail.models import Letter
from portal.mail.rendering import as_html, as_text
from portal.mail.rules import gives_up, pause_after
from portal.mail.templates import current_wording
from portal.people.models import Person
from portal.settings.queries import current_organisation

WRITERS: Mapping[str, Callable[[Known], dict[str, Value]]] = {
    "confirmation": confirmation_values,
    "new_link": person_values,
    "choices_changed": choices_changed_values,
    "staff_welcome": staff_values,
    "staff_password": staff_values,
    "job_done": job_values,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """A letter as it is read."""

    subject: str
    text: str
    html: str


def write(letters: Sequence[Letter], about: Sequence[Known]) -> None:
    """Write the letters, each from what is known about it.

    One that can't be written is put off like one that can't be sent; the others are not held up by it.
    """
    for letter, known in zip(letters, about, strict=True):
        try:
            _write(letter, known)
        except NobodyThere:
            letter.state, letter.answer = "cancelled", "The person is no longer there."
        except Exception as fault:  # whatever is wrong with one letter, the rest must go
            log.exception("Letter %s could not be written.", letter.id)
            letter.attempts += 1
            letter.state = "failed" if gives_up(letter.attempts) else "due"
            letter.due_at = known.at + pause_after(letter.attempts, random())
            letter.answer = words(f"Not written: {type(fault).__name__}: {fault}")


def _write(letter: Letter, known: Known) -> None:
    if known.person is not None:
        if not known.person.email:
            raise NobodyThere
        letter.recipient = known.person.email  # an address that was changed since must get no link
    written = written_as(letter.kind, known)
    letter.headers = letter_headers(
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        organisation=known.organisation.name,
        recipient=letter.recipient,
        subject=written.subject,
        message_id=letter.message_id,
        language=letter.language,
        at=known.at,
        reply_to=known.organisation.contact_email,
        stop_link=known.stop_link,
    )
    letter.subject, letter.text, letter.html = written.subject, written.text, written.html


def written_as(kind: str, known: Known) -> Words:
    """Return the letter of that kind in the words that hold now."""
    wording = current_wording(kind, known.language)
    values = WRITERS[kind](known)
    subject, blocks = wording.subject(values), wording.blocks(values)
    html = as_html(subject, blocks, language=known.language, sender=known.organisation.name)
    return Words(subject, as_text(blocks), html)


def preview_confirmation(
    person: Person, bases: Sequence[RecordedBasis], *, further: Sequence[str] = (), language: str, at: datetime
) -> Words:
    """Return the confirmation as the person would get it, also before they are stored; its links open nothing."""
    base = current_app.config["PORTAL_BASE_URL"]
    known = Known(
        language=language,
        zone=current_app.config["BABEL_DEFAULT_TIMEZONE"],
        at=at,
        facts={},
        translations=translations_of(language),
        organisation=current_organisation(),
        catalogue=catalogue(),
        person=person,
        bases=bases,
        further=further,
        page_link=f"{base}/l/…",
        stop_link=f"{base}/u/…",
    )
    return written_as("confirmation", known)
