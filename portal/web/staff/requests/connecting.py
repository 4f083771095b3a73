"""Connect a request from somebody unknown with the person in the portal that it turned out to be."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_requests.actions import connect
from portal.access_requests.queries import locked_request, request_named
from portal.extensions import db
from portal.people.finding import search
from portal.people.queries import locked_person
from portal.people.rules import tidy
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.card import to_card

FOUND = 10
"""People shown at most; more words narrow it down."""
LONGEST = 200

bp = belongs_to(
    Blueprint("request_connecting", __name__, url_prefix=f"{ONE_REQUEST}/person"), "requests", only_changes=True
)


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Search for the person."""
    found = request_named(reference)
    words = tidy(request.args.get("q", found.email or found.name))[:LONGEST]
    people = search(words, most=FOUND) if words else []
    return render_template("staff/requests/connect.html", request_shown=found, people=people, q=words)


@bp.post("")
def save(reference: str) -> ResponseReturnValue:
    """Connect the request with the person."""
    person = locked_person(max(request.form.get("person", 0, type=int), 0))
    connect(locked_request(reference), person, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The request is connected with the person."))
    return to_card(reference)
