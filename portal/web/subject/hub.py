"""The person's own page: every purpose at a glance."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.legal_bases.queries import catalogue
from portal.links.queries import Visit
from portal.people.rules import masked_email
from portal.settings.queries import current_organisation
from portal.web.filters import day
from portal.web.forms import page_token
from portal.web.shapes import filled_page, slot
from portal.web.subject.cards import Card, cards, sends_marketing
from portal.web.subject.gate import current_visit

bp = Blueprint("hub", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what the person's data is used for."""
    visit = current_visit()
    shown = cards(visit, visit.bases, catalogue(), current_organisation().time_zone)
    can_stop = visit.marketing_objected_at is None or sends_marketing(shown)
    shape = (can_stop, visit.restricted_at is not None, visit.expires_at is not None, *(card.shape for card in shown))
    values = _values(visit, shown)
    return filled_page("subject/hub.html", shape, lambda: {**_facts(values, shown), "can_stop": can_stop}, values)


def _values(visit: Visit, shown: list[Card]) -> dict[str, str]:
    """Return everything on the page that is the person's own."""
    values: dict[str, str] = {"csrf": page_token(), "masked": masked_email(visit.email)}
    for number, card in enumerate(shown):
        for name, on in (("since", card.since), ("until", card.until)):
            if isinstance(on, date):
                values[f"{name}{number}"] = day(on)
    moments = (
        ("link_until", visit.expires_at),
        ("restricted_since", visit.restricted_at),
        ("stopped_since", visit.marketing_objected_at),
    )
    values.update((name, day(at)) for name, at in moments if at)
    return values


def _facts(values: Mapping[str, str], shown: list[Card]) -> dict[str, Any]:
    """Return what the template needs, with a slot for everything that is the person's own."""
    own = {name: slot(name) if name in values else None for name in ("link_until", "restricted_since", "stopped_since")}
    alike = [
        card.with_days(lambda name, _, number=number: slot(f"{name}{number}"))  # type: ignore[misc]
        for number, card in enumerate(shown)
    ]
    return {**own, "masked": slot("masked"), "csrf_token": lambda: slot("csrf"), "cards": alike}
