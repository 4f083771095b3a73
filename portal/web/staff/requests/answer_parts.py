"""Say for one answer what the portal does not state, or that there is none."""

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_answers.actions import say_part, unsay_part
from portal.access_answers.rules import Key
from portal.extensions import db
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.answer_forms import PartForm
from portal.web.staff.requests.answer_page import ANSWER, parts_shown, subject_of, to_answer, worked_on

bp = belongs_to(Blueprint("answer_parts", __name__, url_prefix=f"{ANSWER}/parts"), "requests", only_changes=True)


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Ask what the answer says about the part that the address names."""
    return _page(reference, PartForm(None))


@bp.post("")
def save(reference: str) -> ResponseReturnValue:
    """Keep what it says; with the other buttons, that there is none, or what the portal states."""
    form, act = PartForm(), request.form.get("act", "say")
    if not form.validate():
        return _page(reference, form, status=422)
    if act == "say" and not form.words.data:
        form.words.errors = [_("Write what the answer says, or choose that there is none.")]
        return _page(reference, form, status=422)
    key = _key(reference)
    found = worked_on(reference, version=form.version.data)
    at, by = clock.now(), current_actor()
    if act == "unsay":
        unsay_part(found, key, at=at, by=by, channel="staff")
    else:
        say_part(found, key, form.words.data if act == "say" else "", at=at, by=by, channel="staff")
    db.session.commit()
    flash(_("It is kept for this answer."))
    return to_answer(reference)


def _key(reference: str) -> Key:
    """Return the part that the address names, if the answer has it."""
    key = request.args.get("part", ""), request.args.get("purpose", "")
    found, person = subject_of(reference)
    if key not in {part.key for part in parts_shown(found, person)}:
        abort(404)
    return key


def _page(reference: str, form: PartForm, *, status: int = 200) -> ResponseReturnValue:
    key = _key(reference)
    found, person = subject_of(reference)
    part = next(part for part in parts_shown(found, person) if part.key == key)
    if form.version.data in {None, form.version.default}:
        form.version.data = found.version
        form.words.data = form.words.data or part.text
    page = render_template("staff/requests/answer_part.html", form=form, part=part, request_shown=found, person=person)
    return page, status
