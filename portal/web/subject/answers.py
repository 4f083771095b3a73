"""Fetch the answer to a request: its files, with a code."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_answers.delivering import note_download
from portal.access_answers.models import AnswerDelivery
from portal.access_answers.queries import (
    NoSuchFile,
    can_be_fetched,
    delivery_of,
    downloads_of,
    file_with_data,
    files_of,
)
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import NoSuchRequest, locked_request, request_named
from portal.exports.request_words import request_kind_label
from portal.extensions import db
from portal.people.queries import locked_person
from portal.people.rules import masked_email
from portal.web.errors import error_page
from portal.web.saving import as_file
from portal.web.subject.code import COPY
from portal.web.subject.gate import current_visit
from portal.web.subject.proving import visit_is_proven

OPENED_BY_DELIVERY = frozenset(f"subject.me.{page}" for page in ("answers", "code", "sign_out"))
"""What the link to an answer opens: nothing else."""

bp = Blueprint("answers", __name__, url_prefix="/answers/<reference>")
for nothing_there in (NoSuchRequest, NoSuchFile):
    bp.register_error_handler(nothing_there, lambda _: error_page("404", 404))


def stay_with_answers() -> ResponseReturnValue | None:
    """Keep a visit by the link to an answer on the pages that it is for."""
    elsewhere = request.blueprint not in OPENED_BY_DELIVERY or request.values.get("to") == COPY
    if current_visit().use == "delivery" and elsewhere:
        return render_template("subject/answer_only.html"), 403
    return None


@bp.get("")
def show(reference: str) -> ResponseReturnValue:
    """Show the files with their sizes once the code is typed; before that, offer to send one."""
    found = request_named(reference)
    delivery, at = _own(found), clock.now()
    return render_template(
        "subject/answer.html",
        request_shown=found,
        kind=request_kind_label(found.kind),
        delivery=delivery,
        open=can_be_fetched(delivery, at=at),
        proven=visit_is_proven(at=at),
        files=files_of(found.id),
        downloads=downloads_of(found.id),
        masked=masked_email(current_visit().email),
    )


@bp.post("/<int(max=9223372036854775807):file_id>")
def download(reference: str, file_id: int) -> ResponseReturnValue:
    """Note the download, for good, before anything leaves; then hand over the file."""
    at = clock.now()
    locked_person(current_visit().person_id)
    found = locked_request(reference)
    if not can_be_fetched(_own(found), at=at) or not visit_is_proven(at=at):
        db.session.rollback()
        return show(reference)
    file = file_with_data(found.id, file_id)
    answer = as_file(file.data or b"", file.kind, file.name)
    note_download(found, file, at=at)
    db.session.commit()
    return answer


def _own(found: AccessRequest) -> AnswerDelivery:
    """Return how the answer was delivered, if the request is the visitor's and there is an answer."""
    delivery = delivery_of(found.id)
    if found.person_id != current_visit().person_id or delivery is None:
        raise NoSuchRequest(found.reference)
    return delivery
