"""Write letters: their subject, words, links and headers, from what is known when they are first claimed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import random

from flask import current_app

from portal.mail.blocks import Blocks, Value
from portal.mail.carriers import words
from portal.mail.letters.answers import answer_ready_values, one_time_code_values
from portal.mail.letters.choices import choices_changed_values
from portal.mail.letters.confirmation import confirmation_values
from portal.mail.letters.consent_to_confirm import consent_to_confirm_values
from portal.mail.letters.decisions import correction_done_values, objection_decided_values, restriction_values
from portal.mail.letters.erased import erased_values
from portal.mail.letters.known import Known, NobodyThere, NoLongerAsked, person_values
from portal.mail.letters.question import question_values
from portal.mail.letters.requests import (
    request_decided_values,
    request_due_values,
    request_outside_values,
    request_question_values,
    request_values,
)
from portal.mail.letters.staff import job_values, staff_changed_values, staff_values
from portal.mail.mime import letter_headers
from portal.mail.models import Letter
from portal.mail.rendering import as_html, as_text
from portal.mail.rules import gives_up, pause_after
from portal.mail.templates import Ready, current_wording

WRITERS: Mapping[str, Callable[[Known], dict[str, Value]]] = {
    "confirmation": confirmation_values,
    "new_link": person_values,
    "choices_changed": choices_changed_values,
    "ask_consent": question_values,
    "confirm_consent": consent_to_confirm_values,
    "correction_done": correction_done_values,
    "correction_declined": request_decided_values,
    "objection_decided": objection_decided_values,
    "restriction_applied": restriction_values,
    "restriction_lifted": restriction_values,
    "erased": erased_values,
    "request_received": request_values,
    "request_extended": request_decided_values,
    "request_identity": request_question_values,
    "request_resumed": request_values,
    "request_refused": request_decided_values,
    "request_answered_question": request_decided_values,
    "request_nothing_held": request_outside_values,
    "request_taken_back": request_values,
    "request_due": request_due_values,
    "one_time_code": one_time_code_values,
    "answer_ready": answer_ready_values,
    "staff_welcome": staff_values,
    "staff_password": staff_values,
    "staff_changed": staff_changed_values,
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
        except NoLongerAsked:
            letter.state, letter.answer = "cancelled", "The person has answered already."
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
    return filled_in(current_wording(_wording_key(kind, known), known.language), kind, known)


def _wording_key(kind: str, known: Known) -> str:
    """Return the key of the words: the source of the person's data may have a confirmation of its own."""
    if kind != "confirmation" or known.person is None:
        return kind
    return known.catalogue.source_of[known.person.source_id].confirmation


def filled_in(wording: Ready, kind: str, known: Known, before: Blocks = ()) -> Words:
    """Return the wording of that kind of letter filled in with what is known, below the blocks ``before``."""
    values = WRITERS[kind](known)
    subject, blocks = wording.subject(values), before + wording.blocks(values)
    own = known.organisation
    html = as_html(subject, blocks, language=known.language, sender=own.name, colour=own.colour)
    return Words(subject, as_text(blocks), html)
