"""The person's own page: every purpose at a glance."""

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from portal.legal_bases.queries import basis_rows, catalogue
from portal.people.rules import masked_email
from portal.web.subject.cards import cards, sends_marketing
from portal.web.subject.gate import current_visit

bp = Blueprint("hub", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what the person's data is used for."""
    visit = current_visit()
    zone = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    shown = cards(visit, basis_rows(visit.person_id), catalogue(), zone)
    can_stop = visit.marketing_objected_at is None or sends_marketing(shown)
    return render_template("subject/hub.html", visit=visit, masked=masked_email(visit.email), cards=shown, can_stop=can_stop, language=g.language)
