"""Everything that is stored about the person."""

from datetime import date

from babel import Locale
from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal.customers.queries import sales_of
from portal.legal_bases.queries import catalogue
from portal.people.queries import data_fields, person_by_id
from portal.people.rules import CORE_FIELDS
from portal.settings.queries import current_organisation
from portal.web.subject.cards import cards
from portal.web.subject.gate import current_visit

bp = Blueprint("data", __name__, url_prefix="/data")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show each stored item with where it came from and how long it is kept."""
    visit = current_visit()
    person = person_by_id(visit.person_id)
    zone = current_organisation().time_zone
    ends = [card.until for card in cards(visit, visit.bases, catalogue(), zone) if isinstance(card.until, date)]
    locale = Locale.parse(g.language)
    return render_template(
        "subject/data.html",
        visit=visit,
        person=person,
        core=[(name, getattr(person, name)) for name in CORE_FIELDS if getattr(person, name)],
        fields=data_fields(person.id),
        sales=sales_of(person.id),
        sources=catalogue().source_of,
        until=max(ends, default=None),
        country_name=lambda code: locale.territories.get(code, code),
        language_name=lambda code: locale.languages.get(code, code),
    )
