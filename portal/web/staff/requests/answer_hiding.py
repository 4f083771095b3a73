"""Hide words about somebody else in an answer, and show them again."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_answers.actions import hide
from portal.extensions import db
from portal.people.rules import CORE_FIELDS
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.answer_forms import HideForm
from portal.web.staff.requests.answer_page import ANSWER, answer_page, back_to_answer, subject_of, to_answer, worked_on
from portal.web.staff.requests.answer_rows import remove_chosen

bp = belongs_to(Blueprint("answer_hiding", __name__, url_prefix=f"{ANSWER}/hidden"), "requests", only_changes=True)


@bp.get("")
@bp.get("/remove")
def back(reference: str) -> ResponseReturnValue:
    """Lead to the answer, where these forms stand."""
    return back_to_answer(reference)


@bp.post("")
def add(reference: str) -> ResponseReturnValue:
    """Hide the words."""
    form = HideForm(prefix="hide-")
    with looking():
        _found, person = subject_of(reference)
        form.own = frozenset(getattr(person, name).casefold() for name in CORE_FIELDS) - {""}
    if not form.validate():
        return answer_page(reference, hide_form=form, status=422)
    found = worked_on(reference)
    hide(found, form.words.data, form.reason.data, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The words are hidden. Look at the answer before you send it. Files are not changed."))
    return to_answer(reference)


@bp.post("/remove")
def take_back(reference: str) -> ResponseReturnValue:
    """Show the words again."""
    remove_chosen(reference, "words_shown")
    flash(_("The words are shown again."))
    return to_answer(reference)
