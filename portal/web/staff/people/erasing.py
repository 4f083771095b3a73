"""Erase a person from their card."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.people.queries import locked_person, person_by_id
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at
from portal.web.staff.requests.erasure_page import ErasureForm, carry_out, erasure_page

bp = belongs_to(Blueprint("person_erasing", __name__, url_prefix=f"{ONE_PERSON}/erase"), "people", only_changes=True)


@bp.get("")
def ask(person_id: int) -> ResponseReturnValue:
    """Show what goes and what stays."""
    return erasure_page(looked_at(person_id), ErasureForm(), back=_card(person_id))


@bp.post("")
def erase(person_id: int) -> ResponseReturnValue:
    """Erase the person."""
    form = ErasureForm()
    if not form.fits(person_by_id(person_id)):
        return erasure_page(looked_at(person_id), form, back=_card(person_id), status=422)
    flash(carry_out(locked_person(person_id), form, at=clock.now()))
    db.session.commit()
    return redirect(url_for("staff.people.search"), 303)


def _card(person_id: int) -> str:
    return url_for("staff.person.show", person_id=person_id)
