"""Add, change, deactivate and restore forms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.texts import Texts
from portal.web_forms.models import WebForm
from portal.web_forms.rules import DEFAULT_SOURCE, Asking


class KeyTaken(ValueError):
    """Another form has that key."""


@dataclass(frozen=True)
class Design:
    """Everything about a form but its key."""

    texts: Texts
    asked: Mapping[str, Asking]
    purposes: tuple[str, ...]
    topics: tuple[str, ...] = ()
    source: str = DEFAULT_SOURCE

    def values(self) -> dict[str, Any]:
        """Return the columns, as they are stored."""
        return {**asdict(self), "purposes": list(self.purposes), "topics": list(self.topics)}


def add_form(key: str, design: Design, *, at: datetime, by: Actor, channel: Channel = "staff") -> WebForm:
    """Add a form.

    :raises KeyTaken: there is one of that key
    """
    append([], at=at, by=by, channel=channel)  # whoever adds another at the same time waits and sees
    if db.session.scalar(select(WebForm.id).where(WebForm.key == key)) is not None:
        raise KeyTaken(key)
    form = WebForm(key=key, active=True, **design.values())
    db.session.add(form)
    _enter("form.added", key, {"new": design.values()}, at=at, by=by, channel=channel)
    return form


def change_form(form: WebForm, design: Design, *, at: datetime, by: Actor, channel: Channel = "staff") -> bool:
    """Keep what differs, and tell whether anything did; lock the form first."""
    new = {name: value for name, value in design.values().items() if getattr(form, name) != value}
    if not new:
        return False
    old = {name: getattr(form, name) for name in new}
    for name, value in new.items():
        setattr(form, name, value)
    _enter("form.changed", form.key, {"old": old, "new": new}, at=at, by=by, channel=channel)
    return True


def set_active(form: WebForm, *, active: bool, at: datetime, by: Actor, channel: Channel = "staff") -> bool:
    """Take the form out of use, or into use again, and tell whether that changed anything; lock it first."""
    if form.active is active:
        return False
    form.active = active
    event = "form.restored" if active else "form.deactivated"
    _enter(event, form.key, {"old": {"active": not active}, "new": {"active": active}}, at=at, by=by, channel=channel)
    return True


def _enter(event: str, key: str, details: dict[str, Any], *, at: datetime, by: Actor, channel: Channel) -> None:
    append([Draft(event, details={"form": key, **details})], at=at, by=by, channel=channel)
    forget_version()
