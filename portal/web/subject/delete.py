"""Ask for deletion: what goes, what stays and why, and what it means; then the button."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_requests.actions import AlreadyAsked, Asked, receive
from portal.access_requests.deadlines import answer_due
from portal.erasure.queries import duties, going
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.mail.letters.about_requests import request_letter
from portal.people.queries import locked_person, person_by_id
from portal.settings.queries import current_organisation
from portal.web.subject.gate import current_visit
from portal.web.subject.requests.form import AskingForm, asking_form
from portal.web.subject.requests.kinds import ASKING

bp = Blueprint("delete", __name__, url_prefix="/delete")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what goes and what stays."""
    return _page(asking_form(ASKING["erasure"]))


@bp.post("")
def ask() -> ResponseReturnValue:
    """Keep the request and show it; asked twice, it is one request."""
    form, at = asking_form(ASKING["erasure"]), clock.now()
    if not form.fits(ASKING["erasure"]):
        return _page(form, status=422)
    person = locked_person(current_visit().person_id)
    try:
        request = receive(Asked("erasure", words=form.words.data), person, at=at, by=PERSON, channel="page")
        request_letter("request_received", request, at=at)
    except AlreadyAsked as fault:
        request = fault.request
    reference = request.reference
    db.session.commit()
    return redirect(url_for("subject.me.following.show", reference=reference), 303)


def _page(form: AskingForm, *, status: int = 200) -> ResponseReturnValue:
    person = person_by_id(current_visit().person_id)
    page = render_template(
        "subject/delete.html",
        asking=ASKING["erasure"],
        form=form,
        going=going(person),
        duties=duties(person),
        due=answer_due(clock.today(current_organisation().time_zone)),
        language=g.language,
    )
    return page, status
