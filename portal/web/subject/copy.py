"""Get a copy of everything, or of what can be taken elsewhere, at once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access_answers.composing import FORMATS
from portal.exports.access_copy import access_copy, file_name
from portal.exports.document import Document
from portal.exports.portability import portable_data
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import PERSON, Draft
from portal.people.queries import locked_person, person_by_id
from portal.people.rules import masked_email
from portal.web.looking import looking
from portal.web.saving import as_file
from portal.web.subject.gate import current_visit
from portal.web.subject.proving import visit_is_proven

MADE: Final[Mapping[str, Callable[..., Document]]] = {"copy": access_copy, "portable": portable_data}
LABELS: Final[Mapping[str, Any]] = {
    "copy.xlsx": _l("Download the copy as an Excel workbook"),
    "copy.json": _l("Download the copy as JSON, for programs"),
    "portable.json": _l("Download the data to take elsewhere as JSON"),
    "portable.csv": _l("Download the data to take elsewhere as CSV"),
}
"""What can be fetched, by what the button sends."""

bp = Blueprint("copy", __name__, url_prefix="/copy")


@bp.get("")
def show() -> ResponseReturnValue:
    """Say what a copy holds; with the code typed, offer it."""
    visit = current_visit()
    return render_template(
        "subject/copy.html",
        labels=LABELS,
        masked=masked_email(visit.email),
        proven=visit_is_proven(at=clock.now()),
    )


@bp.post("")
def fetch() -> ResponseReturnValue:
    """Note that a copy is fetched, for good, before anything leaves; then hand it over."""
    wanted = request.form.get("file", "")
    if wanted not in LABELS:
        abort(400)
    at, visit = clock.now(), current_visit()
    person = locked_person(visit.person_id)
    if not visit_is_proven(at=at):
        db.session.rollback()
        return redirect(url_for("subject.me.code.show", to="copy"), 303)
    what, _, ending = wanted.partition(".")
    draft = Draft("copy.fetched", person_ref=person.ref, details={"what": what, "format": ending})
    append([draft], at=at, by=PERSON, channel="page")
    db.session.commit()
    with looking():
        person = person_by_id(visit.person_id)
        document = MADE[what](person, at=at)
        name = file_name(document, person, ending)
        kind, as_bytes = FORMATS[ending]
        return as_file(as_bytes(document), kind, name)
