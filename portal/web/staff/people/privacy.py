"""The privacy dialog: purpose, basis, source, status, when and by whom; record or change a basis."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.legal_bases.actions import check_fresh, record_basis
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import KeptNo, StaleForm
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.labels import LABELS
from portal.web.staff.people.looking import looked_at
from portal.web.staff.people.privacy_forms import BasisForm, basis_form
from portal.web.staff.people.standing import Line, line_of, lines, open_line_of

bp = belongs_to(Blueprint("privacy", __name__, url_prefix=f"{ONE_PERSON}/privacy"), "people")


@bp.get("")
def show(person_id: int) -> ResponseReturnValue:
    """Show every purpose with what is recorded for it."""
    return overview(person_id)


@bp.get("/<key>")
def ask(person_id: int, key: str) -> ResponseReturnValue:
    """Show the form for recording or changing the basis of a purpose; over a no, there is another."""
    person = looked_at(person_id)
    line = open_line_of(person, key)
    if line.is_no:
        return redirect(url_for("staff.privacy_lift.ask", person_id=person_id, key=key))
    form = basis_form(BasisForm, catalogue(), line.purpose)
    if line.row and line.basis and line.source:
        form.basis.data, form.source.data = line.basis.key, line.source.key
        form.comment.data, form.evidence.data = line.row.comment, line.row.evidence
    form.seen.data = person.choices_seq
    return _page(form, person, line)


@bp.post("/<key>")
def save(person_id: int, key: str) -> ResponseReturnValue:
    """Record the basis, unless the person has said no or decided something newer meanwhile."""
    person = locked_person(person_id)
    line = open_line_of(person, key)
    form = basis_form(BasisForm, catalogue(), line.purpose)
    if not form.validate():
        person = looked_at(person_id)
        return _page(form, person, open_line_of(person, key), status=422)
    try:
        check_fresh(person, form.seen.data)
        changed = record_basis(person, form.record(), at=clock.now(), by=current_actor(), channel="staff")
    except KeptNo:
        return overview(person_id, status=409)
    except StaleForm:
        return _stale(form, person_id, key)
    db.session.commit()
    flash(_("The legal basis is recorded.") if changed else _("Nothing was changed."))
    return to_card(person_id)


def overview(person_id: int, *, status: int = 200) -> ResponseReturnValue:
    """Return the dialog with every purpose, as the answer to a form that came too late when the status is 409."""
    person = looked_at(person_id)
    page = render_template(
        "staff/people/privacy.html",
        person=person,
        lines=lines(person),
        stale=status == 409,
        labels=LABELS,
        language=g.language,
    )
    return page, status


def to_card(person_id: int) -> ResponseReturnValue:
    """Return the way back to the person card."""
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


def _stale(form: BasisForm, person_id: int, key: str) -> ResponseReturnValue:
    """Show what holds now above what was typed, unless that is a no."""
    person = looked_at(person_id)
    line = line_of(person, key)
    if line.is_no:
        return overview(person_id, status=409)
    form.seen.data = person.choices_seq
    return _page(form, person, line, status=409)


def _page(form: BasisForm, person: Person, line: Line, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/people/privacy_basis.html",
        form=form,
        person=person,
        line=line,
        stale=status == 409,
        labels=LABELS,
        language=g.language,
    )
    return page, status
