"""Try again, or cancel, all letters that a search finds."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.mail.again import cancel_letters, retry_letters
from portal.mail.finding import letter_ids
from portal.people.queries import LARGEST_ID
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.letters.sent import LettersForm, letters_form

MOST = 10_000
"""Letters at a time: so many are changed while nobody else has to wait long."""

bp = belongs_to(Blueprint("many_letters", __name__, url_prefix="/letters/all"), "letters", only_changes=True)


class Deed(NamedTuple):
    """What can be done with many letters at once."""

    states: tuple[str, ...]
    """Letters in other states are left alone."""
    usual: str
    """The state that is meant when none was asked for."""
    title: LazyString
    act: Callable[..., int]


DEEDS = {
    "retry": Deed(("failed", "due"), "failed", _l("Try letters again"), retry_letters),
    "cancel": Deed(("due", "held"), "due", _l("Cancel letters"), cancel_letters),
}


@bp.get("/<deed>")
def ask(deed: str) -> ResponseReturnValue:
    """Say how many letters it is about."""
    form = _form(deed, request.args)
    ids = letter_ids(form.question(DEEDS[deed].usual), most=MOST + 1)
    return render_template(
        "staff/letters/many.html",
        deed=deed,
        title=DEEDS[deed].title,
        count=min(len(ids), MOST),
        is_more=len(ids) > MOST,
        newest=ids[0] if ids else 0,
        asked=form.asked(),
        state=form.state.data or DEEDS[deed].usual,
        back=url_for("staff.sent_letters.show", **form.asked()),
    )


@bp.post("/<deed>")
def apply(deed: str) -> ResponseReturnValue:
    """Do it to the letters that were there when it was asked; those that came since are left alone."""
    form = _form(deed, request.form)
    newest = form.before.data or 0
    ids = letter_ids(form.question(DEEDS[deed].usual), before=min(newest, LARGEST_ID - 1) + 1, most=MOST + 1)
    count = DEEDS[deed].act(ids[:MOST], at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    if deed == "retry":
        flash(ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", count))
    else:
        flash(ngettext("%(num)s letter is cancelled.", "%(num)s letters are cancelled.", count))
    if len(ids) > MOST:
        flash(_("There are more: do it once more for those."), "warning")
    return redirect(url_for("staff.sent_letters.show", **form.asked()), 303)


def _form(deed: str, values: object) -> LettersForm:
    form = letters_form(values)
    if deed not in DEEDS or not form.validate():
        abort(404)
    if form.state.data and form.state.data not in DEEDS[deed].states:
        abort(404)
    return form
