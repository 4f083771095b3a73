"""Answer a request for erasure: what goes, what stays, and the button."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_requests.actions import check_open, mark_answered
from portal.access_requests.queries import locked_request
from portal.erasure.queries import duties
from portal.extensions import db
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.answering import request_of_kind, shown_with
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.erasure_page import ErasureForm, carry_out, erasure_page
from portal.web.staff.requests.steps import handles

bp = belongs_to(
    Blueprint("request_erasing", __name__, url_prefix=f"{ONE_REQUEST}/erasure"), "requests", only_changes=True
)
handles("erasure", "staff.request_erasing.ask")


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Show what goes and what stays."""
    check_open(request_of_kind(reference, "erasure"))
    return _page(reference, ErasureForm(words=_("Request %(reference)s", reference=reference)))


@bp.post("")
def erase(reference: str) -> ResponseReturnValue:
    """Close the request as answered, and erase the person."""
    form, at = ErasureForm(), clock.now()
    person = locked_person(request_of_kind(reference, "erasure").person_id or 0)
    if not form.fits(person):
        return _page(reference, form, status=422)
    found = locked_request(reference, version=form.version.data)
    outcome = "reduced" if duties(person) else "erased"
    mark_answered(found, outcome=outcome, at=at, by=current_actor(), channel="staff")
    flash(carry_out(person, form, at=at))
    db.session.commit()
    return to_card(reference)


def _page(reference: str, form: ErasureForm, *, status: int = 200) -> ResponseReturnValue:
    person = shown_with(reference, "erasure", form)
    return erasure_page(person, form, back=url_for("staff.request.show", reference=reference), status=status)
