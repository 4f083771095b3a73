"""What the person wants to get: topics, a pause, the language."""

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.queries import basis_rows
from portal.people.actions import change
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.preferences.actions import choose_topics, set_pause
from portal.web.looking import looking
from portal.web.subject.gate import current_visit
from portal.web.subject.preferences_form import PreferencesForm, Wishes, current_wishes
from portal.web.subject.proof import confirm_choice

bp = Blueprint("preferences", __name__, url_prefix="/preferences")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is chosen now."""
    visit = current_visit()
    wishes = current_wishes(visit, visit.bases)
    form = PreferencesForm.of(wishes, language=g.language, seen=visit.choices_seq)
    return _page(form, wishes, 200)


@bp.post("")
def save() -> ResponseReturnValue:
    """Keep the choices and show them back."""
    visit = current_visit()
    with looking():
        wishes = current_wishes(visit, visit.bases)
    form = PreferencesForm.posted(wishes)
    if not form.validate():
        return _page(form, wishes, 422)
    person = locked_person(visit.person_id)
    if form.seen.data != person.choices_seq:
        wishes = current_wishes(visit, basis_rows(visit.person_id))
    if form.seen.data != person.choices_seq and form.changes(wishes):
        fresh = PreferencesForm.of(wishes, language=g.language, seen=person.choices_seq)
        return _page(fresh, wishes, 409)
    _keep(person, form, wishes)
    db.session.commit()
    session["saved"] = True
    return redirect(url_for(".show"), 303)


def _keep(person: Person, form: PreferencesForm, wishes: Wishes) -> None:
    at, before = clock.now(), person.choices_seq
    choose_topics(person, form.changed_topics(wishes), at=at)
    if form.pause_end(wishes) != wishes.paused_until:
        set_pause(person, form.pause_end(wishes), at=at)
    language = str(form.language.data)
    if language != (person.language or g.language):
        change(person, {"language": language}, at=at, by=PERSON, channel="page")
        session.pop("language", None)
    confirm_choice(person, "chose", person.choices_seq, before=before, at=at)


def _page(form: PreferencesForm, wishes: Wishes, status: int) -> ResponseReturnValue:
    page = render_template(
        "subject/preferences.html",
        form=form,
        wishes=wishes,
        hints={topic.key: topic.text("description", g.language) for topic in wishes.topics},
        visit=current_visit(),
        stale=status == 409,
        saved=status == 200 and session.pop("saved", False),
        language=g.language,
    )
    return page, status
