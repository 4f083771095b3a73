"""Play the demo's two years into an empty portal, in the order in which things happened."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from sqlalchemy import select

from portal.accounts.actions import add_staff_user
from portal.accounts.queries import has_staff
from portal.extensions import db
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, Actor
from portal.legal_bases.queries import catalogue
from portal.mail.letters.queued import confirm_registration
from portal.people.actions import register
from portal.people.models import Person
from portal.people.rules import CORE_FIELDS
from portal.settings.actions import change_settings
from portal.settings.first_day import HIDDEN
from portal.settings.models import Setting
from portal.settings.queries import current_organisation
from portal.shipped.demo.acts import ACTS, Moment
from portal.shipped.demo.organisation import ADMINISTRATOR, SETTINGS, STAFF
from portal.shipped.demo.people import FIGURES, SHOWN, Figure, Step
from portal.shipped.demo.post import deliver
from portal.shipped.demo.web_form import add_newsletter

AGE: Final = timedelta(days=760)
"""How long ago the demo's portal was set up."""
SIGN: Final = "demo"
"""The setting that tells a demo from a portal in earnest."""
CLERKS: Final = (Actor("staff", "karin.holm@example.se"), Actor("staff", ADMINISTRATOR))
FROM_OUTSIDE: Final[dict[str, tuple[Actor, Channel]]] = {
    "api": (Actor("api", "Webbshop"), "api"),
    "web_form": (SYSTEM, "form"),
}
"""Sources whose people are not registered by staff."""
CONFIRMED: Final = timedelta(minutes=20)
"""After the registration, when what was chosen with it is recorded too."""
WORKING_DAY: Final = 8 * 3600
"""Seconds."""


class NotEmpty(Exception):
    """The portal holds people or staff of its own."""


class Event(NamedTuple):
    """Something that happens to one of the figures; the position keeps an order where moments are the same."""

    at: datetime
    position: int
    number: int
    step: Step


def is_demo() -> bool:
    """Tell whether the portal is filled with the demo."""
    return db.session.get(Setting, SIGN) is not None


def check_empty() -> None:
    """Make sure that the demo mixes with nobody's data.

    :raises NotEmpty: there are people or staff
    """
    if has_staff() or db.session.scalar(select(Person.id).limit(1)) is not None:
        raise NotEmpty


def play(password_hash: str, *, at: datetime) -> None:
    """Fill an empty portal with the organisation, its staff and its people, as if two years had passed.

    :param at: the present moment, which the histories lead up to
    """
    begun = at - AGE + timedelta(hours=1)
    change_settings({**SETTINGS, SIGN: True, HIDDEN: True}, at=begun, by=SYSTEM, channel="cli")
    for email, name, role, language in STAFF:
        own = password_hash if email == ADMINISTRATOR else None
        add_staff_user(email, role, name=name, language=language, password_hash=own, at=begun, by=SYSTEM, channel="cli")
    add_newsletter(at=begun, by=CLERKS[1])
    zone = current_organisation().time_zone
    people: dict[int, Person] = {}
    for event in sorted(_events(at)):
        now = Moment(event.at, CLERKS[event.number % len(CLERKS)], catalogue(), zone)
        figure, step = FIGURES[event.number], event.step
        if step.act == "register":
            people[event.number] = _registered(figure, now)
        elif step.act == "confirm":
            letter = confirm_registration(people[event.number], at=event.at)
            deliver(letter, at=event.at, bounces=figure.bounces)
        elif step.act in ACTS:
            ACTS[step.act](now, people[event.number], *step.needs)
    db.session.flush()


def shown_people() -> list[Person]:
    """Return the people whose pages are worth opening first, as far as they are still there."""
    people = db.session.scalars(select(Person).order_by(Person.id).limit(len(FIGURES))).all()
    return [person for number in SHOWN for person in people if person.email == FIGURES[number].email]


def _events(at: datetime) -> Iterator[Event]:
    dice = Random(2026)  # noqa: S311 - the same invented times every time
    for number, figure in enumerate(FIGURES):
        morning = (at - timedelta(days=figure.age)).replace(hour=8, minute=0, second=0, microsecond=0)
        registered = min(morning + timedelta(seconds=dice.randrange(WORKING_DAY)), at - timedelta(hours=20))
        yield Event(registered, 0, number, Step(0, "register"))
        yield Event(registered + CONFIRMED, 0, number, Step(0, "confirm"))
        for position, step in enumerate(figure.steps, 1):
            later = timedelta(days=step.day, minutes=position, seconds=dice.randrange(3600) if step.day else 0)
            yield Event(registered + later, position, number, step)


def _registered(figure: Figure, now: Moment) -> Person:
    source = now.known.source(figure.source)
    by, channel = FROM_OUTSIDE.get(figure.source, (now.staff, "staff"))
    values = {name: getattr(figure, name) for name in CORE_FIELDS}
    return register(values, source_id=source.id, source_key=source.key, at=now.at, by=by, channel=channel)
