"""Ask everybody whom a search finds for consent; whom it would concern is shown before."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from portal import clock
from portal.asking.actions import Counted, counted, prepare
from portal.asking.models import ConsentRound
from portal.extensions import db
from portal.legal_bases.finding import few_found
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue, catalogue
from portal.web.looking import looking
from portal.web.staff.checks import choice_field
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.question_words import searched_words
from portal.web.staff.people.search import SearchForm, search_of_address, to_search

bp = belongs_to(Blueprint("questions_new", __name__, url_prefix="/people/questions/new"), "people", only_changes=True)


class QuestionForm(FlaskForm):
    """What is asked."""

    purpose = choice_field(_l("Purpose"), _l("Choose a purpose that people can consent to."), required=True)

    def offering(self, known: Catalogue) -> None:
        """Offer the purposes that take consent."""
        asked = [purpose for purpose in known.purposes if known.takes_consent(purpose)]
        self.purpose.choices = [("", ""), *((purpose.key, purpose.name(g.language)) for purpose in asked)]


@bp.get("")
def ask() -> ResponseReturnValue:
    """Show the form for the people whom the search in the address finds."""
    known = catalogue()
    search = search_of_address(known)
    return _page(_form(known), search, known) if search.validate() else to_search(search)


@bp.post("")
def preview() -> ResponseReturnValue:
    """Count whom it concerns, at once or by a job when they are many, and show that."""
    known, at = catalogue(), clock.now()
    form, search = _form(known), search_of_address(known)
    if not search.validate():
        return to_search(search)
    if not form.validate():
        return _page(form, search, known, status=422)
    purpose = known.purpose(form.purpose.data)
    wording = known.wording(purpose)
    people = _counted(search, purpose, known)
    if people == [] or wording is None:
        flash(_("Nobody was found, so there is nobody to ask."), "warning")
        return to_search(search)
    made = prepare(search.asked(), purpose, wording.version, people, at=at, by=current_actor())
    round_id = made.id
    db.session.commit()
    return redirect(url_for("staff.questions.show", round_id=round_id), 303)


def _counted(search: SearchForm, purpose: Purpose, known: Catalogue) -> Counted | None:
    """Return what would become of those found, or None when they are many; nobody waits for it."""
    db.session.rollback()
    with looking():
        ids = few_found(search.question(known))
        return None if ids is None else counted(sorted(ids), purpose, known, at=clock.now())


def _form(known: Catalogue) -> QuestionForm:
    form = QuestionForm(request.form)
    form.offering(known)
    return form


def _page(form: QuestionForm, search: SearchForm, known: Catalogue, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/people/questions_new.html",
        form=form,
        asked=search.asked(),
        who=searched_words(ConsentRound(searched=search.asked()), known, g.language),
        language=g.language,
    )
    return page, status
