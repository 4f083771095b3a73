"""Add and delete further data about a person."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from portal import clock
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field, remove_field
from portal.people.queries import data_field, locked_person
from portal.web.staff.checks import at_most, choice_field, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at
from portal.web.staff.people.new_form import LONGEST_LABEL, LONGEST_TEXT

bp = belongs_to(Blueprint("person_data", __name__, url_prefix=f"{ONE_PERSON}/data"), "people", only_changes=True)


class FurtherForm(FlaskForm):
    """One item: what it is, of which kind, its value, and where it comes from."""

    label = StringField(
        _l("What"), [DataRequired(_l("Say what the value is.")), at_most(LONGEST_LABEL), plain_text()], [tidied]
    )
    category = StringField(_l("Category"), [at_most(LONGEST_LABEL), plain_text()], [tidied])
    value = TextAreaField(
        _l("Value"),
        [DataRequired(_l("Enter a value.")), at_most(LONGEST_TEXT), plain_text(several_lines=True)],
        [tidied],
    )
    source = choice_field(_l("Source"), _l("Choose where the data comes from."), required=True)


def further_form() -> FurtherForm:
    """Return the form as it was sent, or empty, with the sources there are."""
    form = FurtherForm()
    form.source.choices = [("", ""), *((source.key, source.name(g.language)) for source in catalogue().sources)]
    return form


@bp.get("/new")
def show(person_id: int) -> ResponseReturnValue:
    """Show the empty form."""
    return _page(further_form(), person_id)


@bp.post("/new")
def save(person_id: int) -> ResponseReturnValue:
    """Store the item."""
    form = further_form()
    if not form.validate():
        return _page(form, person_id, status=422)
    person, source = locked_person(person_id), catalogue().source(form.source.data)
    add_field(
        person,
        label=form.label.data,
        category=form.category.data,
        value=form.value.data,
        source_id=source.id,
        source_key=source.key,
        at=clock.now(),
        by=current_actor(),
        channel="staff",
    )
    db.session.commit()
    flash(_("The data is stored."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


@bp.get("/<int(max=9223372036854775807):item_id>/delete")
def ask(person_id: int, item_id: int) -> ResponseReturnValue:
    """Ask before the item is deleted."""
    person, item = looked_at(person_id), data_field(person_id, item_id)
    if item is None:
        abort(404)
    return render_template("staff/people/further_delete.html", person=person, item=item)


@bp.post("/<int(max=9223372036854775807):item_id>/delete")
def delete(person_id: int, item_id: int) -> ResponseReturnValue:
    """Delete the item; one that is gone already stays gone."""
    person = locked_person(person_id)
    item = data_field(person_id, item_id)
    if item is not None:
        remove_field(person, item, at=clock.now(), by=current_actor(), channel="staff")
        db.session.commit()
    flash(_("The data is deleted."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


def _page(form: FurtherForm, person_id: int, *, status: int = 200) -> ResponseReturnValue:
    return render_template("staff/people/further.html", form=form, person=looked_at(person_id)), status
