"""Stop or end a purpose, or stop all marketing, on behalf of the person."""

from datetime import datetime
from typing import TypedDict

from flask import Blueprint, flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access_requests.objections import receive_objection, way_of
from portal.extensions import db
from portal.legal_bases.actions import check_fresh, end_basis
from portal.legal_bases.choices import CannotStop, stop_all_marketing, stop_purpose
from portal.legal_bases.models import Purpose, Source
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import StaleForm
from portal.mail.letters.about_requests import request_letter
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at
from portal.web.staff.people.privacy import overview, to_card
from portal.web.staff.people.privacy_forms import NoteForm, note_form
from portal.web.staff.people.standing import line_of


class Note(TypedDict):
    """What staff tell about a change."""

    comment: str
    evidence: str
    source: Source


bp = belongs_to(Blueprint("privacy_acts", __name__, url_prefix=f"{ONE_PERSON}"), "people")


@bp.get("/privacy/<key>/stop")
def ask_to_stop(person_id: int, key: str) -> ResponseReturnValue:
    """Ask for what the person said, before it is noted for them."""
    return _stop_page(note_form(catalogue()), person_id, key)


@bp.post("/privacy/<key>/stop")
def stop(person_id: int, key: str) -> ResponseReturnValue:
    """Withdraw or object for the person, as the basis gives the right; an old form stops as well as a new one."""
    form = note_form(catalogue())
    if not form.validate():
        return _stop_page(form, person_id, key, status=422)
    person = locked_person(person_id)
    line, before = line_of(person, key), person.choices_seq
    by, at = current_actor(), clock.now()
    try:
        seq = stop_purpose(person, line.purpose, catalogue(), at=at, by=by, channel="staff", **_note(form))
    except CannotStop:
        return overview(person_id, status=409)
    if seq > before:
        _assess(person, line.purpose, form, at)
    db.session.commit()
    flash(_("It is noted, and the use has stopped."))
    return to_card(person_id)


@bp.get("/privacy/<key>/end")
def ask_to_end(person_id: int, key: str) -> ResponseReturnValue:
    """Ask why the basis no longer applies."""
    person = looked_at(person_id)
    form = note_form(catalogue(), seen=person.choices_seq)
    return render_template(
        "staff/people/privacy_end.html", form=form, person=person, line=line_of(person, key), language=g.language
    )


@bp.post("/privacy/<key>/end")
def end(person_id: int, key: str) -> ResponseReturnValue:
    """End a basis that no longer applies."""
    form, person = note_form(catalogue()), locked_person(person_id)
    line = line_of(person, key)
    if not form.validate():
        page = render_template(
            "staff/people/privacy_end.html", form=form, person=looked_at(person_id), line=line, language=g.language
        )
        return page, 422
    at, by = clock.now(), current_actor()
    try:
        check_fresh(person, form.seen.data)
    except StaleForm:
        return overview(person_id, status=409)
    if not end_basis(person, line.purpose, **_note(form), at=at, by=by, channel="staff"):
        return overview(person_id, status=409)
    db.session.commit()
    flash(_("The basis is ended."))
    return to_card(person_id)


@bp.get("/stop-marketing")
def ask_to_stop_marketing(person_id: int) -> ResponseReturnValue:
    """Tell what it means to stop all marketing, before it is done."""
    return render_template("staff/people/stop_marketing.html", person=looked_at(person_id))


@bp.post("/stop-marketing")
def stop_marketing(person_id: int) -> ResponseReturnValue:
    """Stop all marketing on behalf of the person."""
    person = locked_person(person_id)
    stop_all_marketing(person, catalogue(), at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("All marketing to the person has stopped."))
    return to_card(person_id)


def _assess(person: Person, purpose: Purpose, form: NoteForm, at: datetime) -> None:
    """Let an objection that is not absolute wait to be assessed."""
    way, known = way_of(form.source.data), catalogue()
    request = receive_objection(
        person, purpose, known, words=form.comment.data, way=way, at=at, by=current_actor(), channel="staff"
    )
    if request is not None:
        request_letter("request_received", request, at=at)


def _note(form: NoteForm) -> Note:
    source = catalogue().source(form.source.data)
    return {"comment": form.comment.data, "evidence": form.evidence.data, "source": source}


def _stop_page(form: NoteForm, person_id: int, key: str, *, status: int = 200) -> ResponseReturnValue:
    person = looked_at(person_id)
    line = line_of(person, key)
    if line.right == "none":
        return overview(person_id, status=200 if status == 200 else 409)
    page = render_template("staff/people/privacy_stop.html", form=form, person=person, line=line, language=g.language)
    return page, status
