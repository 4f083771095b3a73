"""The answer as it stands: what is missing, what it holds, what staff have added, and how to send it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_answers.composing import ENDINGS, answer_document, stated_for
from portal.access_answers.queries import (
    additions_to,
    can_be_fetched,
    delivery_of,
    downloads_of,
    files_of,
    masks_of,
    rows_of,
)
from portal.access_answers.rules import Key, missing_parts
from portal.access_requests.actions import begin_work
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import locked_request, request_named
from portal.exports.stated import BESIDE, part_label
from portal.mail.letters.queued import letter_language
from portal.people.models import Person
from portal.web.languages import OWN_NAMES
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_actor, current_staff_user
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.answer_forms import FileForm, HideForm, PaperForm, RowsForm, SendForm
from portal.web.staff.requests.card import requester_shown
from portal.web.staff.requests.steps import handles
from portal.web.staff.requests.words import REQUEST_LABELS

ANSWER = f"{ONE_REQUEST}/answer"

bp = belongs_to(Blueprint("answer", __name__, url_prefix=ANSWER), "requests")
for kind in ("access", "portability"):
    handles(kind, "staff.answer.show")


class Part(NamedTuple):
    """A part that the answer must have."""

    key: Key
    label: str
    text: str
    by_staff: bool
    """Whether staff have said it for this answer."""
    missing: bool


@bp.get("")
def show(reference: str) -> ResponseReturnValue:
    """Show the answer."""
    return answer_page(reference)


def subject_of(reference: str) -> tuple[AccessRequest, Person]:
    """Return a request that is answered with data, and whose it is; the look at the person is noted."""
    person = requester_shown(request_named(reference))
    found = request_named(reference)
    if person is None or found.kind not in ENDINGS:
        abort(404)
    return found, person


def worked_on(reference: str, *, version: int | None = None) -> AccessRequest:
    """Return the request locked, with work on it begun: the person can't take it back any more."""
    found = locked_request(reference, version=version)
    if found.person_id is None or found.kind not in ENDINGS:
        abort(404)
    if found.is_open:
        owner = current_staff_user().id
        begin_work(found, owner_id=owner, at=clock.now(), by=current_actor(), channel="staff")
    return found


def to_answer(reference: str) -> ResponseReturnValue:
    """Return the way back to the answer, where its forms stand."""
    return redirect(url_for("staff.answer.show", reference=reference), 303)


def back_to_answer(reference: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of one of the answer's forms to the answer, if there is such a request."""
    request_named(reference)
    return to_answer(reference)


def answer_page(reference: str, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """Return the page of the answer as it stands now; a form that was filled in keeps what was written.

    :param forms: the form that was refused, by the name of its part of the page
    """
    with looking():
        found, person = subject_of(reference)
        delivery, at = delivery_of(found.id), clock.now()
        parts = parts_shown(found, person)
        page = render_template(
            "staff/requests/answer.html",
            request_shown=found,
            person=person,
            parts=parts,
            missing=[part for part in parts if part.missing and part.key not in BESIDE],
            document=answer_document(found, person, at=at) if found.is_open else None,
            rows=rows_of(found.id),
            masks=masks_of(found.id),
            files=files_of(found.id),
            downloads=downloads_of(found.id),
            delivery=delivery,
            can_be_fetched=can_be_fetched(delivery, at=at),
            written_in=dict(OWN_NAMES)[letter_language(person)],
            labels=REQUEST_LABELS,
            form=next(iter(forms.values()), None) or SendForm(None),
            **{**_fresh(), **forms},
        )
    return page, status


def _fresh() -> Mapping[str, Any]:
    return {
        "rows_form": RowsForm(None, prefix="rows-"),
        "hide_form": HideForm(None, prefix="hide-"),
        "file_form": FileForm(None),
        "send_form": SendForm(None),
        "paper_form": PaperForm(None, prefix="paper-"),
    }


def parts_shown(found: AccessRequest, person: Person) -> list[Part]:
    """Return the parts that the answer must have, in the staff's language, with what it says about each."""
    additions = additions_to(found)
    stated = stated_for(found, person, additions)
    missing = missing_parts(stated, additions.parts.keys())
    return [
        Part(key, part_label(key, g.language), additions.parts.get(key, text), key in additions.parts, key in missing)
        for key, text in stated.items()
    ]
