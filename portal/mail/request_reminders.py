"""Remind the owners of requests whose answers are soon due, or late."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.access_requests.deadlines import local_day
from portal.access_requests.models import AccessRequest, RequestEvent
from portal.access_requests.rules import REMINDERS, days_left, reminder_due, reminder_mark
from portal.accounts.models import StaffUser
from portal.accounts.queries import all_staff
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.mail.letters.about_requests import request_due

CHUNK = 100
"""Requests in one transaction."""


def remind_owners(*, at: datetime, after: int = 0) -> int | None:
    """Queue the reminders that are due of the next few requests, and return the last one's id, or None at the end.

    The rows stay locked until the caller commits, so that two workers never remind of the same day.

    :param after: the id that was returned before
    """
    today = local_day(at)
    statement = (
        select(AccessRequest)
        .where(
            AccessRequest.state.in_(("received", "working")),
            AccessRequest.due_on <= today + timedelta(days=max(REMINDERS)),
            AccessRequest.id > after,
        )
        .order_by(AccessRequest.id)
        .limit(CHUNK)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).all()
    staff = {user.id: user for user in all_staff() if user.active} if found else {}
    for request in found:
        left = days_left(request.due_on, today)
        if request.state in {"received", "working"} and reminder_due(left, request.reminded):
            request.reminded = reminder_mark(left)
            request_due(request, responsible(request, staff), left=left, at=at)
            facts = {"left": left}
            db.session.add(
                RequestEvent(
                    request_id=request.id, at=at, event="reminded", by=str(SYSTEM), facts=facts, text="", shown=False
                )
            )
    return found[-1].id if found else None


def responsible(request: AccessRequest, staff: Mapping[int, StaffUser]) -> Sequence[StaffUser]:
    """Return who is reminded: the owner; without one who still works here every case officer, else administrators.

    :param staff: the active members of staff by id
    """
    owner = staff.get(request.owner_id or 0)
    if owner is not None:
        return [owner]
    for role in ("officer", "admin"):
        some = [user for user in staff.values() if user.role == role]
        if some:
            return some
    return []
