"""Wish for a change of the legal basis of everybody whom a search finds; what it would do is shown before."""

from typing import Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from portal import clock
from portal.bulk.actions import Counted, counted
from portal.bulk.actions import ask as ask_for
from portal.bulk.models import BulkChange
from portal.bulk.terms import Terms
from portal.extensions import db
from portal.legal_bases.finding import few_found
from portal.legal_bases.queries import Catalogue, catalogue
from portal.web.looking import looking
from portal.web.staff.checks import choice_field
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.bulk_words import asked_words
from portal.web.staff.people.new_form import comment_field, wording_shown
from portal.web.staff.people.search import SearchForm, search_of_address, to_search

END: Final = "-end-"
"""Stands where a basis would when the one there is ends; no key looks like it."""

bp = belongs_to(Blueprint("bulk_new", __name__, url_prefix="/people/bulk/new"), "people", only_changes=True)


class BulkForm(FlaskForm):
    """Which purpose gets which basis, how that became known, and what proves it."""

    purpose = choice_field(_l("Purpose"), _l("Choose a purpose."), required=True)
    basis = choice_field(_l("New legal basis"), _l("Choose a legal basis, or to end the one there is."), required=True)
    source = choice_field(_l("Source"), _l("Choose where this comes from."), required=True)
    comment = comment_field(_l("Comment"))
    evidence = comment_field(_l("Evidence"))

    def offering(self, known: Catalogue) -> None:
        """Offer what is in use."""
        for field, items in ((self.purpose, known.purposes), (self.basis, known.bases), (self.source, known.sources)):
            field.choices = [("", ""), *((item.key, item.name(g.language)) for item in items)]
        self.basis.choices.append((END, _("None: end the basis that there is")))

    def terms(self, known: Catalogue) -> Terms:
        """Return what is wished for."""
        purpose = known.purpose(self.purpose.data)
        basis = None if self.basis.data == END else known.basis(self.basis.data)
        return Terms(
            known,
            purpose,
            basis,
            known.source(self.source.data),
            self.comment.data,
            self.evidence.data,
            wording_shown(known, purpose, basis) if basis else None,
        )

    def suits(self, terms: Terms) -> bool:
        """Tell whether it can be recorded; if not, say why at the field."""
        purpose, basis = terms.purpose, terms.basis
        if basis is None:
            return True
        if basis.id not in {allowed.id for allowed in purpose.bases}:
            names = ", ".join(str(allowed.name(g.language)) for allowed in purpose.bases if allowed.active)
            self.basis.errors = [_("The purpose can't rest on that. Choose one of: %(names)s.", names=names)]
        elif basis.article == "a" and terms.wording_version is None:
            self.basis.errors = [_("The purpose has no words to consent to yet. Write them in the settings first.")]
        elif basis.article == "a" and not terms.evidence:
            self.evidence.errors = [_("Say what proves that each of them has consented.")]
        return not self.errors


@bp.get("")
def ask() -> ResponseReturnValue:
    """Show the form for the people whom the search in the address finds."""
    known = catalogue()
    search = search_of_address(known)
    return _page(_form(known), search, known) if search.validate() else to_search(search)


@bp.post("")
def preview() -> ResponseReturnValue:
    """Count whom it concerns, at once or by a job when they are many, and show that."""
    known = catalogue()
    form, search = _form(known), search_of_address(known)
    if not search.validate():
        return to_search(search)
    if not form.validate() or not form.suits(form.terms(known)):
        return _page(form, search, known, status=422)
    terms = form.terms(known)
    people = _counted(search, terms)
    if people == []:
        flash(_("Nobody was found, so there is nothing to change."), "warning")
        return to_search(search)
    change = ask_for(search.asked(), terms, people, at=clock.now(), by=current_actor())
    bulk_id = change.id
    db.session.commit()
    return redirect(url_for("staff.bulk.show", bulk_id=bulk_id), 303)


def _counted(search: SearchForm, terms: Terms) -> Counted | None:
    """Return what would become of those found, or None when they are many; nobody waits for it."""
    db.session.rollback()
    with looking():
        ids = few_found(search.question(terms.known))
        return None if ids is None else counted(ids, terms)


def _form(known: Catalogue) -> BulkForm:
    form = BulkForm(request.form)
    form.offering(known)
    return form


def _page(form: BulkForm, search: SearchForm, known: Catalogue, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/people/bulk_new.html",
        form=form,
        asked=search.asked(),
        who=asked_words(BulkChange(asked=search.asked()), known, g.language),
        known=known,
        language=g.language,
    )
    return page, status
