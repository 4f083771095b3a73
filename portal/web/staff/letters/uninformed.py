"""People who must be told what is stored about them, and have not been."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from portal import clock
from portal.extensions import db
from portal.informing.actions import KIND, ask_to_inform_everybody, inform_chosen, note_informed
from portal.jobs.queries import NoSuchJob, job_by_id, jobs_ahead, unfinished_job
from portal.legal_bases.queries import catalogue
from portal.mail.queries import confirmation_states
from portal.mail.rules import last_day_to_inform
from portal.mail.uninformed import Place, outlook, place_of, uninformed_places
from portal.people.models import Person
from portal.people.queries import LARGEST_ID, people_by_id
from portal.settings.queries import current_organisation
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_actor

PAGE = 50
COUNTED = 1000
"""People who are counted on the list; more than these are only said to be more."""
FORESEEN = 10_000
"""People for whom the page that asks says what would happen."""
LONGEST_COMMENT = 2000

bp = belongs_to(
    Blueprint("uninformed", __name__, url_prefix="/letters/uninformed"),
    "letters",
    label=_l("Not yet informed"),
    start="staff.uninformed.show",
)


class OtherwiseForm(FlaskForm):
    """How the people were told."""

    comment = TextAreaField(
        _l("How they were informed"),
        [
            DataRequired(_l("Say how and when they were informed.")),
            at_most(LONGEST_COMMENT),
            plain_text(several_lines=True),
        ],
        [tidied],
        render_kw={"rows": 3},
    )


@bp.get("")
def show() -> ResponseReturnValue:
    """Show one page of the list, most urgent first."""
    after = _place()
    places = uninformed_places(after=after, most=PAGE + 1)
    found = people_by_id([place.id for place in places[:PAGE]])
    people = [found[place.id] for place in places[:PAGE] if place.id in found]
    count = len(uninformed_places(most=COUNTED + 1))
    return render_template(
        "staff/letters/uninformed.html",
        people=people,
        last_days={person.id: _last_day(person) for person in people},
        today=clock.today(_zone()),
        states=confirmation_states(people),
        known=catalogue(),
        language=g.language,
        count=min(count, COUNTED),
        is_more=count > COUNTED,
        first=url_for(".show") if after else "",
        further=url_for(".show", after=places[PAGE - 1].id) if len(places) > PAGE else "",
        sending=unfinished_job(KIND),
    )


@bp.get("/send")
def ask() -> ResponseReturnValue:
    """Say what sending to everybody would do."""
    return render_template("staff/letters/uninformed_send.html", outlook=outlook(most=FORESEEN), foreseen=FORESEEN)


@bp.post("/send")
def send() -> ResponseReturnValue:
    """Let a worker send to everybody who can be sent a letter; pressed again, nobody gets two."""
    job = ask_to_inform_everybody(at=clock.now(), by=current_actor())
    db.session.commit()
    return redirect(url_for(".under_way", job_id=job.id), 303)


@bp.get("/send/<int(max=9223372036854775807):job_id>")
def under_way(job_id: int) -> ResponseReturnValue:
    """Show how far the sending to everybody has come, or how many letters it made."""
    job = job_by_id(job_id)
    if job.kind != KIND:
        raise NoSuchJob(job_id)
    return render_template("staff/letters/uninformed_sending.html", job=job, ahead=jobs_ahead(job))


@bp.post("/chosen/send")
def send_chosen() -> ResponseReturnValue:
    """Send to those who were ticked."""
    chosen = _chosen()
    if not chosen:
        return _nobody_chosen()
    count = inform_chosen(chosen, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    _tell_queued(count)
    if count < len(chosen):
        flash(_("The others have no address that works, or a letter is on its way already."), "warning")
    return redirect(url_for(".show"), 303)


@bp.post("/chosen/otherwise")
def otherwise() -> ResponseReturnValue:
    """Ask how those who were ticked have been informed, and then note it."""
    chosen = _chosen()
    if not chosen:
        return _nobody_chosen()
    if "comment" not in request.form:
        return _ask_otherwise(OtherwiseForm(formdata=None), chosen)
    form = OtherwiseForm()
    if not form.validate():
        return _ask_otherwise(form, chosen, status=422)
    count = note_informed(chosen, form.comment.data, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(ngettext("Noted: %(num)s person was informed.", "Noted: %(num)s people were informed.", count))
    return redirect(url_for(".show"), 303)


def _ask_otherwise(form: OtherwiseForm, chosen: Sequence[int], *, status: int = 200) -> ResponseReturnValue:
    people = list(people_by_id(chosen).values())
    return render_template("staff/letters/uninformed_otherwise.html", form=form, people=people), status


def _nobody_chosen() -> ResponseReturnValue:
    flash(_("Nobody is ticked. Tick the people it is about."), "error")
    return redirect(url_for(".show"), 303)


def _chosen() -> list[int]:
    """Return the ids that were ticked, at most a page of them."""
    numbers = [text for text in request.form.getlist("person") if text.isascii() and text.isdigit() and len(text) < 20]
    return [number for number in map(int, numbers[:PAGE]) if number <= LARGEST_ID]


def _place() -> Place | None:
    """Return the place that the page begins behind; without one, or when the person is gone, the list begins anew."""
    after = request.args.get("after", "")
    if not (after.isascii() and after.isdigit()) or int(after[:20]) > LARGEST_ID:
        return None
    return place_of(int(after))


def _last_day(person: Person) -> date:
    return last_day_to_inform(person.registered_at, _zone())


def _zone() -> str:
    return current_organisation().time_zone


def _tell_queued(count: int) -> None:
    flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", count))
