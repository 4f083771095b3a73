"""Restrict the use of somebody's data to storage, or lift that: from the person's card, or from a request."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.mail.letters.queued import restriction
from portal.people.models import Person
from portal.people.restricting import lift_restriction, restrict
from portal.web.staff.gate import current_actor
from portal.web.staff.requests.acting import said
from portal.web.staff.requests.forms import WordsForm, words_field


class RestrictForm(WordsForm):
    """Why the use is restricted, or no longer; the person is told."""

    words = words_field(_l("Reason"), _l("Say why: the person is told."), rows=4)


def restriction_page(person: Person, form: RestrictForm, *, back: str, status: int = 200) -> ResponseReturnValue:
    """Return the page on which the use is restricted, or the restriction lifted, by how it is now."""
    return render_template("staff/people/restrict.html", person=person, form=form, back=back), status


def carry_out(person: Person, form: RestrictForm, *, lifts: bool, at: datetime) -> str:
    """Restrict the use for the person, who is locked, or lift the restriction, and return what to tell staff."""
    act = lift_restriction if lifts else restrict
    if not act(person, reason=form.words.data, at=at, by=current_actor(), channel="staff"):
        return str(_("Nothing was changed: it was so already."))
    sent = restriction(person, applied=not lifts, text=form.words.data, at=at)
    deed = _("The restriction is lifted.") if lifts else _("The use is restricted to storage.")
    return said(deed, sent=sent is not None)
