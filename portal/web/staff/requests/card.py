"""One request: whose it is, when its answer is due, what can be done, and what has happened."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access_answers.queries import delivery_of
from portal.access_requests.actions import add_note, assign, begin_work
from portal.access_requests.deadlines import first_due
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import locked_request, request_named, timeline
from portal.access_requests.rules import may_extend
from portal.accounts.models import StaffUser
from portal.accounts.queries import all_staff
from portal.accounts.rules import may
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.mail.letters.about_requests import language_of
from portal.people.models import Person
from portal.settings.queries import current_organisation
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import belongs_to, current_actor, current_staff_user
from portal.web.staff.people.looking import looked_at
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.forms import NoteForm, OwnerForm
from portal.web.staff.requests.steps import answering_step
from portal.web.staff.requests.words import REQUEST_LABELS, rows

HANDLED = _l("A request of yours was worked on")

bp = belongs_to(Blueprint("request", __name__, url_prefix=ONE_REQUEST), "requests")


@bp.get("")
def show(reference: str) -> ResponseReturnValue:
    """Show the request."""
    return card_page(reference)


@bp.post("/begin")
def begin(reference: str) -> ResponseReturnValue:
    """Take the request on."""
    found = locked_request(reference)
    begin_work(found, owner_id=current_staff_user().id, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The work has begun. The request can't be taken back any more."))
    return to_card(reference)


@bp.get("/owner")
@bp.get("/notes")
def back(reference: str) -> ResponseReturnValue:
    """Lead to the request, where these forms stand."""
    return to_card(request_named(reference).reference)


@bp.post("/owner")
def give(reference: str) -> ResponseReturnValue:
    """Give the request to somebody else."""
    form = owner_form(OwnerForm(), all_staff())
    if not form.validate():
        return card_page(reference, owner=form, status=422)
    found = locked_request(reference, version=form.version.data)
    owner_id = int(form.owner.data) if form.owner.data else None
    assign(found, owner_id, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The owner is changed."))
    return to_card(reference)


@bp.post("/notes")
def note(reference: str) -> ResponseReturnValue:
    """Keep a note, whatever has happened meanwhile."""
    form = NoteForm()
    if not form.validate():
        return card_page(reference, note=form, status=422)
    found = locked_request(reference)
    add_note(found, form.words.data, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The note is kept."))
    return to_card(reference)


def to_card(reference: str) -> ResponseReturnValue:
    """Return the way back to the request."""
    return redirect(url_for("staff.request.show", reference=reference), 303)


def requester_shown(found: AccessRequest) -> Person | None:
    """Return who makes the request, for a page that shows them, and note the look; None outside the portal.

    Whatever was changed and not committed is taken back.
    """
    return looked_at(found.person_id, why=HANDLED) if found.person_id is not None else None


def owner_form(form: OwnerForm, staff: list[StaffUser]) -> OwnerForm:
    """Return the form with everybody who may own a request."""
    able = [user for user in staff if user.active and may(user.role, "requests", change=True)]
    form.owner.flags.required = True  # nobody is a choice, too
    form.owner.choices = [("", _("Nobody")), *((str(user.id), user.name or user.email) for user in able)]
    return form


def card_page(
    reference: str, *, owner: OwnerForm | None = None, note: NoteForm | None = None, status: int = 200, **facts: Any
) -> ResponseReturnValue:
    """Return the request's page as it stands now; forms that were filled in keep what was written."""
    person = requester_shown(request_named(reference))
    found, staff, today = request_named(reference), all_staff(), clock.today(current_organisation().time_zone)
    [row] = rows([found], {person.id: person} if person else {}, staff, today)
    if owner is None:
        owner = owner_form(OwnerForm(None, owner=str(found.owner_id or "")), staff)
    page = render_template(
        "staff/requests/card.html",
        row=row,
        request_shown=found,
        delivered=delivery_of(found.id) is not None,
        person=person,
        step=answering_step(found),
        can_extend=may_extend(today, first_due=first_due(found, today), extended=found.extended, state=found.state),
        first_due=first_due(found, today),
        happened=timeline(found.id),
        owner_form=owner,
        note_form=note or NoteForm(None),
        form=note or owner,
        purpose=next((item for item in catalogue().all_purposes if item.key == found.purpose), None),
        language=g.language,
        written_in=dict(OWN_NAMES)[language_of(found)],
        labels=REQUEST_LABELS,
        owners={user.id: user for user in staff},
        **({"told": "", "typed": []} | facts),
    )
    return page, status
