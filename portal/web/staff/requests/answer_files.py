"""Attach files from other systems to an answer, look at them, and remove them."""

from flask import Blueprint, abort, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_answers.actions import TooLarge, TooMany, attach
from portal.access_answers.queries import NoSuchFile, file_with_data
from portal.access_answers.recognising import KINDS, Unrecognised
from portal.access_answers.rules import LARGEST_FILE, MOST_FILES, WrongName
from portal.extensions import db
from portal.web.filters import size
from portal.web.saving import as_file
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.answer_forms import FileForm
from portal.web.staff.requests.answer_page import ANSWER, answer_page, back_to_answer, subject_of, to_answer, worked_on
from portal.web.staff.requests.answer_rows import remove_chosen

bp = belongs_to(Blueprint("answer_files", __name__, url_prefix=f"{ANSWER}/files"), "requests")


@bp.get("")
@bp.get("/remove")
def back(reference: str) -> ResponseReturnValue:
    """Lead to the answer, where these forms stand."""
    return back_to_answer(reference)


@bp.post("")
def add(reference: str) -> ResponseReturnValue:
    """Attach the file; whatever is wrong with it, the page says what to do."""
    db.session.rollback()  # the file was long under way, and must not keep other writers waiting
    form = FileForm()
    if not form.validate():
        return answer_page(reference, file_form=form, status=422)
    given = form.file.data
    data = given.stream.read(LARGEST_FILE + 1)
    found = worked_on(reference)
    try:
        attach(found, given.filename, data, form.note.data, at=clock.now(), by=current_actor(), channel="staff")
    except (WrongName, Unrecognised, TooLarge, TooMany) as fault:
        db.session.rollback()
        form.file.errors = [_why(fault)]
        return answer_page(reference, file_form=form, status=422)
    db.session.commit()
    flash(_("The file is attached."))
    return to_answer(reference)


def _why(fault: Exception) -> str:
    match fault:
        case TooLarge():
            return str(_("The file is too large. One file may have at most %(most)s.", most=size(LARGEST_FILE)))
        case TooMany():
            return str(_("An answer may have at most %(most)s files. Remove one first.", most=MOST_FILES))
        case WrongName(fault="too_long"):
            return str(_("The file's name is too long. Give it a shorter one."))
        case WrongName(fault="unreadable" | "hidden_ending"):
            return str(_("The file's name could mislead whoever opens it. Give it a plain name and try again."))
        case WrongName():
            return str(_("The file's name must say what it is, such as contract.pdf."))
    kinds = ", ".join(sorted(KINDS))
    return str(
        _(
            "The file is of no kind that is taken, holds something that runs, or is not what its name says. "
            "These are taken: %(kinds)s.",
            kinds=kinds,
        )
    )


@bp.get("/<int(max=9223372036854775807):file_id>")
def look(reference: str, file_id: int) -> ResponseReturnValue:
    """Give the file to look at it."""
    found, _person = subject_of(reference)
    try:
        file = file_with_data(found.id, file_id)
    except NoSuchFile:
        abort(404)
    return as_file(file.data or b"", file.kind, file.name)


@bp.post("/remove")
def take_back(reference: str) -> ResponseReturnValue:
    """Remove the file."""
    remove_chosen(reference, "file_removed")
    flash(_("The file is removed from the answer."))
    return to_answer(reference)
