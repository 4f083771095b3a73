"""Enter a request that came otherwise than through the portal, also from somebody who is not in it."""

import secrets
from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_requests.actions import AlreadyAsked, receive
from portal.access_requests.objections import stop_objected_use
from portal.extensions import db
from portal.ledger.actions import append
from portal.legal_bases.queries import catalogue
from portal.limits.actions import spend, try_key
from portal.mail.letters.about_requests import request_letter
from portal.people.finding import search
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.people.rules import tidy
from portal.settings.queries import current_organisation
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.looking import looked_at
from portal.web.staff.requests.acting import said
from portal.web.staff.requests.card import HANDLED, to_card
from portal.web.staff.requests.connecting import FOUND, LONGEST
from portal.web.staff.requests.entering_form import OutsiderForm, RequestForm

ONCE = (1, timedelta(days=1))

bp = belongs_to(Blueprint("new_request", __name__, url_prefix="/requests/new"), "requests", only_changes=True)


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask who makes the request; once that is chosen, show the empty form."""
    kind, person_id = _chosen()
    if kind is not None:
        return _page(_form(kind), person_id)
    words = tidy(request.args.get("q", ""))[:LONGEST]
    people = search(words, most=FOUND) if words else []
    return render_template("staff/requests/who.html", people=people, q=words)


@bp.post("")
def save() -> ResponseReturnValue:
    """Enter the request; a person's objection stops the use at once."""
    kind, person_id = _chosen()
    if kind is None:
        return redirect(url_for(".show"), 303)
    form = _form(kind)
    if not form.validate():
        return _page(form, person_id, status=422)
    return _entered(form, locked_person(person_id) if person_id is not None else None, clock.now())


def _chosen() -> tuple[type[RequestForm] | None, int | None]:
    """Return the form for whoever the address names, with the person's id if they are in the portal."""
    person_id = request.args.get("person", type=int)
    if person_id is not None:
        return RequestForm, max(person_id, 0)
    return (OutsiderForm if "outside" in request.args else None), None


def _entered(form: RequestForm, person: Person | None, at: datetime) -> ResponseReturnValue:
    by, asked = current_actor(), form.asked()
    append([], at=at, by=by, channel="staff")  # a double press waits here, and sees the first
    if form.token.data and not spend(try_key("new_request", form.token.data), ONCE, at=at):
        flash(_("This form was saved already. The request was entered once."))
        return redirect(url_for("staff.requests.show"), 303)
    if person is not None and asked.kind == "objection":
        stop_objected_use(person, asked, catalogue(), at=at, by=by, channel="staff")
    try:
        found = receive(asked, person, at=at, by=by, channel="staff")
    except AlreadyAsked as fault:
        reference = fault.request.reference
        db.session.commit()
        flash(_("The same was asked for already, and waits for its answer: this is the request."), "warning")
        return to_card(reference)
    sent, reference = request_letter("request_received", found, at=at), found.reference
    db.session.commit()
    flash(said(_("The request is entered: %(reference)s.", reference=reference), sent=sent is not None))
    return to_card(reference)


def _form(kind: type[RequestForm]) -> RequestForm:
    form = kind(received_on=clock.today(current_organisation().time_zone))
    form.offering(catalogue())
    return form


def _page(form: RequestForm, person_id: int | None, *, status: int = 200) -> ResponseReturnValue:
    form.token.data = form.token.data or secrets.token_urlsafe(16)
    person = looked_at(person_id, why=HANDLED) if person_id is not None else None
    today = clock.today(current_organisation().time_zone)
    page = render_template("staff/requests/new.html", form=form, person=person, today=today, language=g.language)
    return page, status
