"""The letters that wait, and those that were sent or could not be."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField
from wtforms.validators import NumberRange, Optional

from portal import clock
from portal.exports.words import letter_kind_label, letter_state_label
from portal.mail.finding import STATES, LetterQuestion, find_letters, letter_ids
from portal.mail.kinds import KINDS
from portal.mail.models import Letter
from portal.people.queries import LARGEST_ID, people_by_id
from portal.web.staff.checks import WholeNumberField, at_most, choice_field, tidied
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.labels import LABELS

PAGE = 50
COUNTED = 1000
"""Letters that are counted; more than these are only said to be more."""

bp = belongs_to(
    Blueprint("sent_letters", __name__, url_prefix="/letters"),
    "letters",
    label=_l("Sent letters"),
    start="staff.sent_letters.show",
)


class LettersForm(FlaskForm):
    """What to look for; it stands in the page's address."""

    class Meta:
        """A search changes nothing, and its address can be kept and shared."""

        csrf = False

    q = SearchField(_l("Recipient: e-mail address or name"), [at_most(200)], [tidied])
    state = choice_field(_l("State"), _l("Choose from the list."))
    kind = choice_field(_l("Letter"), _l("Choose from the list."))
    person = WholeNumberField(validators=[Optional(), NumberRange(1, LARGEST_ID, _l("There is no such page."))])
    before = WholeNumberField(validators=[Optional(), NumberRange(0, LARGEST_ID, _l("There is no such page."))])

    def question(self, *states: str) -> LetterQuestion:
        """Return what was asked, in those states where no state was chosen."""
        asked: Any = (self.state.data,) if self.state.data else states
        return LetterQuestion(self.kind.data, asked, self.q.data or "", self.person.data)

    def asked(self) -> dict[str, Any]:
        """Return what was asked as it stands in an address, without the page."""
        return {field.name: field.data for field in self if field.data and field.name != "before"}


def letters_form(values: Any) -> LettersForm:
    """Return the form with what was asked, and what can be chosen."""
    form = LettersForm(values)
    form.state.choices = [("", _l("All")), *((state, letter_state_label(state)) for state in STATES)]
    form.kind.choices = [("", _l("All")), *((kind, letter_kind_label(kind)) for kind in KINDS)]
    return form


@bp.get("")
def show() -> ResponseReturnValue:
    """Show one page of the letters, newest first."""
    form = letters_form(request.args)
    if not form.validate():
        return _page(form, [], status=422)
    return _page(form, find_letters(form.question(), before=form.before.data, most=PAGE + 1))


def _page(form: LettersForm, found: Sequence[Letter], *, status: int = 200) -> ResponseReturnValue:
    shown, at = found[:PAGE], clock.now()
    people = people_by_id([letter.person_id for letter in shown if letter.person_id is not None])
    page = render_template(
        "staff/letters/sent.html",
        form=form,
        letters=shown,
        people=people,
        asked_about=people_by_id([form.person.data] if form.person.data and not form.errors else []),
        failed=len(letter_ids(LetterQuestion(states=("failed",)), most=COUNTED + 1)),
        counted=COUNTED,
        further=url_for(".show", **form.asked(), before=shown[-1].id) if len(found) > PAGE else "",
        first=url_for(".show", **form.asked()) if form.before.data else "",
        asked=form.asked(),
        now=at,
        labels=LABELS,
    )
    return page, status
