"""What happens to the demo's people, through the same actions as on the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.access_requests.actions import Asked, receive
from portal.access_requests.rules import Kind
from portal.ledger.rules import PERSON, Actor
from portal.legal_bases.actions import Record, end_basis, lift_no, record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import Catalogue, recorded_basis
from portal.legal_bases.recording import wished_record
from portal.legal_bases.rules import BasisNotAllowed
from portal.mail.letters.about_requests import request_letter
from portal.mail.letters.choices import Change
from portal.mail.letters.queued import choices_changed
from portal.people.actions import add_field, change, note_look
from portal.people.models import Person
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from portal.shipped.demo.post import deliver

SAME_FORM: Final = timedelta(hours=1)
"""A consent given so soon after the registration was on the same form."""


@dataclass(frozen=True)
class Moment:
    """When something happens, who of the staff is at work, and what there is."""

    at: datetime
    staff: Actor
    known: Catalogue
    zone: str


def _record(now: Moment, person: Person, purpose: str, basis: str, comment: str) -> None:
    source = now.known.source_of[person.source_id]
    record = wished_record(now.known, purpose, basis, source, comment)
    record_basis(person, record, at=now.at, by=now.staff, channel="staff")


def _consent(now: Moment, person: Person, purpose_key: str) -> None:
    purpose = now.known.purpose(purpose_key)
    wording = now.known.wording(purpose)
    if wording is None:
        raise BasisNotAllowed(purpose_key)
    on_form = now.at - person.registered_at < SAME_FORM and now.known.source_of[person.source_id].key == "web_form"
    seq = give_consent(
        person,
        purpose,
        now.known,
        wording_version=wording.version,
        source_key="web_form" if on_form else "customer_portal",
        at=now.at,
        channel="form" if on_form else "page",
    )
    _told(now, person, "consented", seq, purpose=purpose_key, version=wording.version)


def _stop(now: Moment, person: Person, purpose_key: str) -> None:
    purpose = now.known.purpose(purpose_key)
    seq = stop_purpose(person, purpose, now.known, at=now.at)
    row = recorded_basis(person.id, purpose.id)
    _told(now, person, "withdrew" if row and row.status == "withdrawn" else "objected", seq, purpose=purpose_key)


def _stop_all(now: Moment, person: Person) -> None:
    seq = stop_all_marketing(person, now.known, at=now.at, channel="link")
    _told(now, person, "stopped_marketing", seq)


def _topics(now: Moment, person: Person, *answers: str) -> None:
    wanted = {answer[:-1]: answer.endswith("+") for answer in answers}
    chosen = {topic: wanted[topic.key] for topic in topics() if topic.key in wanted}
    entries = choose_topics(person, chosen, at=now.at)
    _told(now, person, "chose", entries[-1])


def _pause(now: Moment, person: Person, days: str) -> None:
    until = (now.at + timedelta(days=int(days))).astimezone(ZoneInfo(now.zone)).date()
    entries = set_pause(person, until, at=now.at)
    _told(now, person, "chose", entries[-1])


def _change(now: Moment, person: Person, field: str, value: str) -> None:
    change(person, {field: value}, at=now.at, by=now.staff, channel="staff")


def _field(now: Moment, person: Person, label: str, category: str, value: str) -> None:
    source = now.known.source_of[person.source_id]
    add_field(
        person,
        label=label,
        category=category,
        value=value,
        source_id=source.id,
        source_key=source.key,
        at=now.at,
        by=now.staff,
        channel="staff",
    )


def _look(now: Moment, person: Person, reason: str) -> None:
    note_look(person.id, kind="view", staff=now.staff.name, role="officer", reason=reason, at=now.at)


def _end(now: Moment, person: Person, purpose_key: str) -> None:
    purpose = now.known.purpose(purpose_key)
    end_basis(person, purpose, comment="Ärendet är avslutat", at=now.at, by=now.staff, channel="staff")


def _lift(now: Moment, person: Person, purpose_key: str) -> None:
    record: Record = wished_record(now.known, purpose_key, "consent", now.known.source("phone"))
    told = Record(record.purpose, record.basis, record.source, evidence="Samtal, anteckning 2031", wording_version=1)
    day = now.at.astimezone(ZoneInfo(now.zone)).date()
    lift_no(person, told, dated=day, zone=now.zone, at=now.at, by=now.staff)


def _ask(now: Moment, person: Person, kind: Kind, words: str) -> None:
    request = receive(Asked(kind, words=words), person, at=now.at, by=PERSON, channel="page")
    deliver(request_letter("request_received", request, at=now.at), at=now.at)


def _told(
    now: Moment, person: Person, what: Change, seq: int, *, purpose: str = "", version: int | None = None
) -> None:
    letter = choices_changed(person, what, reference=str(seq), purpose_key=purpose, wording_version=version, at=now.at)
    deliver(letter, at=now.at)


ACTS: Final[Mapping[str, Callable[..., None]]] = {
    "record": _record,
    "consent": _consent,
    "stop": _stop,
    "object": _stop,
    "stop_all": _stop_all,
    "topics": _topics,
    "pause": _pause,
    "change": _change,
    "field": _field,
    "look": _look,
    "end": _end,
    "lift": _lift,
    "ask": _ask,
}
"""What a step of a figure names -> how it is done."""
