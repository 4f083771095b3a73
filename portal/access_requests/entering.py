"""Enter what happens to a request: on its timeline and in the ledger, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.access_requests.models import AccessRequest, RequestEvent
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.people.models import Person


@dataclass(frozen=True)
class Change:
    """Something that happens to a request."""

    event: str
    new: Mapping[str, Any] = field(default_factory=dict)
    """The columns that it sets."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Days and keys that belong to it; nothing about a person."""
    text: str = ""
    shown: bool = True
    """Whether the person sees it on their page."""
    outdates: bool = True
    """Whether a form about the request that was opened before is stale."""


def enter(request: AccessRequest, change: Change, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Make the change, keep it on the request's timeline and in the ledger; lock the request first."""
    old = {name: getattr(request, name) for name in change.new}
    for name, value in change.new.items():
        setattr(request, name, value)
    if change.outdates:
        request.version += 1
    facts = dict(change.facts)
    if change.new:
        facts |= {"old": _plain(old), "new": _plain(change.new)}
    event = RequestEvent(
        request_id=request.id,
        at=at,
        event=change.event,
        by=str(by),
        facts=facts,
        text=change.text,
        shown=change.shown,
    )
    db.session.add(event)
    details = {"reference": request.reference, "kind": request.kind, **facts}
    draft = Draft(f"request.{change.event}", person_ref=_ref(request), details=details)
    append([draft], at=at, by=by, channel=channel)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _ref(request: AccessRequest) -> str | None:
    if request.person_id is None:
        return None
    return db.session.scalars(select(Person.ref).where(Person.id == request.person_id)).one_or_none()
