"""Find people by the beginnings of words and by what is recorded about them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField
from wtforms.validators import NumberRange, Optional

from portal.exports.words import status_label
from portal.legal_bases.finding import Question, find_people
from portal.legal_bases.queries import Catalogue, basis_rows_of, catalogue
from portal.legal_bases.rules import STATUSES
from portal.people.models import Person
from portal.web.staff.checks import WholeNumberField, at_most, choice_field, tidied
from portal.web.staff.gate import belongs_to

PAGE = 25
HIGHEST_ID = 2**63 - 1

bp = belongs_to(
    Blueprint("people", __name__, url_prefix="/people"), "people", label=_l("People"), start="staff.people.search"
)


class SearchForm(FlaskForm):
    """What to search for; it stands in the page's address."""

    class Meta:
        """A search changes nothing, and its address can be kept and shared."""

        csrf = False

    q = SearchField(_l("Search"), [at_most(200)], [tidied])
    purpose = choice_field(_l("Purpose"), _l("Choose from the list."))
    basis = choice_field(_l("Legal basis"), _l("Choose from the list."))
    status = choice_field(_l("Status"), _l("Choose from the list."))
    source = choice_field(_l("Source"), _l("Choose from the list."))
    before = WholeNumberField(validators=[Optional(), NumberRange(0, HIGHEST_ID, _l("There is no such page."))])

    def offering(self, known: Catalogue) -> None:
        """Offer what can be filtered by."""
        lists = ((self.purpose, known.all_purposes), (self.basis, known.all_bases), (self.source, known.all_sources))
        for field, items in lists:
            field.choices = [("", _l("All")), *((item.key, item.name(g.language)) for item in items)]
        self.status.choices = [("", _l("All")), *((status, status_label(status)) for status in STATUSES)]

    def question(self, known: Catalogue) -> Question:
        """Return what was asked."""
        return Question(
            text=self.q.data or "",
            purpose_id=known.purpose(self.purpose.data).id if self.purpose.data else None,
            basis_id=known.basis(self.basis.data).id if self.basis.data else None,
            status=self.status.data or None,
            source_id=known.source(self.source.data).id if self.source.data else None,
        )

    def asked(self) -> dict[str, Any]:
        """Return what was asked as it stands in an address, without the page."""
        return {field.name: field.data for field in self if field.data and field.name != "before"}


@bp.get("")
def search() -> ResponseReturnValue:
    """Show one page of the people found, latest registered first."""
    known = catalogue()
    form = search_of_address(known)
    if not form.validate():
        return _page(form, known, [], status=422)
    found = find_people(form.question(known), before=form.before.data, most=PAGE + 1)
    return _page(form, known, found)


def search_of_address(known: Catalogue) -> SearchForm:
    """Return the search that the page's address holds, unchecked."""
    form = SearchForm(request.args)
    form.offering(known)
    return form


def to_search(form: SearchForm) -> ResponseReturnValue:
    """Return the way back to the search, which says what is wrong with it."""
    return redirect(url_for("staff.people.search", **form.asked()), 303)


def _page(form: SearchForm, known: Catalogue, found: Sequence[Person], *, status: int = 200) -> ResponseReturnValue:
    shown = found[:PAGE]
    further = url_for(".search", **form.asked(), before=shown[-1].id) if len(found) > PAGE else ""
    page = render_template(
        "staff/people/search.html",
        form=form,
        people=shown,
        bases=basis_rows_of([person.id for person in shown]),
        known=known,
        further=further,
        first=url_for(".search", **form.asked()) if form.before.data else "",
        is_narrowed=any(form[name].data for name in ("purpose", "basis", "status", "source")),
        language=g.language,
    )
    return page, status
