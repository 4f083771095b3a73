"""Put a purpose back in force over a no: with source, evidence and a day, or as a correction with a reason."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.dates import local
from portal.extensions import db
from portal.legal_bases.actions import check_fresh, lift_no, no_since
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import EvidenceMissing, NothingToLift, StaleForm
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.settings.queries import current_organisation
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.labels import LABELS
from portal.web.staff.people.looking import looked_at
from portal.web.staff.people.privacy import overview, to_card
from portal.web.staff.people.privacy_forms import LiftForm, basis_form, say_date_must_follow
from portal.web.staff.people.standing import Line, open_line_of

bp = belongs_to(
    Blueprint("privacy_lift", __name__, url_prefix=f"{ONE_PERSON}/privacy/<key>/lift"), "people", only_changes=True
)


@bp.get("")
def ask(person_id: int, key: str) -> ResponseReturnValue:
    """Explain what it takes to lift a no, and ask for it."""
    person = looked_at(person_id)
    line = open_line_of(person, key)
    if not line.is_no:
        return redirect(url_for("staff.privacy.ask", person_id=person_id, key=key))
    form = _form(line)
    form.seen.data = person.choices_seq
    return _page(form, person, line)


@bp.post("")
def save(person_id: int, key: str) -> ResponseReturnValue:
    """Lift the no, when the evidence is newer than it."""
    person = locked_person(person_id)
    line = open_line_of(person, key)
    form = _form(line)
    if not form.validate():
        return _wrong(form, person_id, key)
    try:
        check_fresh(person, form.seen.data)
        _lift(person, form)
    except (NothingToLift, StaleForm):
        return overview(person_id, status=409)
    except EvidenceMissing:
        say_date_must_follow(form, _no_day(person, line))
        return _wrong(form, person_id, key)
    db.session.commit()
    flash(_("The legal basis is recorded. The earlier no stays in the history."))
    return to_card(person_id)


def _form(line: Line) -> LiftForm:
    return basis_form(LiftForm, catalogue(), line.purpose)


def _lift(person: Person, form: LiftForm) -> None:
    lift_no(
        person,
        form.record(),
        dated=form.day(),
        correction=form.correction.data,
        zone=current_organisation().time_zone,
        at=clock.now(),
        by=current_actor(),
    )


def _no_day(person: Person, line: Line) -> str:
    since = no_since(person, line.purpose, line.row)
    return local(since, current_organisation().time_zone).date().isoformat() if since else ""


def _wrong(form: LiftForm, person_id: int, key: str) -> ResponseReturnValue:
    person = looked_at(person_id)
    line = open_line_of(person, key)
    if not line.is_no:
        return overview(person_id, status=409)
    return _page(form, person, line, status=422)


def _page(form: LiftForm, person: Person, line: Line, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/people/privacy_lift.html",
        form=form,
        person=person,
        line=line,
        no_since=no_since(person, line.purpose, line.row),
        today=clock.today(current_organisation().time_zone),
        labels=LABELS,
        language=g.language,
    )
    return page, status
