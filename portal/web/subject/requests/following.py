"""Follow what was asked for, and take it back until work on it has begun."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_answers.queries import delivery_of
from portal.access_requests.actions import AlreadyClosed, WorkHasBegun, take_back
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import NoSuchRequest, locked_request, request_named, requests_of, timeline
from portal.access_requests.rules import may_take_back
from portal.exports.request_words import request_event_label, request_kind_label, request_state_label
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.queries import catalogue
from portal.mail.letters.about_requests import request_letter
from portal.people.queries import locked_person
from portal.web.errors import error_page
from portal.web.subject.gate import current_visit
from portal.web.subject.requests.kinds import ASKING, PLACES

bp = Blueprint("following", __name__, url_prefix="/requests")
bp.register_error_handler(NoSuchRequest, lambda _: error_page("404", 404))

LABELS = {"event": request_event_label, "kind": request_kind_label, "state": request_state_label}


@bp.get("")
def overview() -> ResponseReturnValue:
    """Show what the person has asked for, and what can be asked for."""
    mine = requests_of(current_visit().person_id)
    return render_template("subject/requests/mine.html", requests=mine, asking=ASKING, places=PLACES, labels=LABELS)


@bp.get("/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """Show one request: by when it is answered, and what has happened."""
    return _page(_own(request_named(reference)))


@bp.post("/<reference>/take-back")
def cancel(reference: str) -> ResponseReturnValue:
    """Take the request back; once work has begun, the page says so instead."""
    at = clock.now()
    locked_person(current_visit().person_id)
    found = _own(locked_request(reference))
    try:
        take_back(found, at=at, by=PERSON, channel="page")
    except (AlreadyClosed, WorkHasBegun):
        db.session.rollback()
        return _page(_own(request_named(reference)), status=409)
    request_letter("request_taken_back", found, at=at)
    db.session.commit()
    return redirect(url_for(".show", reference=reference), 303)


def _own(found: AccessRequest) -> AccessRequest:
    """Return the request if it is the visitor's; somebody else's is not there."""
    if found.person_id != current_visit().person_id:
        raise NoSuchRequest(found.reference)
    return found


def _page(found: AccessRequest, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "subject/requests/one.html",
        request_shown=found,
        delivered=delivery_of(found.id) is not None,
        happened=[what for what in timeline(found.id) if what.shown],
        can_take_back=may_take_back(found.state),
        too_late=status == 409,
        purpose=next((item for item in catalogue().all_purposes if item.key == found.purpose), None),
        language=g.language,
        labels=LABELS,
    )
    return page, status
