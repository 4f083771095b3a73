"""The requests to be answered, nearest deadline first."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import NumberRange, Optional

from portal import clock
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import open_count
from portal.access_requests.queue import NOBODY, QueueQuestion, queued_requests
from portal.access_requests.rules import CLOSED, KINDS, OPEN, STATES, State
from portal.accounts.queries import all_staff
from portal.exports.request_words import KIND_NAMES, STATE_NAMES
from portal.people.queries import LARGEST_ID, people_by_id
from portal.settings.queries import current_organisation
from portal.web.staff.checks import WholeNumberField, choice_field
from portal.web.staff.gate import belongs_to, current_staff_user
from portal.web.staff.requests.words import REQUEST_LABELS, rows

PAGE = 50

bp = belongs_to(
    Blueprint("requests", __name__, url_prefix="/requests"),
    "requests",
    label=_l("Requests"),
    start="staff.requests.show",
    count=open_count,
)


class QueueForm(FlaskForm):
    """What to look for; it stands in the page's address."""

    class Meta:
        """A search changes nothing, and its address can be kept and shared."""

        csrf = False

    state = choice_field(_l("State"), _l("Choose from the list."))
    kind = choice_field(_l("Kind"), _l("Choose from the list."))
    owner = choice_field(_l("Owner"), _l("Choose from the list."))
    late = BooleanField(_l("Overdue only"))
    after = WholeNumberField(validators=[Optional(), NumberRange(0, LARGEST_ID, _l("There is no such page."))])

    def question(self) -> QueueQuestion:
        """Return what was asked."""
        states: Mapping[str, Sequence[State]] = {"": OPEN, "closed": CLOSED, **{state: (state,) for state in STATES}}
        owners = {"": None, "mine": current_staff_user().id, "nobody": NOBODY}
        today = clock.today(current_organisation().time_zone)
        return QueueQuestion(
            states[self.state.data], self.kind.data or None, owners[self.owner.data], today if self.late.data else None
        )

    def asked(self) -> dict[str, Any]:
        """Return what was asked as it stands in an address, without the page."""
        return {field.name: field.data for field in self if field.data and field.name != "after"}


def queue_form(values: Any) -> QueueForm:
    """Return the form with what was asked, and what can be chosen."""
    form = QueueForm(values)
    states = [("", _l("To be answered")), ("closed", _l("Closed")), *((key, STATE_NAMES[key]) for key in STATES)]
    form.state.choices = states
    form.kind.choices = [("", _l("All")), *((kind, KIND_NAMES[kind]) for kind in KINDS)]
    form.owner.choices = [("", _l("All")), ("mine", _l("Mine")), ("nobody", _l("Without an owner"))]
    return form


@bp.get("")
def show() -> ResponseReturnValue:
    """Show one page of the requests; the most urgent stands first."""
    form = queue_form(request.args)
    if not form.validate():
        return _page(form, [], status=422)
    return _page(form, queued_requests(form.question(), after=form.after.data, most=PAGE + 1))


def _page(form: QueueForm, found: Sequence[AccessRequest], *, status: int = 200) -> ResponseReturnValue:
    shown = found[:PAGE]
    people = people_by_id([item.person_id for item in shown if item.person_id is not None])
    page = render_template(
        "staff/requests/queue.html",
        form=form,
        rows=rows(shown, people, all_staff(), clock.today(current_organisation().time_zone)),
        further=url_for(".show", **form.asked(), after=shown[-1].id) if len(found) > PAGE else "",
        first=url_for(".show", **form.asked()) if form.after.data else "",
        labels=REQUEST_LABELS,
    )
    return page, status
