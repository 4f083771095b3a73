"""Bulk changes: what one would do, how far it has come, what it came to; apply it, put it back, or drop it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.bulk.actions import NotNow, begin, drop
from portal.bulk.models import BulkChange
from portal.bulk.queries import change_by_id, latest_changes, people_of
from portal.bulk.rules import CAN_APPLY, CAN_UNDO, REASONS
from portal.extensions import db
from portal.jobs.queries import job_by_id, jobs_ahead
from portal.legal_bases.queries import basis_rows_of, catalogue
from portal.people.models import Person
from portal.people.queries import LARGEST_ID
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.bulk_words import LABELS

PAGE = 25
ONE = "/<int(max=9223372036854775807):bulk_id>"

bp = belongs_to(Blueprint("bulk", __name__, url_prefix="/people/bulk"), "people")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the bulk changes, latest first."""
    before = request.args.get("before", type=int)
    rows = latest_changes(before=before if before and 0 < before <= LARGEST_ID else None, most=PAGE + 1)
    return render_template(
        "staff/people/bulk_index.html",
        rows=rows[:PAGE],
        further=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        known=catalogue(),
        labels=LABELS,
        language=g.language,
    )


@bp.get(ONE)
def show(bulk_id: int) -> ResponseReturnValue:
    """Show one bulk change as it is now."""
    change = change_by_id(bulk_id)
    job = job_by_id(change.job_id) if change.job_id else None
    samples = _samples(change)
    return render_template(
        "staff/people/bulk.html",
        change=change,
        job=job,
        ahead=jobs_ahead(job) if job else 0,
        samples=samples,
        bases=basis_rows_of([person.id for people in samples.values() for person in people]),
        known=catalogue(),
        labels=LABELS,
        reasons=REASONS,
        left=sum(change.counts.get(reason, 0) for reason in REASONS),
        can_apply=change.state in CAN_APPLY and change.counts.get("change"),
        can_undo=change.state in CAN_UNDO and change.counts.get("changed"),
        language=g.language,
    )


@bp.post(f"{ONE}/apply")
def apply(bulk_id: int) -> ResponseReturnValue:
    """Let a worker change those who were counted."""
    return _begun(bulk_id, "bulk_apply")


@bp.post(f"{ONE}/undo")
def undo(bulk_id: int) -> ResponseReturnValue:
    """Let a worker put back what was changed."""
    return _begun(bulk_id, "bulk_undo")


@bp.post(f"{ONE}/drop")
def forget(bulk_id: int) -> ResponseReturnValue:
    """Drop a change that was only counted."""
    change = change_by_id(bulk_id, lock=True)
    asked = change.asked
    try:
        drop(change, by=current_actor(), at=clock.now())
    except NotNow:
        return _too_late(bulk_id)
    db.session.commit()
    flash(_("Dropped. Nothing was changed."))
    return redirect(url_for("staff.people.search", **asked), 303)


def _begun(bulk_id: int, kind: str) -> ResponseReturnValue:
    try:
        begin(change_by_id(bulk_id, lock=True), kind, by=current_actor(), at=clock.now())
    except NotNow:
        return _too_late(bulk_id)
    db.session.commit()
    return redirect(url_for(".show", bulk_id=bulk_id), 303)


def _too_late(bulk_id: int) -> ResponseReturnValue:
    """Show what holds now: somebody was quicker, or pressed twice."""
    db.session.rollback()
    flash(_("That could not be done now. This is how it is."), "warning")
    return redirect(url_for(".show", bulk_id=bulk_id), 303)


def _samples(change: BulkChange) -> dict[str, list[Person]]:
    """Return the people who are shown of each outcome, as they were counted."""
    found = {person.id: person for person in people_of([key for ids in change.samples.values() for key in ids])}
    shown = {what: [found[key] for key in ids if key in found] for what, ids in change.samples.items()}
    order = ("change", *REASONS)
    return {what: shown[what] for what in order if shown.get(what)}
