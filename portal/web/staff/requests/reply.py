"""Close a request: answered in words, with the answer that nothing is held, or refused with reasons."""

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access_requests.actions import mark_answered, refuse
from portal.access_requests.queries import locked_request, request_named
from portal.extensions import db
from portal.mail.letters.about_requests import request_letter
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.acting import Act, act_page, said
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.forms import NothingForm, RefuseForm, ReplyForm
from portal.web.staff.requests.steps import answering_step, is_handled

REPLYING = Act(
    _l("Answer in words"),
    (_l("What you write is the answer, and the request is closed as answered."),),
    _l("Send the answer"),
)
NOTHING = Act(
    _l("We hold nothing"),
    (
        _l("That nothing is held is an answer, too: it says so, and the request is closed as answered."),
        _l("Search first, also in other systems and on paper, by every name and address that you were given."),
    ),
    _l("Answer that we hold nothing"),
    _l("Such as where you looked. The letter says the rest."),
)
REFUSING = Act(
    _l("Refuse with reasons"),
    (
        _l("A request may be refused only when the law allows it: such as one that is unfounded or excessive."),
        _l("The letter tells how to complain to the supervisory authority and that the matter can be taken to court."),
    ),
    _l("Refuse the request"),
)

bp = belongs_to(Blueprint("request_reply", __name__, url_prefix=ONE_REQUEST), "requests", only_changes=True)


@bp.get("/reply")
def ask(reference: str) -> ResponseReturnValue:
    """Ask for the answer; a kind with a page of its own is answered there."""
    found = request_named(reference)
    if is_handled(found):
        return redirect(answering_step(found).url)
    return act_page(REPLYING, ReplyForm(), reference)


@bp.post("/reply")
def answer(reference: str) -> ResponseReturnValue:
    """Answer in words."""
    form, at = ReplyForm(), clock.now()
    if not form.validate():
        return act_page(REPLYING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    if is_handled(found):
        abort(404)
    mark_answered(found, outcome="in_words", text=form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_answered_question", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The request is answered."), sent=sent is not None))
    return to_card(reference)


@bp.get("/nothing")
def ask_nothing(reference: str) -> ResponseReturnValue:
    """Say what it means to answer that nothing is held."""
    if request_named(reference).person_id is not None:
        abort(404)
    return act_page(NOTHING, NothingForm(), reference)


@bp.post("/nothing")
def answer_nothing(reference: str) -> ResponseReturnValue:
    """Answer that nothing is held; never to somebody who is in the portal."""
    form, at = NothingForm(), clock.now()
    if not form.validate():
        return act_page(NOTHING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    if found.person_id is not None:
        abort(404)
    mark_answered(found, outcome="nothing_held", text=form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_nothing_held", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The request is answered."), sent=sent is not None))
    return to_card(reference)


@bp.get("/refuse")
def ask_to_refuse(reference: str) -> ResponseReturnValue:
    """Say what refusing means, and ask for the reasons."""
    return act_page(REFUSING, RefuseForm(), reference)


@bp.post("/refuse")
def say_no(reference: str) -> ResponseReturnValue:
    """Refuse the request with reasons."""
    form, at = RefuseForm(), clock.now()
    if not form.validate():
        return act_page(REFUSING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    refuse(found, form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_refused", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The request is refused."), sent=sent is not None))
    return to_card(reference)
