"""Register a person by hand."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.ledger.actions import append
from portal.legal_bases.actions import record_basis
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import KeptNo
from portal.limits.actions import spend, try_key
from portal.mail.letters.queued import confirm_registration
from portal.people.actions import add_field, register
from portal.people.finding import likely_duplicates
from portal.people.models import Person
from portal.people.queries import latest_registered
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.new_form import NewPersonForm, new_person_form

ONCE = (1, timedelta(days=1))

bp = belongs_to(Blueprint("new_person", __name__, url_prefix="/people/new"), "people", only_changes=True)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the empty form."""
    return _page(new_person_form(catalogue()))


@bp.post("")
def save() -> ResponseReturnValue:
    """Register the person; when somebody like them is there already, only when asked a second time."""
    form, at = new_person_form(catalogue()), clock.now()
    if not form.validate():
        return _page(form, status=422)
    if not _is_first_submit(form, at):
        return _already_registered(form)
    found = () if "anyway" in request.form else _duplicates(form)
    if found:
        return _page(form, duplicates=found)
    person, kept_no = _register(form, at)
    queued = confirm_registration(person, at=at) if form.letter.data else None
    person_id = person.id
    db.session.commit()
    _tell(kept_no, has_letter=queued is not None)
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


def _duplicates(form: NewPersonForm) -> Sequence[Person]:
    return likely_duplicates(name=form.name.data, email=form.email.data, phone=form.phone.data)


def _is_first_submit(form: NewPersonForm, at: datetime) -> bool:
    """Tell whether this very form was not saved before; the ledger's lock makes a double press wait and see."""
    append([], at=at, by=current_actor(), channel="staff")
    return not form.token.data or spend(try_key("new_person", form.token.data), ONCE, at=at)


def _already_registered(form: NewPersonForm) -> ResponseReturnValue:
    person = latest_registered(str(current_actor()), name=form.name.data, email=form.email.data)
    flash(_("This form was saved already. Nobody was registered twice."))
    if person is None:
        return redirect(url_for("staff.people.search"), 303)
    return redirect(url_for("staff.person.show", person_id=person.id), 303)


def _register(form: NewPersonForm, at: datetime) -> tuple[Person, list[Purpose]]:
    """Register the person and return them, with the purposes that a kept no speaks against."""
    by, source = current_actor(), catalogue().source(form.source.data)
    person = register(form.values(), source_id=source.id, source_key=source.key, at=at, by=by, channel="staff")
    kept_no = []
    for record in form.records():
        try:
            record_basis(person, record, at=at, by=by, channel="staff")
        except KeptNo:
            kept_no.append(record.purpose)
    for row in form.further():
        add_field(
            person,
            label=row.label.data,
            category=row.category.data,
            value=row.value.data,
            source_id=source.id,
            source_key=source.key,
            at=at,
            by=by,
            channel="staff",
        )
    return person, kept_no


def _tell(kept_no: Sequence[Purpose], *, has_letter: bool) -> None:
    flash(
        _("Registered. The confirmation letter is on its way.") if has_letter else _("Registered. No letter was sent.")
    )
    if kept_no:
        names = ", ".join(str(purpose.name(g.language)) for purpose in kept_no)
        flash(
            _(
                "Not recorded, since the owner of this address said no before they were erased: %(purposes)s. "
                "They can consent themselves on their page.",
                purposes=names,
            ),
            "warning",
        )


def _page(form: NewPersonForm, *, status: int = 200, duplicates: Sequence[Person] = ()) -> ResponseReturnValue:
    form.token.data = form.token.data or secrets.token_urlsafe(16)
    page = render_template("staff/people/new.html", form=form, duplicates=duplicates, language=g.language)
    return page, status
