"""Change the core data of a person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from portal import clock
from portal.extensions import db
from portal.links.actions import end_view_links
from portal.people.actions import change
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.people.rules import CORE_FIELDS
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at
from portal.web.staff.people.person_form import PersonForm

bp = belongs_to(Blueprint("person_edit", __name__, url_prefix=f"{ONE_PERSON}/edit"), "people", only_changes=True)


class EditForm(PersonForm):
    """The core data, and when they were changed last before the form was opened."""

    seen = HiddenField()


@bp.get("")
def show(person_id: int) -> ResponseReturnValue:
    """Show the form filled in with what is stored."""
    person = looked_at(person_id)
    form = EditForm(formdata=None, obj=person, seen=person.updated_at.isoformat())
    form.offering(person.country, person.language)
    return _page(form, person)


@bp.post("")
def save(person_id: int) -> ResponseReturnValue:
    """Store what differs; a new address ends the links that were sent to the old one."""
    person = locked_person(person_id)
    form = EditForm()
    form.offering(person.country, person.language)
    if not form.validate():
        return _page(form, looked_at(person_id), status=422)
    if form.seen.data != person.updated_at.isoformat() and _differing(form, person):
        return _stale(form, looked_at(person_id))
    at, by, before = clock.now(), current_actor(), person.email_key
    changed = change(person, form.values(), at=at, by=by, channel="staff")
    if person.email_key != before:
        end_view_links(person, at=at, by=by, channel="staff")
    db.session.commit()
    flash(_("The changes are saved.") if changed else _("Nothing was changed."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


def _differing(form: EditForm, person: Person) -> list[tuple[str, str]]:
    return [(name, getattr(person, name)) for name in CORE_FIELDS if getattr(person, name) != form[name].data]


def _stale(form: EditForm, person: Person) -> ResponseReturnValue:
    """Keep what was typed, and tell what is stored now, so that a second submit is an informed one."""
    form.seen.data = person.updated_at.isoformat()
    return _page(form, person, status=409, newer=_differing(form, person))


def _page(
    form: EditForm, person: Person, *, status: int = 200, newer: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    return render_template("staff/people/edit.html", form=form, person=person, newer=newer or []), status
