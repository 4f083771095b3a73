"""Letters as somebody would get them, with links that open nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from portal.dates import local
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.blocks import Blocks
from portal.mail.gathering import further_data
from portal.mail.kinds import wording_kind
from portal.mail.letters.known import Known, translations_of
from portal.mail.templates import Wording, ready
from portal.mail.writing import Words, filled_in, written_as
from portal.people.models import Person
from portal.settings.queries import current_organisation


def preview_confirmation(
    person: Person, bases: Sequence[RecordedBasis], *, further: Sequence[str] = (), language: str, at: datetime
) -> Words:
    """Return the confirmation as the person would get it, also before they are stored; its links open nothing."""
    return written_as("confirmation", _known(language, {}, person, bases, further, at=at))


def preview(wording: Wording, person: Person | None = None, *, before: Blocks = (), at: datetime) -> Words:
    """Return the letter in that wording, stored or not, about the person or else somebody invented.

    :param before: blocks that stand above the letter's own
    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    kind = wording_kind(wording.kind)
    if person is None:
        invented = _invented(wording, at)
        known = _known(wording.language, SAMPLES[kind](at), invented, _invented_bases(invented), at=at)
    else:
        bases, further = recorded_bases(person.id), further_data(person.id, wording.language)
        known = _known(wording.language, SAMPLES[kind](at), person, bases, further, at=at)
    return filled_in(ready(wording), kind, known, before)


def _known(
    language: str,
    facts: Mapping[str, Any],
    person: Person,
    bases: Sequence[RecordedBasis],
    further: Sequence[str] = (),
    *,
    at: datetime,
) -> Known:
    base = current_app.config["PORTAL_BASE_URL"]
    return Known(
        language=language,
        zone=current_organisation().time_zone,
        at=at,
        facts=facts,
        translations=translations_of(language),
        organisation=current_organisation(),
        catalogue=catalogue(),
        person=person,
        bases=bases,
        further=further,
        page_link=f"{base}/l/…",
        stop_link=f"{base}/u/…",
    )


def _no_facts(_: datetime) -> dict[str, Any]:
    return {}


def _choice(at: datetime) -> dict[str, Any]:
    """Return a withdrawal; the purpose is one that takes consent, if any does."""
    known = catalogue()
    purposes = sorted(known.all_purposes, key=lambda purpose: not known.takes_consent(purpose))
    return {
        "change": "withdrew" if purposes else "stopped_marketing",
        "reference": "4711",
        "purpose": purposes[0].key if purposes else "",
        "wording_version": None,
        "decided_at": at.isoformat(),
    }


def _way_in(_: datetime) -> dict[str, Any]:
    return {"link": f"{current_app.config['PORTAL_BASE_URL']}/staff/reset/…"}


def _changed_sign_in(at: datetime) -> dict[str, Any]:
    link = f"{current_app.config['PORTAL_BASE_URL']}/staff/account/"
    return {"change": "password_set", "by": "", "changed_at": at.isoformat(), "link": link}


def _answer(at: datetime) -> dict[str, Any]:
    known = catalogue()
    asked = {purpose.key: wording.version for purpose in known.purposes if (wording := known.wording(purpose))}
    link, until = f"{current_app.config['PORTAL_BASE_URL']}/c/…", at + timedelta(days=7)
    return {"link": link, "until": until.isoformat(), "title": "…", "consents": asked, "topics": []}


def _question(_: datetime) -> dict[str, Any]:
    known = catalogue()
    purpose = min(known.all_purposes, key=lambda one: (not known.takes_consent(one), not one.direct_marketing))
    wording = known.wording(purpose)
    return {"purpose": purpose.key, "wording_version": wording.version if wording else None}


def _long_job(_: datetime) -> dict[str, Any]:
    return {"job": "people.csv", "error": "", "link": f"{current_app.config['PORTAL_BASE_URL']}/staff/jobs/…"}


def _request(at: datetime) -> dict[str, Any]:
    received = local(at, current_organisation().time_zone).date()
    return {
        "reference": "K7QM-3XWD",
        "kind": "access",
        "received_on": received.isoformat(),
        "due_on": (received + timedelta(days=30)).isoformat(),
        "text": "…",
        "outside": False,
        "name": "",
    }


def _code(at: datetime) -> dict[str, Any]:
    return {"code": "123456", "until": (at + timedelta(minutes=10)).isoformat()}


def _ready_answer(at: datetime) -> dict[str, Any]:
    link, until = f"{current_app.config['PORTAL_BASE_URL']}/d/…", at + timedelta(days=30)
    return {**_request(at), "link": link, "until": until.isoformat(), "files": ["K7QM-3XWD.xlsx", "K7QM-3XWD.json"]}


def _due_request(at: datetime) -> dict[str, Any]:
    return {**_request(at), "left": 5, "link": f"{current_app.config['PORTAL_BASE_URL']}/staff/requests/…"}


def _correction(at: datetime) -> dict[str, Any]:
    return {**_request(at), "kind": "correction", "changed": ["…"], "recipients": ["…"]}


def _objection(at: datetime) -> dict[str, Any]:
    purposes = catalogue().purposes
    key = purposes[0].key if purposes else ""
    return {**_request(at), "kind": "objection", "outcome": "upheld", "purpose": key}


def _said(_: datetime) -> dict[str, Any]:
    return {"text": "…"}


def _erased(_: datetime) -> dict[str, Any]:
    return {"name": "Anna Andersson", "stopped": True, "duties": []}


SAMPLES: Mapping[str, Callable[[datetime], dict[str, Any]]] = {
    "confirmation": _no_facts,
    "new_link": _no_facts,
    "choices_changed": _choice,
    "request_received": _request,
    "request_extended": _request,
    "request_identity": _request,
    "request_resumed": _request,
    "request_refused": _request,
    "request_answered_question": _request,
    "request_nothing_held": _request,
    "request_taken_back": _request,
    "request_due": _due_request,
    "correction_done": _correction,
    "correction_declined": _request,
    "objection_decided": _objection,
    "restriction_applied": _said,
    "restriction_lifted": _said,
    "erased": _erased,
    "one_time_code": _code,
    "answer_ready": _ready_answer,
    "staff_welcome": _way_in,
    "staff_password": _way_in,
    "staff_changed": _changed_sign_in,
    "confirm_consent": _answer,
    "ask_consent": _question,
    "job_done": _long_job,
}
"""What each kind of letter tells beside the person's data, invented."""


def _invented(wording: Wording, at: datetime) -> Person:
    """Return somebody who is not stored, from a source that sends this letter if one does."""
    sources = sorted(catalogue().all_sources, key=lambda source: source.confirmation != wording.kind)
    return Person(
        name="Anna Andersson",
        email="anna.andersson@example.com",
        phone="070-174 06 05",
        company="Exempelbolaget AB",
        title="",
        address="",
        country="",
        language=wording.language,
        source_id=sources[0].id,
        registered_at=at,
        updated_at=at,
    )


def _invented_bases(person: Person) -> list[RecordedBasis]:
    """Return a basis in force for every purpose in use: the usual one, else the first that it may rest on."""
    return [
        RecordedBasis(
            purpose_id=purpose.id,
            legal_basis_id=purpose.default_basis_id or purpose.bases[0].id,
            source_id=person.source_id,
            status="in_force",
            since=person.registered_at,
            changed_at=person.registered_at,
        )
        for purpose in catalogue().purposes
        if purpose.default_basis_id or purpose.bases
    ]
