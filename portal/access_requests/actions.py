"""Receive requests, work on them and close them; each act stands in the ledger and on the request's timeline."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from portal.access_requests.deadlines import answer_due, local_day
from portal.access_requests.entering import Change, enter
from portal.access_requests.models import AccessRequest, RequestEvent
from portal.access_requests.queries import open_requests_of
from portal.access_requests.rules import Kind, State, Way, may_take_back
from portal.extensions import db
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.people.models import Person

ANEW: Collection[Kind] = ("correction", "question")
"""Kinds of which somebody may have several open at once, as long as they say different things."""


class AlreadyAsked(Exception):
    """The same is asked for already, and not answered yet."""

    def __init__(self, request: AccessRequest) -> None:
        """Keep the request that there is."""
        super().__init__(request.reference)
        self.request = request


class AlreadyClosed(Exception):
    """The request was answered, refused or taken back."""


class AlreadyConnected(Exception):
    """The request is somebody's already."""


class WorkHasBegun(Exception):
    """Somebody works on the request, so it can't be taken back any more."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, already checked."""

    kind: Kind
    way: Way = "portal"
    received_on: date | None = None
    """The day of receipt where the organisation is; None for today."""
    purpose: str = ""
    """The key of the purpose that it is about, or empty."""
    words: str = ""
    name: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    """Name, addresses and language of somebody who is not in the portal."""


def receive(
    asked: Asked,
    person: Person | None,
    *,
    owner_id: int | None = None,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> AccessRequest:
    """Keep a request and set the day on which its answer is due (GDPR art. 12(3)); lock the person first.

    :param person: whose request it is, or None for somebody who is not in the portal
    :raises AlreadyAsked: the person has asked for the same and waits for the answer
    """
    if person is not None:
        refuse_twice(asked, person.id)
    received = asked.received_on or local_day(at)
    request = AccessRequest(
        kind=asked.kind,
        state="received",
        person_id=person.id if person else None,
        way=asked.way,
        purpose=asked.purpose,
        words=asked.words,
        **({} if person else {"name": asked.name, "email": asked.email, "address": asked.address}),
        language="" if person else asked.language,
        received_on=received,
        received_at=at,
        entered_by=str(by),
        owner_id=owner_id,
        due_on=answer_due(received),
        version=0,
    )
    db.session.add(request)
    db.session.flush()
    facts = {"way": asked.way, "received_on": str(received), "due_on": str(request.due_on)}
    if asked.purpose:
        facts["purpose"] = asked.purpose
    enter(request, Change("received", facts=facts), at=at, by=by, channel=channel)
    return request


def refuse_twice(asked: Asked, person_id: int) -> None:
    """Check that the person does not wait for the same answer already.

    :raises AlreadyAsked: they do
    """
    for request in open_requests_of(person_id):
        same = request.kind == asked.kind and request.purpose == asked.purpose
        if same and (asked.kind not in ANEW or request.words == asked.words):
            raise AlreadyAsked(request)


def begin_work(request: AccessRequest, *, owner_id: int | None, at: datetime, by: Actor, channel: Channel) -> None:
    """Take the request on, once: from now on it can't be taken back; lock it first.

    :param owner_id: the staff user who becomes its owner if it has none
    :raises AlreadyClosed: there is nothing left to do
    """
    check_open(request)
    if request.state != "received":
        return
    owner = {"owner_id": owner_id} if request.owner_id is None and owner_id is not None else {}
    enter(request, Change("begun", {"state": "working", **owner}), at=at, by=by, channel=channel)


def assign(request: AccessRequest, owner_id: int | None, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Give the request to another member of staff, or to nobody; lock it first."""
    if request.owner_id != owner_id:
        enter(request, Change("assigned", {"owner_id": owner_id}, shown=False), at=at, by=by, channel=channel)


def add_note(request: AccessRequest, text: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Keep a note that staff alone see; a form that was opened before stays good."""
    enter(request, Change("noted", text=text, shown=False, outdates=False), at=at, by=by, channel=channel)


def connect(request: AccessRequest, person: Person, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Note that a request from somebody unknown is this person's; lock the person, then the request.

    :raises AlreadyClosed: there is nothing left to do
    :raises AlreadyConnected: it is known already whose it is
    """
    check_open(request)
    if request.person_id is not None:
        raise AlreadyConnected(request.reference)
    request.person_id = person.id
    request.name = request.email = request.address = ""
    enter(request, Change("connected"), at=at, by=by, channel=channel)


def mark_answered(
    request: AccessRequest,
    *,
    outcome: str = "answered",
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> None:
    """Close the request as answered; lock it first.

    :param outcome: what the answer was, in a word that the timeline knows
    :param text: what the person was told in words
    :param facts: days and keys that belong to the answer, nothing about a person
    :raises AlreadyClosed: it is closed already
    """
    _close(request, "answered", text, {"outcome": outcome, **(facts or {})}, at=at, by=by, channel=channel)


def refuse(request: AccessRequest, reasons: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Close the request as refused, with reasons that the person is told (GDPR art. 12(4)); lock it first.

    :raises AlreadyClosed: it is closed already
    """
    _close(request, "refused", reasons, at=at, by=by, channel=channel)


def take_back(request: AccessRequest, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Close the request because the person no longer asks; lock it first.

    :raises AlreadyClosed: it is closed already
    :raises WorkHasBegun: somebody works on it
    """
    check_open(request)
    if not may_take_back(request.state):
        raise WorkHasBegun(request.reference)
    _close(request, "taken_back", at=at, by=by, channel=channel)


def forget_person(person_id: int, *, at: datetime, by: Actor, channel: Channel) -> int:
    """Leave of the person's requests only that they were made and how they ended, and return how many there are.

    One that is still open ends; mark the request for erasure answered before. Lock the person first.
    """
    return forget_people([person_id], at=at, by=by, channel=channel)


def forget_people(person_ids: Collection[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    """Forget as ``forget_person`` does, for a few thousand people at a time."""
    statement = (
        select(AccessRequest)
        .where(AccessRequest.person_id.in_(sorted(person_ids)))
        .order_by(AccessRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).all()
    for request in found:
        if request.is_open:
            _close(request, "erased", at=at, by=by, channel=channel)
        request.person_id = None
        request.words = request.name = request.email = request.address = ""
        request.version += 1
    texts = update(RequestEvent).where(RequestEvent.request_id.in_([request.id for request in found]))
    if found:
        db.session.execute(texts.values(text=""))
    return len(found)


def check_open(request: AccessRequest) -> None:
    """Check that there is something left to do.

    :raises AlreadyClosed: there is not
    """
    if not request.is_open:
        raise AlreadyClosed(request.reference)


def _close(
    request: AccessRequest,
    state: State,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    *,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> None:
    check_open(request)
    new = {"state": state, "closed_at": at, "paused_on": None}
    enter(request, Change(state, new, facts or {}, text), at=at, by=by, channel=channel)
