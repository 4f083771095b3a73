"""Ask for something by right: no reason, no code and no second step is needed."""

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_requests.actions import AlreadyAsked, Asked, receive
from portal.access_requests.deadlines import answer_due
from portal.access_requests.models import AccessRequest
from portal.access_requests.objections import objectionable, stop_objected_use
from portal.access_requests.rules import KINDS, Kind
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.queries import catalogue
from portal.mail.letters.about_requests import request_letter
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.settings.queries import current_organisation
from portal.web.subject.gate import current_visit
from portal.web.subject.requests.form import AskingForm, asking_form
from portal.web.subject.requests.kinds import ASKING

bp = Blueprint("asking", __name__, url_prefix="/requests/new/<kind>")


@bp.get("")
def show(kind: str) -> ResponseReturnValue:
    """Show what asking means, and the button."""
    return _page(_kind(kind), _form(_kind(kind)))


@bp.post("")
def ask(kind: str) -> ResponseReturnValue:
    """Keep the request and show it; the same asked twice is one request."""
    known, at = _kind(kind), clock.now()
    person = locked_person(current_visit().person_id)
    form = _form(known)
    if not form.fits(ASKING[known]):
        return _page(known, form, status=422)
    asked = Asked(known, purpose=form.purpose.data or "", words=form.words.data)
    try:
        request = _received(asked, person, at)
    except AlreadyAsked as fault:
        request = fault.request
    reference = request.reference
    db.session.commit()
    return redirect(url_for("subject.me.following.show", reference=reference), 303)


def _received(asked: Asked, person: Person, at: datetime) -> AccessRequest:
    if asked.kind == "objection":
        stop_objected_use(person, asked, catalogue(), at=at, by=PERSON, channel="page")
    request = receive(asked, person, at=at, by=PERSON, channel="page")
    request_letter("request_received", request, at=at)
    return request


def _kind(text: str) -> Kind:
    if text not in KINDS:
        abort(404)
    return text


def _form(kind: Kind) -> AskingForm:
    purposes = objectionable(current_visit().person_id, catalogue()) if kind == "objection" else []
    return asking_form(ASKING[kind], purposes)


def _page(kind: Kind, form: AskingForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "subject/requests/ask.html",
        kind=kind,
        asking=ASKING[kind],
        form=form,
        due=answer_due(clock.today(current_organisation().time_zone)),
    )
    return page, status
