"""The person's own page: every purpose at a glance."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from portal.legal_bases.queries import basis_rows, catalogue
from portal.links.queries import Visit
from portal.people.rules import masked_email
from portal.web.filters import day
from portal.web.shapes import filled_page, slot
from portal.web.subject.cards import Card, cards, sends_marketing
from portal.web.subject.gate import current_visit

bp = Blueprint("hub", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what the person's data is used for."""
    visit = current_visit()
    shown = cards(visit, basis_rows(visit.person_id), catalogue(), current_app.config["BABEL_DEFAULT_TIMEZONE"])
    can_stop = visit.marketing_objected_at is None or sends_marketing(shown)
    shape = (can_stop, visit.restricted_at is not None, visit.expires_at is not None, *(card.shape for card in shown))
    return filled_page("subject/hub.html", shape, lambda: _facts(visit, shown, can_stop), _values(visit, shown))


def _facts(visit: Visit, shown: list[Card], can_stop: bool) -> Mapping[str, Any]:
    """Return what the template needs, with a slot for everything that is the person's own."""
    alike = [
        card._replace(since=card.since and slot(f"since{number}"), until=card.until and slot(f"until{number}"))
        for number, card in enumerate(shown)
    ]
    return {
        "cards": alike,
        "can_stop": can_stop,
        "csrf_token": lambda: slot("token"),
        "masked": slot("masked"),
        "link_until": visit.expires_at and slot("link_until"),
        "restricted_since": visit.restricted_at and slot("restricted_since"),
        "stopped_since": visit.marketing_objected_at and slot("stopped_since"),
    }


def _values(visit: Visit, shown: list[Card]) -> dict[str, str]:
    """Return what goes into the slots."""
    values: dict[str, str] = {"token": generate_csrf(), "masked": masked_email(visit.email)}
    for number, card in enumerate(shown):
        if card.since:
            values[f"since{number}"] = day(card.since)
        if card.until:
            values[f"until{number}"] = day(card.until)
    moments = {
        "link_until": visit.expires_at,
        "restricted_since": visit.restricted_at,
        "stopped_since": visit.marketing_objected_at,
    }
    values.update((name, day(at)) for name, at in moments.items() if at)
    return values
