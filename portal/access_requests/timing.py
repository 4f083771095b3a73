"""Extend the time for an answer, and let it stand still while the person is asked who they are."""

from datetime import datetime

from portal.access_requests.actions import check_open
from portal.access_requests.deadlines import answer_due, first_due, local_day
from portal.access_requests.entering import Change, enter
from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import may_extend
from portal.ledger.models import Channel
from portal.ledger.rules import Actor


class TooLateToExtend(Exception):
    """The first month is over, or the time was extended already."""


class ClockRuns(Exception):
    """No question about who the person is waits for an answer."""


class ClockStands(Exception):
    """The person was asked who they are already, and has not answered."""


def extend(request: AccessRequest, reason: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Give three months from receipt instead of one, for a reason that the person is told; lock the request first.

    :raises portal.access_requests.actions.AlreadyClosed: there is nothing left to answer
    :raises TooLateToExtend: it is allowed once, within the first month (GDPR art. 12(3))
    """
    check_open(request)
    today = local_day(at)
    first = first_due(request, today)
    if not may_extend(today, first_due=first, extended=request.extended, state=request.state):
        raise TooLateToExtend(request.reference)
    due = answer_due(request.received_on, extended=True, paused=request.paused_days)
    new = {"extended": True, "due_on": due, "reminded": None}
    enter(request, Change("extended", new, text=reason), at=at, by=by, channel=channel)


def pause(request: AccessRequest, question: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Stop the clock while the person is asked who they are (GDPR art. 12(6)); lock the request first.

    :raises portal.access_requests.actions.AlreadyClosed: there is nothing left to answer
    :raises ClockStands: they were asked already
    """
    check_open(request)
    if request.paused_on is not None:
        raise ClockStands(request.reference)
    new = {"state": "waiting", "paused_on": local_day(at)}
    enter(request, Change("paused", new, text=question), at=at, by=by, channel=channel)


def resume(request: AccessRequest, note: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Let the clock go on, since it is known now who asks; the days between are added to the time.

    :param note: how it became known; staff alone see it
    :raises ClockRuns: it does not stand still
    """
    if request.paused_on is None:
        raise ClockRuns(request.reference)
    paused = request.paused_days + max((local_day(at) - request.paused_on).days, 0)
    due = answer_due(request.received_on, extended=request.extended, paused=paused)
    new = {"state": "working", "paused_on": None, "paused_days": paused, "due_on": due, "reminded": None}
    enter(request, Change("resumed", new), at=at, by=by, channel=channel)
    if note:
        enter(request, Change("noted", text=note, shown=False), at=at, by=by, channel=channel)
