"""What the person wants to get: topics, a pause, the language."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.extensions import db
from portal.legal_bases.queries import basis_rows
from portal.people.queries import locked_person
from portal.web.looking import looking
from portal.web.subject.gate import current_visit
from portal.web.subject.preferences_answers import Answers, Wishes, current_wishes
from portal.web.subject.preferences_form import PreferencesForm
from portal.web.subject.preferences_saving import Choices, paused, save, speak

bp = Blueprint("preferences", __name__, url_prefix="/preferences")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is chosen now."""
    visit = current_visit()
    wishes = current_wishes(visit, visit.bases)
    form = PreferencesForm.of(wishes, language=g.language, seen=visit.choices_seq)
    return _page(form, wishes, 200)


@bp.post("", endpoint="save")
def keep() -> ResponseReturnValue:
    """Keep the choices and show them back; what was decided after the form was opened is not undone by it."""
    visit = current_visit()
    with looking():
        wishes = current_wishes(visit, visit.bases)
    answers = Answers.of(request.form, wishes)
    if answers is None:
        return _refused(wishes)
    choices = Choices(
        visit.person_id,
        visit.choices_seq,
        answers.changed_topics(wishes),
        paused(wishes.paused_until, answers.pause_end(wishes)),
        answers.other_language(visit.language),
    )
    if answers.seen != visit.choices_seq or not save(choices):
        return _after_something_newer(answers)
    return _saved(choices.language)


def _refused(wishes: Wishes) -> ResponseReturnValue:
    form = PreferencesForm.posted(wishes)
    form.validate()
    return _page(form, wishes, 422)


def _after_something_newer(answers: Answers) -> ResponseReturnValue:
    """Show how it is now, unless the form asks for just that: then it was sent twice."""
    visit = current_visit()
    person = locked_person(visit.person_id)
    wishes = current_wishes(visit, basis_rows(person.id))
    if answers.changes(wishes):
        fresh = PreferencesForm.of(wishes, language=g.language, seen=person.choices_seq)
        return _page(fresh, wishes, 409)
    language = answers.other_language(person.language)
    if language:
        speak(person.id, language)
    db.session.commit()
    return _saved(language)


def _saved(language: str) -> ResponseReturnValue:
    if language:
        session.pop("language", None)
    return redirect(url_for(".show", saved=1), 303)


def _page(form: PreferencesForm, wishes: Wishes, status: int) -> ResponseReturnValue:
    page = render_template(
        "subject/preferences.html",
        form=form,
        wishes=wishes,
        hints={topic.key: topic.text("description", g.language) for topic in wishes.topics},
        visit=current_visit(),
        stale=status == 409,
        saved=status == 200 and "saved" in request.args,
        language=g.language,
    )
    return page, status
