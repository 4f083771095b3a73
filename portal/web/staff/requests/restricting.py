"""Answer a request for restriction (GDPR art. 18)."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_requests.actions import check_open, mark_answered
from portal.access_requests.queries import locked_request
from portal.extensions import db
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.answering import request_of_kind, shown_with
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.restriction_page import RestrictForm, carry_out, restriction_page
from portal.web.staff.requests.steps import handles

bp = belongs_to(
    Blueprint("request_restricting", __name__, url_prefix=f"{ONE_REQUEST}/restriction"), "requests", only_changes=True
)
handles("restriction", "staff.request_restricting.ask")


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Say what it means, and ask why."""
    check_open(request_of_kind(reference, "restriction"))
    return _page(reference, RestrictForm())


@bp.post("")
def save(reference: str) -> ResponseReturnValue:
    """Restrict the use, or lift the restriction, and close the request as answered."""
    form, at, lifts = RestrictForm(), clock.now(), "lift" in request.form
    person = locked_person(request_of_kind(reference, "restriction").person_id or 0)
    if not form.validate():
        return _page(reference, form, status=422)
    found = locked_request(reference, version=form.version.data)
    outcome = "lifted" if lifts else "restricted"
    mark_answered(found, outcome=outcome, text=form.words.data, at=at, by=current_actor(), channel="staff")
    flash(carry_out(person, form, lifts=lifts, at=at))
    db.session.commit()
    return to_card(reference)


def _page(reference: str, form: RestrictForm, *, status: int = 200) -> ResponseReturnValue:
    person = shown_with(reference, "restriction", form)
    return restriction_page(person, form, back=url_for("staff.request.show", reference=reference), status=status)
