"""Questions for consent: whom one would concern, how far it has come, what they answered; ask, remind, count, drop."""

from datetime import date, timedelta
from typing import Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.asking.actions import NotNow, begin, drop
from portal.asking.models import ConsentRound
from portal.asking.queries import answers, latest_rounds, round_by_id
from portal.asking.rules import ANSWERS, CAN_ASK, CAN_REMIND, REASONS
from portal.dates import local
from portal.extensions import db
from portal.jobs.queries import job_by_id, jobs_ahead
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.queries import LARGEST_ID, people_by_id
from portal.settings.marketing import marketing_settings
from portal.settings.queries import current_organisation
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.question_words import LABELS

PAGE: Final = 25
COUNTED_NOW: Final = 20_000
"""People whose answers are counted while the page waits; those of more are counted by a job."""
ONE: Final = "/<int(max=9223372036854775807):round_id>"

bp = belongs_to(Blueprint("questions", __name__, url_prefix="/people/questions"), "people")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the rounds, latest first."""
    before = request.args.get("before", type=int)
    rows = latest_rounds(before=before if before and 0 < before <= LARGEST_ID else None, most=PAGE + 1)
    return render_template(
        "staff/people/questions_index.html",
        rows=rows[:PAGE],
        further=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        known=catalogue(),
        labels=LABELS,
        language=g.language,
    )


@bp.get(ONE)
def show(round_id: int) -> ResponseReturnValue:
    """Show one round as it is now."""
    made, known = round_by_id(round_id), catalogue()
    job = job_by_id(made.job_id) if made.job_id else None
    is_few = made.counts.get("asked", 0) <= COUNTED_NOW
    return render_template(
        "staff/people/questions.html",
        made=made,
        job=job,
        ahead=jobs_ahead(job) if job else 0,
        samples=_samples(made),
        answered=answers(made) if is_few else made.answers,
        is_few=is_few,
        reminder_on=_reminder_on(made),
        known=known,
        wording=known.wording(known.purpose_of[made.purpose_id], made.wording_version),
        labels=LABELS,
        reasons=REASONS,
        order=ANSWERS,
        can_ask=made.state in CAN_ASK and made.counts.get("ask"),
        can_remind=_can_remind(made),
        language=g.language,
    )


@bp.post(f"{ONE}/ask")
def ask(round_id: int) -> ResponseReturnValue:
    """Let a worker ask those who were counted."""
    return _begun(round_id, "consent_ask")


@bp.post(f"{ONE}/remind")
def remind(round_id: int) -> ResponseReturnValue:
    """Let a worker remind those who have not answered."""
    return _begun(round_id, "consent_remind")


@bp.post(f"{ONE}/count")
def count(round_id: int) -> ResponseReturnValue:
    """Let a worker count what very many have answered."""
    return _begun(round_id, "consent_answers")


@bp.post(f"{ONE}/drop")
def forget(round_id: int) -> ResponseReturnValue:
    """Drop a round that was only counted."""
    made = round_by_id(round_id, lock=True)
    searched = made.searched
    try:
        drop(made, by=current_actor(), at=clock.now())
    except NotNow:
        return _too_late(round_id)
    db.session.commit()
    flash(_("Dropped. Nobody was asked."))
    return redirect(url_for("staff.people.search", **searched), 303)


def _begun(round_id: int, kind: str) -> ResponseReturnValue:
    try:
        begin(round_by_id(round_id, lock=True), kind, by=current_actor(), at=clock.now())
    except NotNow:
        return _too_late(round_id)
    db.session.commit()
    return redirect(url_for(".show", round_id=round_id), 303)


def _too_late(round_id: int) -> ResponseReturnValue:
    """Show what holds now: somebody was quicker, or pressed twice."""
    db.session.rollback()
    flash(_("That could not be done now. This is how it is."), "warning")
    return redirect(url_for(".show", round_id=round_id), 303)


def _can_remind(made: ConsentRound) -> bool:
    return made.state in CAN_REMIND and (made.reminded_at is None or made.state == "reminding_stopped")


def _reminder_on(made: ConsentRound) -> date | None:
    """Return the day on which those who have not answered are reminded by themselves, or None."""
    days = marketing_settings().reminder_days
    if not days or made.asked_at is None or made.reminded_at is not None:
        return None
    return local(made.asked_at, current_organisation().time_zone).date() + timedelta(days=days)


def _samples(made: ConsentRound) -> dict[str, list[Person]]:
    """Return the people who are shown of each outcome, as they were counted."""
    if made.state != "counted":
        return {}
    found = people_by_id([key for ids in made.samples.values() for key in ids])
    shown = {what: [found[key] for key in ids if key in found] for what, ids in made.samples.items()}
    return {what: shown[what] for what in ("ask", *REASONS) if shown.get(what)}
