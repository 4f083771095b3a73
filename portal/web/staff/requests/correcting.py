"""Answer a request for correction (GDPR art. 16): old and new side by side, and who else has got the data (art. 19)."""

from datetime import datetime

from flask import Blueprint, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_requests.actions import check_open, mark_answered, refuse
from portal.access_requests.queries import ChangedMeanwhile, locked_request, request_named
from portal.extensions import db
from portal.links.actions import end_view_links
from portal.mail.letters.about_requests import request_letter
from portal.mail.letters.queued import letter_language
from portal.people.actions import change, correct_field
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person
from portal.people.rules import CORE_FIELDS
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.requests.acting import said
from portal.web.staff.requests.addresses import ONE_REQUEST
from portal.web.staff.requests.answering import core_names, recipients_of, request_of_kind, shown_with
from portal.web.staff.requests.card import to_card
from portal.web.staff.requests.correction_form import CorrectionForm, DeclineForm, correction_form
from portal.web.staff.requests.steps import handles
from portal.web.staff.requests.words import REQUEST_LABELS

bp = belongs_to(
    Blueprint("request_correcting", __name__, url_prefix=f"{ONE_REQUEST}/correction"), "requests", only_changes=True
)
handles("correction", "staff.request_correcting.ask")


@bp.get("")
def ask(reference: str) -> ResponseReturnValue:
    """Show what is stored beside what it should be."""
    check_open(request_of_kind(reference, "correction"))
    return _page(reference)


@bp.post("")
def apply(reference: str) -> ResponseReturnValue:
    """Correct what differs, tell the person, and close the request as answered."""
    at, person = clock.now(), locked_person(request_of_kind(reference, "correction").person_id or 0)
    form = correction_form(person, data_fields(person.id))
    if not form.validate():
        return _page(reference, form=form, status=422)
    if form.seen.data != person.updated_at.isoformat():
        raise ChangedMeanwhile(reference)
    found = locked_request(reference, version=form.version.data)
    changed = _correct(person, form, at)
    if not changed:
        form.words.errors = [_("Nothing differs from what is stored. Change a value, or decline with reasons below.")]
        return _page(reference, form=form, status=422)
    mark_answered(found, outcome="corrected", text=form.words.data, at=at, by=current_actor(), channel="staff")
    told = {"changed": changed, "recipients": list(recipients_of(person, letter_language(person)).values())}
    sent = request_letter("correction_done", found, text=form.words.data, more=told, at=at)
    db.session.commit()
    flash(said(_("The data is corrected."), sent=sent is not None))
    return to_card(reference)


@bp.post("/decline")
def decline(reference: str) -> ResponseReturnValue:
    """Leave the data as it is, and tell the person why."""
    form, at = DeclineForm(prefix="decline-"), clock.now()
    locked_person(request_of_kind(reference, "correction").person_id or 0)
    if not form.validate():
        return _page(reference, declining=form, status=422)
    found = locked_request(reference, version=form.version.data)
    refuse(found, form.words.data, at=at, by=current_actor(), channel="staff")
    sent = request_letter("correction_declined", found, text=form.words.data, at=at)
    db.session.commit()
    flash(said(_("The correction is declined."), sent=sent is not None))
    return to_card(reference)


def _correct(person: Person, form: CorrectionForm, at: datetime) -> list[str]:
    """Change what differs and return what it is called in the person's language."""
    by, before = current_actor(), person.email_key
    names = change(person, form.values(), at=at, by=by, channel="staff")
    if person.email_key != before:
        end_view_links(person, at=at, by=by, channel="staff")
    items = [
        item.label
        for item, field in form.item_fields()
        if correct_field(person, item, field.data, at=at, by=by, channel="staff")
    ]
    return [*core_names(names, letter_language(person)), *items]


def _page(
    reference: str, *, form: CorrectionForm | None = None, declining: DeclineForm | None = None, status: int = 200
) -> ResponseReturnValue:
    declining = declining or DeclineForm(None, prefix="decline-")
    person = shown_with(reference, "correction", declining)
    found = request_named(reference)
    items = data_fields(person.id)
    form = form or correction_form(person, items)
    if form.version.data == form.version.default:
        form.version.data = found.version
    page = render_template(
        "staff/requests/correct.html",
        request_shown=found,
        person=person,
        form=form,
        declining=declining,
        stored={name: getattr(person, name) for name in CORE_FIELDS},
        items=items,
        recipients=recipients_of(person, g.language),
        back=url_for("staff.request.show", reference=reference),
        labels=REQUEST_LABELS,
        language=g.language,
    )
    return page, status
