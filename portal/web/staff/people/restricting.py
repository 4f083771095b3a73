"""Restrict the use of a person's data, or lift the restriction, from their card."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at
from portal.web.staff.requests.restriction_page import RestrictForm, carry_out, restriction_page

bp = belongs_to(
    Blueprint("person_restricting", __name__, url_prefix=f"{ONE_PERSON}/restriction"), "people", only_changes=True
)


@bp.get("")
def ask(person_id: int) -> ResponseReturnValue:
    """Say what it means, and ask why."""
    return restriction_page(looked_at(person_id), RestrictForm(), back=_card(person_id))


@bp.post("")
def save(person_id: int) -> ResponseReturnValue:
    """Restrict the use, or lift the restriction, as the form that was open said."""
    form = RestrictForm()
    if not form.validate():
        return restriction_page(looked_at(person_id), form, back=_card(person_id), status=422)
    flash(carry_out(locked_person(person_id), form, lifts="lift" in request.form, at=clock.now()))
    db.session.commit()
    return redirect(_card(person_id), 303)


def _card(person_id: int) -> str:
    return url_for("staff.person.show", person_id=person_id)
