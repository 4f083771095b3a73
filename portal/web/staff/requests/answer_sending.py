"""Send the answer, or note that it was handed over on paper; both close the request."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_answers.actions import say_part
from portal.access_answers.composing import ENDINGS, composed, missing_in
from portal.access_answers.delivering import Made, NoLetter, PartsMissing, deliver, deliver_on_paper
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import request_named
from portal.exports.stated import BESIDE, part_label
from portal.extensions import db
from portal.people.models import Person
from portal.people.queries import locked_person, person_by_id
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.answer_forms import PaperForm, SendForm
from portal.web.staff.requests.answer_page import ANSWER, answer_page, back_to_answer, worked_on
from portal.web.staff.requests.card import to_card

bp = belongs_to(Blueprint("answer_sending", __name__, url_prefix=ANSWER), "requests", only_changes=True)


@bp.get("/send")
@bp.get("/paper")
def back(reference: str) -> ResponseReturnValue:
    """Lead to the answer, where these forms stand."""
    return back_to_answer(reference)


@bp.post("/send")
def send(reference: str) -> ResponseReturnValue:
    """Send the letter with the link."""
    form = SendForm()
    if not form.validate():
        return answer_page(reference, send_form=form, status=422)

    def act(found: AccessRequest, person: Person, made: Made) -> None:
        deliver(found, person, made, at=clock.now(), by=current_actor(), channel="staff")

    fault = _closed(reference, form, act)
    if fault:
        form.complete.errors = [fault]
        return answer_page(reference, send_form=form, status=422)
    flash(_("The answer is sent: the letter with the link is on its way."))
    return to_card(reference)


@bp.post("/paper")
def on_paper(reference: str) -> ResponseReturnValue:
    """Note how it was handed over."""
    form = PaperForm(prefix="paper-")
    if not form.validate():
        return answer_page(reference, paper_form=form, status=422)

    def act(found: AccessRequest, person: Person, made: Made) -> None:
        note = form.note.data
        deliver_on_paper(found, person, made, note, at=clock.now(), by=current_actor(), channel="staff")

    fault = _closed(reference, form, act)
    if fault:
        form.complete.errors = [fault]
        return answer_page(reference, paper_form=form, status=422)
    flash(_("It is noted that the answer was handed over on paper."))
    return to_card(reference)


def _closed(reference: str, form: SendForm, act: Callable[[AccessRequest, Person, Made], None]) -> Any:
    """Put the answer together while nobody waits, then act and commit; return what stopped it, or an empty text."""
    with looking():
        person_id, made = _made(reference)
    person = locked_person(person_id)
    found = worked_on(reference, version=form.version.data)
    for key in missing_in(found, person):
        if key in BESIDE:
            say_part(found, key, "", at=clock.now(), by=current_actor(), channel="staff")
    try:
        act(found, person, made)
    except PartsMissing as fault:
        db.session.rollback()
        names = "; ".join(part_label(key, g.language) for key in fault.keys)
        return str(
            _("Parts of the answer are missing: %(parts)s. Fill them in, or say that there is none.", parts=names)
        )
    except NoLetter:
        db.session.rollback()
        return _("There is no e-mail address for the letter. Hand the answer over on paper.")
    db.session.commit()
    return ""


def _made(reference: str) -> tuple[int, Made]:
    """Return whose answer it is, and its files as they are now."""
    found = request_named(reference)
    if found.person_id is None or found.kind not in ENDINGS:
        abort(404)
    return found.person_id, composed(found, person_by_id(found.person_id), at=clock.now())
