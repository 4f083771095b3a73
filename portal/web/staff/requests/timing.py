"""Extend the time for an answer, stop it for a question about who asks, and let it go on."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access_requests.queries import locked_request
from portal.access_requests.timing import extend, pause, resume
from portal.extensions import db
from portal.mail.letters.about_requests import request_letter
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.acting import Act, act_page, said
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.forms import ExtendForm, PauseForm, ResumeForm

EXTENDING = Act(
    _l("Extend the time"),
    (
        _l("The answer may take three months from receipt, not one, when requests are complex or many."),
        _l("It is allowed once, within the first month, and the person is told why (GDPR article 12(3))."),
    ),
    _l("Extend the time"),
    _l("Why this request takes longer."),
)
PAUSING = Act(
    _l("Ask who makes the request"),
    (
        _l("Do this only when there is reasonable doubt about who makes the request (GDPR article 12(6))."),
        _l("The time stands still until you let it go on; the days between are added to it."),
    ),
    _l("Ask, and stop the time"),
    _l("Ask for no more than you need. Never ask for a copy of a passport when less is enough."),
)
RESUMING = Act(
    _l("Let the time go on"),
    (_l("It is known now who makes the request. The days between are added to the time, and the person is told."),),
    _l("Let the time go on"),
    _l("For colleagues only: who answered what, and when. The person does not see it."),
    sends=False,
)

bp = belongs_to(Blueprint("request_timing", __name__, url_prefix=ONE_REQUEST), "requests", only_changes=True)


@bp.get("/extend")
def ask_to_extend(reference: str) -> ResponseReturnValue:
    """Say what extending means, and ask why."""
    return act_page(EXTENDING, ExtendForm(), reference)


@bp.post("/extend")
def give_time(reference: str) -> ResponseReturnValue:
    """Extend the time, and tell the person."""
    form, at = ExtendForm(), clock.now()
    if not form.validate():
        return act_page(EXTENDING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    extend(found, form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_extended", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The time is extended."), sent=sent is not None))
    return to_card(reference)


@bp.get("/identity")
def ask_to_pause(reference: str) -> ResponseReturnValue:
    """Say what asking who it is means, and ask for the question."""
    return act_page(PAUSING, PauseForm(), reference)


@bp.post("/identity")
def stop_time(reference: str) -> ResponseReturnValue:
    """Ask the person who they are, and stop the time."""
    form, at = PauseForm(), clock.now()
    if not form.validate():
        return act_page(PAUSING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    pause(found, form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_identity", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The time stands still."), sent=sent is not None))
    return to_card(reference)


@bp.get("/resume")
def ask_to_resume(reference: str) -> ResponseReturnValue:
    """Ask how it became known who it is."""
    return act_page(RESUMING, ResumeForm(), reference)


@bp.post("/resume")
def go_on(reference: str) -> ResponseReturnValue:
    """Let the time go on, and tell the person the new day."""
    form, at = ResumeForm(), clock.now()
    if not form.validate():
        return act_page(RESUMING, form, reference, status=422)
    found = locked_request(reference, version=form.version.data)
    resume(found, form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("request_resumed", found, at=at)
    db.session.commit()
    flash(said(_("The time goes on."), sent=sent is not None))
    return to_card(reference)
