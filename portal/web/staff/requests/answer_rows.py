"""Add items from other systems to an answer, and take them back."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_answers.actions import TooMany, add_rows, remove
from portal.access_answers.rules import MOST_ROWS
from portal.extensions import db
from portal.people.queries import LARGEST_ID
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.answer_forms import RowsForm
from portal.web.staff.requests.answer_page import ANSWER, answer_page, back_to_answer, to_answer, worked_on

bp = belongs_to(Blueprint("answer_rows", __name__, url_prefix=f"{ANSWER}/rows"), "requests", only_changes=True)


@bp.get("")
@bp.get("/remove")
def back(reference: str) -> ResponseReturnValue:
    """Lead to the answer, where these forms stand."""
    return back_to_answer(reference)


@bp.post("")
def add(reference: str) -> ResponseReturnValue:
    """Add the items."""
    form = RowsForm(prefix="rows-")
    if not form.validate():
        return answer_page(reference, rows_form=form, status=422)
    found = worked_on(reference)
    try:
        add_rows(found, form.rows(), at=clock.now(), by=current_actor(), channel="staff")
    except TooMany:
        db.session.rollback()
        form.words.errors = [
            _("An answer may have at most %(most)s items. Attach a file with the data instead.", most=MOST_ROWS)
        ]
        return answer_page(reference, rows_form=form, status=422)
    db.session.commit()
    flash(_("The data is added to the answer."))
    return to_answer(reference)


@bp.post("/remove")
def take_back(reference: str) -> ResponseReturnValue:
    """Remove items."""
    remove_chosen(reference, "rows_removed")
    flash(_("The data is removed from the answer."))
    return to_answer(reference)


def remove_chosen(reference: str, event: str) -> None:
    """Remove what the form names by its ids, and commit."""
    ids = [number for number in request.form.getlist("id", type=int) if 0 < number <= LARGEST_ID]
    remove(worked_on(reference), event, ids, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
