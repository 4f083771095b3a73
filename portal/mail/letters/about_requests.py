"""Queue the letters about a request in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from flask import current_app

from portal.access_requests.models import AccessRequest
from portal.accounts.models import StaffUser
from portal.extensions import db
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import letter_language, written_language
from portal.mail.models import Letter
from portal.mail.outbox import queue_letter
from portal.people.models import Person

About = Literal[
    "request_received",
    "request_extended",
    "request_identity",
    "request_resumed",
    "request_refused",
    "request_answered_question",
    "request_nothing_held",
    "request_taken_back",
    "correction_done",
    "correction_declined",
    "objection_decided",
]


def request_letter(
    kind: About, request: AccessRequest, *, text: str = "", more: Mapping[str, Any] | None = None, at: datetime
) -> Letter | None:
    """Queue a letter to whoever made the request; None when there is no address, or a form alone names it.

    :param text: a reason, a question or an answer, in the words of staff
    :param more: what the letter of that kind tells besides
    """
    person = requester(request)
    facts = {
        "reference": request.reference,
        "kind": request.kind,
        "received_on": request.received_on.isoformat(),
        "due_on": request.due_on.isoformat(),
        "text": text,
        "outside": person is None,
        "name": "" if person else request.name,
        **(more or {}),
    }
    if person is None:
        language = written_language(request.language)
        return _queue(kind, request.email, language, facts, at=at)
    if person.unconfirmed_since is not None:
        return None
    return _queue(kind, person.email, letter_language(person), facts, person_id=person.id, at=at)


def answer_ready(
    request: AccessRequest, person: Person, *, link: str, files: Sequence[str], until: datetime, at: datetime
) -> Letter | None:
    """Queue the letter with the link to an answer; None when there is no address, or a form alone names it.

    :param files: what the files are called
    :param until: when they can be fetched no longer
    """
    facts = {
        "reference": request.reference,
        "kind": request.kind,
        "link": link,
        "files": list(files),
        "until": until.isoformat(),
    }
    if person.unconfirmed_since is not None:
        return None
    language = letter_language(person)
    return _queue("answer_ready", person.email, language, facts, person_id=person.id, at=at)


def requester(request: AccessRequest) -> Person | None:
    """Return who made the request, or None for somebody who is not in the portal."""
    return db.session.get(Person, request.person_id) if request.person_id is not None else None


def language_of(request: AccessRequest) -> str:
    """Return the language in which whoever made the request is written to."""
    person = requester(request)
    return letter_language(person) if person else written_language(request.language)


def request_due(request: AccessRequest, users: Sequence[StaffUser], *, left: int, at: datetime) -> list[Letter]:
    """Queue the reminder that an answer is due, to each of those members of staff.

    :param left: days until it is due, below 0 when it is late
    """
    facts = {
        "reference": request.reference,
        "kind": request.kind,
        "due_on": request.due_on.isoformat(),
        "left": left,
        "link": f"{current_app.config['PORTAL_BASE_URL']}/staff/requests/{request.reference}",
    }
    return [
        queue_letter("request_due", recipient=user.email, language=written_language(user.language), facts=facts, at=at)
        for user in users
    ]


def _queue(
    kind: str, recipient: str, language: str, facts: dict[str, Any], *, person_id: int | None = None, at: datetime
) -> Letter | None:
    if not recipient:
        return None
    try:
        return queue_letter(kind, recipient=recipient, language=language, person_id=person_id, facts=facts, at=at)
    except UnusableRecipient:  # what was decided holds even where no letter can go
        return None
