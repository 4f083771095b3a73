"""The answer as the person will see it: sheet by sheet, and as the file itself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_answers.composing import ENDINGS, answer_document, composed
from portal.access_requests.queries import request_named
from portal.exports.document import Cell, Document
from portal.extensions import db
from portal.people.actions import note_look
from portal.people.queries import locked_person, person_by_id
from portal.web.looking import looking
from portal.web.saving import as_file
from portal.web.staff.gate import belongs_to, current_staff, only_reads
from portal.web.staff.requests.answer_page import ANSWER, subject_of
from portal.web.staff.requests.card import HANDLED

PAGE = 100
"""Rows shown at once."""

bp = belongs_to(Blueprint("answer_preview", __name__, url_prefix=f"{ANSWER}/preview"), "requests")


@bp.get("/<sheet>")
def show(reference: str, sheet: str) -> ResponseReturnValue:
    """Show a page of one sheet, in the person's language."""
    found, person = subject_of(reference)
    document = answer_document(found, person, at=clock.now())
    section = next((section for section in document.sections if section.key == sheet), None)
    if section is None:
        abort(404)
    number = min(max(request.args.get("page", 1, type=int), 1), max((len(section.rows) - 1) // PAGE + 1, 1))
    shown = section.rows[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "staff/requests/answer_preview.html",
        request_shown=found,
        person=person,
        document=document,
        section=section,
        rows=[[_spelled(cell, document) for cell in row] for row in shown],
        number=number,
        further=len(section.rows) > number * PAGE,
    )


def _spelled(cell: Cell, document: Document) -> str:
    match cell:
        case datetime():
            return f"{cell.astimezone(ZoneInfo(document.zone)):%Y-%m-%d %H:%M:%S}"
        case date():
            return cell.isoformat()
    return "" if cell is None else str(cell)


@bp.post("")
@only_reads
def download(reference: str) -> ResponseReturnValue:
    """Note the export, then hand over the file as the person would get it."""
    with looking():
        found = request_named(reference)
        person_id, kind = found.person_id, found.kind
    if person_id is None or kind not in ENDINGS:
        abort(404)
    locked_person(person_id)
    staff, at = current_staff(), clock.now()
    note_look(person_id, kind="export", staff=staff.email, role=staff.role, reason=str(HANDLED), at=at)
    db.session.commit()
    with looking():
        found, person = request_named(reference), person_by_id(person_id)
        name, content, data = composed(found, person, at=at)[0]
    return as_file(data, content, name)
