"""The clock of a request: extended once and in time, stopped while the person is asked who they are, and going on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.actions import AlreadyClosed, Asked, receive, refuse
from portal.access_requests.deadlines import answer_due, first_due, local_day
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import timeline
from portal.access_requests.timing import ClockRuns, ClockStands, TooLateToExtend, extend, pause, resume
from portal.ledger.models import Channel
from portal.ledger.rules import PERSON, Actor
from tests import make
from tests.databases import only_sqlite

pytestmark = only_sqlite
Database = scoped_session[Session]
AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
STAFF: tuple[Actor, Channel] = (make.BOB, "staff")


@pytest.fixture
def asked(session: Database) -> AccessRequest:
    """Return Alice's request of 2 April, whose answer is due on 4 May."""
    return receive(Asked("access"), make.person(), at=AT, by=PERSON, channel="page")


def after(days: float) -> datetime:
    """Return the moment so many days after the request came."""
    return AT + timedelta(days=days)


def paused(request: AccessRequest, days: float = 0) -> None:
    """Ask the person who they are."""
    pause(request, "Who are you?", at=after(days), by=STAFF[0], channel=STAFF[1])


def resumed(request: AccessRequest, days: float, note: str = "") -> None:
    """Let the clock go on."""
    resume(request, note, at=after(days), by=STAFF[0], channel=STAFF[1])


def extended(request: AccessRequest, days: float) -> None:
    """Take two further months."""
    extend(request, "Much to search.", at=after(days), by=STAFF[0], channel=STAFF[1])


def test_an_extension_counts_from_the_day_of_receipt(asked: AccessRequest) -> None:
    extended(asked, 20)

    assert (asked.due_on, asked.extended) == (date(2026, 7, 2), True)
    assert [(what.event, what.text, what.shown) for what in timeline(asked.id)][1:] == [
        ("extended", "Much to search.", True)
    ]


@pytest.mark.parametrize("days", [32.7, 33, 90])
def test_after_the_first_month_no_extension_is_left(asked: AccessRequest, days: float) -> None:
    with pytest.raises(TooLateToExtend):
        extended(asked, days)

    assert (asked.due_on, asked.extended) == (date(2026, 5, 4), False)


def test_the_last_evening_of_the_first_month_is_in_time(asked: AccessRequest) -> None:
    at = datetime(2026, 5, 4, 21, 59, tzinfo=UTC)

    extend(asked, "Much to search.", at=at, by=make.BOB, channel="staff")

    assert asked.extended
    assert local_day(at) == date(2026, 5, 4)
    assert local_day(at + timedelta(minutes=1)) == date(2026, 5, 5)


def test_an_extension_comes_once(asked: AccessRequest) -> None:
    extended(asked, 1)

    with pytest.raises(TooLateToExtend):
        extended(asked, 2)
    assert asked.due_on == date(2026, 7, 2)


def test_days_of_a_pause_are_added_and_the_reminders_begin_anew(asked: AccessRequest) -> None:
    asked.reminded = 10

    paused(asked, 3)
    waiting = (asked.state, asked.paused_on, asked.due_on)
    resumed(asked, 13, "A passport was shown.")

    assert waiting == ("waiting", date(2026, 4, 5), date(2026, 5, 4))
    assert (asked.state, asked.paused_on, asked.paused_days) == ("working", None, 10)
    assert (asked.due_on, asked.reminded) == (date(2026, 5, 12), None)
    told = [(what.event, what.shown) for what in timeline(asked.id)]
    assert told == [("received", True), ("paused", True), ("resumed", True), ("noted", False)]


def test_a_pause_that_ends_the_same_day_adds_nothing(asked: AccessRequest) -> None:
    paused(asked, 3)
    resumed(asked, 3.2)

    assert (asked.paused_days, asked.due_on) == (0, date(2026, 5, 4))
    assert [what.event for what in timeline(asked.id)] == ["received", "paused", "resumed"]


def test_a_clock_that_was_set_back_takes_no_days_away(asked: AccessRequest) -> None:
    paused(asked, 9)
    resumed(asked, 7)

    assert (asked.paused_days, asked.due_on) == (0, date(2026, 5, 4))


def test_a_pause_that_lasts_leaves_the_month_for_the_extension(asked: AccessRequest) -> None:
    paused(asked, 3)

    extended(asked, 40)

    assert first_due(asked, local_day(after(40))) == date(2026, 6, 8)
    assert (asked.extended, asked.state) == (True, "waiting")
    resumed(asked, 40)
    assert asked.due_on == answer_due(asked.received_on, extended=True, paused=37)


def test_a_clock_stands_once_and_goes_on_once(asked: AccessRequest) -> None:
    with pytest.raises(ClockRuns):
        resumed(asked, 1)
    paused(asked, 1)
    with pytest.raises(ClockStands):
        paused(asked, 2)
    resumed(asked, 3)
    with pytest.raises(ClockRuns):
        resumed(asked, 4)

    assert asked.paused_days == 2


def test_a_request_that_is_closed_while_the_clock_stands_runs_no_more(asked: AccessRequest) -> None:
    paused(asked, 1)

    refuse(asked, "You did not tell.", at=after(20), by=make.BOB, channel="staff")

    assert (asked.state, asked.paused_on) == ("refused", None)
    with pytest.raises(ClockRuns):
        resumed(asked, 21)
    with pytest.raises(AlreadyClosed):
        extended(asked, 21)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_whatever_the_pauses_the_days_between_are_added_and_no_more(
    session: Database, pauses: list[tuple[int, int]]
) -> None:
    request = receive(Asked("access", name="Dan"), None, at=AT, by=PERSON, channel="staff")
    day = 0

    for waits, lasts in pauses:
        paused(request, day + waits)
        day += waits + lasts
        resumed(request, day)

    assert request.paused_days == sum(lasts for _, lasts in pauses)
    assert request.due_on == answer_due(request.received_on, paused=request.paused_days)
    session.rollback()
