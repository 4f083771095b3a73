"""Decide on an objection outside marketing (GDPR art. 21(1)), with reasons that the person is told."""

from typing import NamedTuple

from flask import Blueprint, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import AnyOf

from portal import clock
from portal.access_requests.actions import check_open, mark_answered
from portal.access_requests.assessing import go_on, objected_purposes
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import locked_request, request_named
from portal.extensions import db
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.mail.letters.about_requests import request_letter
from portal.people.models import Person
from portal.people.queries import locked_person, person_by_id
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.acting import said
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.answering import request_of_kind, shown_with
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.forms import WordsForm, words_field
from portal.web.staff.requests.steps import handles
from portal.web.staff.requests.words import REQUEST_LABELS

bp = belongs_to(
    Blueprint("request_objecting", __name__, url_prefix=f"{ONE_REQUEST}/objection"), "requests", only_changes=True
)
handles("objection", "staff.request_objecting.ask")


class DecisionForm(WordsForm):
    """Whether the use goes on, and why."""

    outcome = RadioField(_l("Decision"), validate_choice=False)
    words = words_field(_l("Reasons"), _l("Give the reasons: the person has a right to know them."))


class Assessed(NamedTuple):
    """What the objection is about."""

    purpose: Purpose | None
    """None: the request names none, or none that is used."""
    is_paused: bool
    """Whether the use is stopped because of the objection, and could go on."""


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Show what was objected to and what speaks for the use, and ask for the decision."""
    found = request_of_kind(reference, "objection")
    check_open(found)
    return _page(reference, _form(_assessed(found, person_by_id(found.person_id or 0))))


@bp.post("")
def decide(reference: str) -> ResponseReturnValue:
    """Keep the decision, tell the person, and close the request as answered."""
    at, person = clock.now(), locked_person(request_of_kind(reference, "objection").person_id or 0)
    what = _assessed(request_named(reference), person)
    form = _form(what)
    if not form.validate():
        return _page(reference, form, status=422)
    found, reasons, by = locked_request(reference, version=form.version.data), form.words.data, current_actor()
    if form.outcome.data == "rejected" and what.purpose is not None:
        go_on(person, what.purpose, reasons, catalogue(), at=at, by=by, channel="staff")
    facts = {"purpose": what.purpose.key if what.purpose else ""}
    mark_answered(found, outcome=form.outcome.data, text=reasons, facts=facts, at=at, by=by, channel="staff")
    told = {**facts, "outcome": form.outcome.data}
    sent = request_letter("objection_decided", found, text=reasons, more=told, at=at)
    db.session.commit()
    flash(said(_("The decision is kept."), sent=sent is not None))
    return to_card(reference)


def _assessed(found: AccessRequest, person: Person) -> Assessed:
    """Return the purpose that the request names, else the one that is paused, and whether it could go on."""
    known = catalogue()
    paused = objected_purposes(person, known)
    named = [purpose for purpose in known.all_purposes if purpose.key == found.purpose] or paused[:1]
    purpose = named[0] if named else None
    return Assessed(purpose, purpose in paused)


def _form(what: Assessed) -> DecisionForm:
    """Return the form with the decisions that there are: what is not paused by an objection can't go on."""
    form = DecisionForm()
    form.outcome.choices = [("upheld", _("The person is right: the use stays stopped"))]
    if what.is_paused:
        form.outcome.choices.append(("rejected", _("Our reasons weigh more: the use goes on")))
    form.outcome.validators = [AnyOf([key for key, _name in form.outcome.choices], _("Choose the decision."))]
    return form


def _page(reference: str, form: DecisionForm, *, status: int = 200) -> ResponseReturnValue:
    person = shown_with(reference, "objection", form)
    found = request_named(reference)
    page = render_template(
        "staff/requests/assess.html",
        request_shown=found,
        person=person,
        form=form,
        what=_assessed(found, person),
        back=url_for("staff.request.show", reference=reference),
        labels=REQUEST_LABELS,
        language=g.language,
    )
    return page, status
