"""Likely duplicates among everybody, side by side, and who was told apart."""

from typing import cast

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf, NumberRange, Optional

from portal import clock
from portal.extensions import db
from portal.legal_bases.queries import basis_rows_of, catalogue
from portal.people.duplicates import LARGEST, LIKENESSES, Likeness, alike, alike_to, told_apart
from portal.people.models import ToldApart
from portal.people.queries import LARGEST_ID, NoSuchPerson, locked_person
from portal.people.telling_apart import take_back, tell_apart
from portal.web.staff.checks import WholeNumberField
from portal.web.staff.gate import belongs_to, current_actor

PAGE = 10
TOLD_PAGE = 25
BY_NUMBER = "/<int(max=9223372036854775807):told_id>"

bp = belongs_to(Blueprint("duplicates", __name__, url_prefix="/people/duplicates"), "people")


class DuplicatesForm(FlaskForm):
    """Which likeness, and after whose group the page begins; it stands in the page's address."""

    class Meta:
        """Looking changes nothing, and the address can be kept and shared."""

        csrf = False

    by = HiddenField(default="address", validators=[AnyOf(LIKENESSES, _l("Choose from the list."))])
    after = WholeNumberField(validators=[Optional(), NumberRange(0, LARGEST_ID, _l("There is no such page."))])
    before = WholeNumberField(validators=[Optional(), NumberRange(0, LARGEST_ID, _l("There is no such page."))])


class ApartForm(FlaskForm):
    """One group as it was shown: the likeness, and its people's numbers."""

    by = HiddenField(validators=[AnyOf(LIKENESSES)])
    people = HiddenField()

    def ids(self) -> list[int]:
        """Return the people's numbers; what is no number is nobody's."""
        return [int(word) for word in (self.people.data or "").split() if word.isascii() and word.isdigit()][:LARGEST]


@bp.get("")
def show() -> ResponseReturnValue:
    """Show one page of groups."""
    return _page()


@bp.post("/apart")
def apart() -> ResponseReturnValue:
    """Keep that the people of a group are different, unless the group is no longer what was shown."""
    form = ApartForm()
    if not form.validate():
        return _page(status=422)
    ids = form.ids()
    try:
        first = locked_person(ids[0] if ids else 0)
    except NoSuchPerson:
        return _page(status=409)
    people = alike_to(first, cast("Likeness", form.by.data), lock=True)
    if [person.id for person in people] != ids:
        return _page(status=409)
    tell_apart(people, at=clock.now(), by=current_actor())
    db.session.commit()
    flash(_("They are kept as different people, and are no longer listed."))
    return redirect(url_for(".show", by=form.by.data), 303)


@bp.get("/apart")
def apart_list() -> ResponseReturnValue:
    """Show who was told apart."""
    form = DuplicatesForm(request.args)
    if not form.validate():
        abort(404)
    rows = told_apart(before=form.before.data, most=TOLD_PAGE + 1)
    further = url_for(".apart_list", before=rows[TOLD_PAGE - 1].told.id) if len(rows) > TOLD_PAGE else ""
    return render_template("staff/people/told_apart.html", rows=rows[:TOLD_PAGE], further=further)


@bp.post(f"/apart{BY_NUMBER}/back")
def back(told_id: int) -> ResponseReturnValue:
    """Let the people be listed again; what was taken back already stays so."""
    told = db.session.get(ToldApart, told_id, with_for_update=True)
    if told is not None:
        take_back(told, at=clock.now(), by=current_actor())
        db.session.commit()
    flash(_("They are listed again while they look alike."))
    return redirect(url_for(".apart_list"), 303)


def _page(*, status: int = 200) -> ResponseReturnValue:
    form = DuplicatesForm(request.values)
    valid = form.validate()
    likeness: Likeness = form.by.data if form.by.data in LIKENESSES else "address"
    db.session.rollback()
    groups = alike(likeness, after=form.after.data, most=PAGE + 1) if valid else []
    shown = groups[:PAGE]
    page = render_template(
        "staff/people/duplicates.html",
        form=form,
        likeness=likeness,
        groups=shown,
        bases=basis_rows_of([person.id for group in shown for person in group]),
        known=catalogue(),
        further=url_for(".show", by=likeness, after=shown[-1][0].id) if len(groups) > PAGE else "",
        first=url_for(".show", by=likeness) if form.after.data else "",
        largest=LARGEST,
        changed=status != 200,
        language=g.language,
    )
    return page, status if valid else 422
