"""When an answer is due, and what may still be done about a request."""

import calendar
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

Kind = Literal["access", "portability", "correction", "erasure", "restriction", "objection", "question"]
"""What is asked for: art. 15, 20, 16, 17, 18 and 21, or something about the data that none of them names."""
State = Literal["received", "working", "waiting", "answered", "refused", "taken_back", "erased"]
Way = Literal["portal", "email", "phone", "letter", "in_person"]
"""How a request came in."""

KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)
WAYS: tuple[Way, ...] = get_args(Way)
OPEN: tuple[State, ...] = ("received", "working", "waiting")
CLOSED: tuple[State, ...] = ("answered", "refused", "taken_back", "erased")

FIRST_MONTHS = 1
"""Months to answer in (GDPR art. 12(3))."""
EXTENDED_MONTHS = 3
"""Months from receipt once the time was extended: two further ones (GDPR art. 12(3))."""
FIRST_DAY = date(2018, 5, 25)
"""Since when the regulation applies (GDPR art. 99(2)): no request is older."""
REMINDERS = (10, 5, 1)
"""Days left when the owner is reminded."""


def months_after(day: date, months: int) -> date:
    """Return the same date so many months later, or the last day of that month (Regulation 1182/71 art. 3(2)(c))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def working_day_from(day: date, holidays: Collection[date]) -> date:
    """Return the day, or the next that is no Saturday, Sunday or public holiday (Regulation 1182/71 art. 3(4))."""
    while day.weekday() >= calendar.SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def due_on(received: date, *, extended: bool = False, paused: int = 0, holidays: Collection[date] = ()) -> date:
    """Return the last day on which an answer is in time (GDPR art. 12(3); Regulation 1182/71 art. 3).

    :param received: the day of receipt, which does not count itself
    :param paused: days for which the time stood still while the person was asked who they are (GDPR art. 12(6))
    """
    months = EXTENDED_MONTHS if extended else FIRST_MONTHS
    return working_day_from(months_after(received, months) + timedelta(days=paused), holidays)


def days_paused(pauses: Sequence[tuple[date, date]]) -> int:
    """Return for how many days the time stood still, each pause given by its first day and the day it ended."""
    return sum((ended - began).days for began, ended in pauses)


def may_extend(today: date, *, first_due: date, extended: bool, state: State) -> bool:
    """Tell whether the time may be extended: once, and before the first month has run out (GDPR art. 12(3)).

    :param first_due: the last day without an extension
    """
    return state in OPEN and not extended and today <= first_due


def may_take_back(state: State) -> bool:
    """Tell whether the person may take the request back: until work on it has begun."""
    return state == "received"


def days_left(due: date, today: date) -> int:
    """Return the days until the answer is due: 0 on the last day, below 0 when it is late."""
    return (due - today).days


def reminder_mark(left: int) -> int | None:
    """Return which reminder the days that are left call for: 10, 5 or 1, or each day beyond the last one of its own."""
    if left < 0:
        return left
    return min((mark for mark in REMINDERS if left <= mark), default=None)


def reminder_due(left: int, reminded: int | None) -> bool:
    """Tell whether the owner is to be reminded now.

    :param reminded: the mark of the latest reminder, or None before the first
    """
    mark = reminder_mark(left)
    return mark is not None and (reminded is None or mark < reminded)
