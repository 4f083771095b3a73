"""When an answer is due, by the regulation on periods (1182/71) and the calendar of Sweden."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access_requests.deadlines import public_holidays
from portal.access_requests.rules import (
    CLOSED,
    OPEN,
    REMINDERS,
    STATES,
    State,
    days_left,
    days_paused,
    due_on,
    may_extend,
    may_take_back,
    months_after,
    reminder_due,
    reminder_mark,
    working_day_from,
)

DAYS = st.dates(date(2018, 5, 25), date(2099, 12, 31))
PAUSES = st.integers(0, 400)


def swedish(year: int) -> frozenset[date]:
    """Return the public holidays of Sweden in that year and the next."""
    return public_holidays("SE", year)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 4, 2), date(2026, 5, 4), id="a Saturday rolls over the Sunday to Monday"),
        pytest.param(date(2026, 11, 24), date(2026, 12, 24), id="Christmas Eve is no public holiday"),
        pytest.param(date(2026, 11, 25), date(2026, 12, 28), id="Christmas, its second day and a Sunday"),
        pytest.param(date(2026, 12, 1), date(2027, 1, 4), id="New Year's Day is a Friday"),
        pytest.param(date(2026, 1, 31), date(2026, 3, 2), id="28 February is a Saturday"),
        pytest.param(date(2027, 1, 31), date(2027, 3, 1), id="28 February is a Sunday"),
        pytest.param(date(2028, 1, 31), date(2028, 2, 29), id="the last day of February in a leap year"),
        pytest.param(date(2025, 1, 31), date(2025, 2, 28), id="the last day of February"),
        pytest.param(date(2028, 2, 29), date(2028, 3, 29), id="received on a leap day"),
        pytest.param(date(2026, 3, 3), date(2026, 4, 7), id="Good Friday, Easter and Easter Monday"),
        pytest.param(date(2026, 5, 20), date(2026, 6, 22), id="Midsummer Day and the Sunday after it"),
        pytest.param(date(2026, 5, 19), date(2026, 6, 19), id="Midsummer Eve is no public holiday"),
        pytest.param(date(2026, 4, 14), date(2026, 5, 15), id="Ascension Day is a Thursday"),
    ],
)
def test_a_first_answer_is_due_after_a_month(received: date, due: date) -> None:
    assert due_on(received, holidays=swedish(received.year)) == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 11, 30), date(2027, 3, 1), id="28 February is a Sunday"),
        pytest.param(date(2027, 11, 30), date(2028, 2, 29), id="into a leap year"),
        pytest.param(date(2026, 1, 31), date(2026, 4, 30), id="April has thirty days"),
        pytest.param(date(2026, 1, 3), date(2026, 4, 7), id="Good Friday, Easter and Easter Monday"),
        pytest.param(date(2026, 10, 1), date(2027, 1, 4), id="over New Year"),
    ],
)
def test_an_extended_answer_is_due_three_months_after_receipt(received: date, due: date) -> None:
    assert due_on(received, extended=True, holidays=swedish(received.year)) == due


def test_paused_days_are_added_before_the_roll_to_a_working_day() -> None:
    received = date(2026, 4, 14)

    assert due_on(received, paused=1, holidays=swedish(2026)) == date(2026, 5, 15)
    assert due_on(received, paused=2, holidays=swedish(2026)) == date(2026, 5, 18)


@given(DAYS, PAUSES, st.booleans())
def test_an_answer_is_never_due_on_a_day_off(received: date, paused: int, extended: bool) -> None:
    holidays = swedish(received.year) | swedish(received.year + 2)

    due = due_on(received, extended=extended, paused=paused, holidays=holidays)

    assert due.weekday() < 5
    assert due not in holidays


@given(DAYS, PAUSES, st.booleans())
def test_a_roll_passes_over_days_off_only(received: date, paused: int, extended: bool) -> None:
    holidays = swedish(received.year) | swedish(received.year + 2)
    bare = months_after(received, 3 if extended else 1) + timedelta(days=paused)

    due = due_on(received, extended=extended, paused=paused, holidays=holidays)

    passed = [bare + timedelta(days=number) for number in range((due - bare).days)]
    assert all(day.weekday() >= 5 or day in holidays for day in passed)
    assert len(passed) <= 6


@given(DAYS, st.integers(0, 60))
def test_months_end_on_the_same_date_or_on_the_last_day(day: date, months: int) -> None:
    after = months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, PAUSES)
def test_who_asks_later_is_never_due_earlier(one: date, other: date, paused: int) -> None:
    first, second = sorted((one, other))

    assert due_on(first, paused=paused) <= due_on(second, paused=paused)


@given(DAYS, PAUSES)
def test_an_extension_and_a_pause_never_shorten_the_time(received: date, paused: int) -> None:
    holidays = swedish(received.year)

    assert due_on(received, holidays=holidays) <= due_on(received, paused=paused, holidays=holidays)
    assert due_on(received, paused=paused) < due_on(received, extended=True, paused=paused)


@given(DAYS)
def test_a_working_day_stays(day: date) -> None:
    rolled = working_day_from(day, ())

    assert working_day_from(rolled, ()) == rolled
    assert (rolled == day) == (day.weekday() < 5)


def test_pauses_add_up_by_their_days() -> None:
    one = date(2026, 4, 2), date(2026, 4, 5)
    same_day = date(2026, 4, 9), date(2026, 4, 9)

    assert days_paused([]) == 0
    assert days_paused([one, same_day, one]) == 6


@pytest.mark.parametrize(
    ("today", "extended", "state", "allowed"),
    [
        (date(2026, 5, 4), False, "working", True),
        (date(2026, 5, 4), False, "waiting", True),
        (date(2026, 5, 5), False, "working", False),
        (date(2026, 5, 4), True, "working", False),
        (date(2026, 5, 4), False, "answered", False),
    ],
)
def test_the_time_is_extended_once_within_the_first_month(
    today: date, extended: bool, state: State, allowed: bool
) -> None:
    assert may_extend(today, first_due=date(2026, 5, 4), extended=extended, state=state) is allowed


def test_a_request_is_taken_back_only_before_work_begins() -> None:
    assert [state for state in STATES if may_take_back(state)] == ["received"]


def test_every_state_is_open_or_closed() -> None:
    assert {*OPEN, *CLOSED} == set(STATES)
    assert not {*OPEN} & {*CLOSED}


@pytest.mark.parametrize(
    ("left", "mark"), [(11, None), (10, 10), (6, 10), (5, 5), (2, 5), (1, 1), (0, 1), (-1, -1), (-30, -30)]
)
def test_each_number_of_days_left_has_its_reminder(left: int, mark: int | None) -> None:
    assert reminder_mark(left) == mark


@given(st.lists(st.integers(-20, 40), max_size=60))
def test_no_reminder_comes_twice_however_often_the_days_are_counted(counts: list[int]) -> None:
    reminded: int | None = None
    sent = []

    for left in sorted(counts, reverse=True):
        if reminder_due(left, reminded):
            reminded = reminder_mark(left)
            sent.append(reminded)

    assert len(sent) == len(set(sent))
    assert [mark for mark in sent if mark is not None and mark > 0] == [
        mark for mark in REMINDERS if mark in {reminder_mark(left) for left in counts}
    ]


def test_an_owner_who_was_away_gets_the_latest_reminder_alone() -> None:
    assert reminder_due(3, None)
    assert not reminder_due(3, 5)
    assert reminder_due(0, 5)
    assert not reminder_due(0, 1)
    assert reminder_due(-2, -1)


def test_days_left_count_down_to_the_last_day_and_on() -> None:
    due = date(2026, 5, 4)

    assert [days_left(due, due - timedelta(days=ahead)) for ahead in (2, 0, -3)] == [2, 0, -3]


def test_a_country_without_a_known_calendar_has_no_holidays() -> None:
    assert public_holidays("AQX", 2026) == frozenset()
    assert date(2026, 4, 3) in public_holidays("SE", 2026)
    assert date(2027, 1, 1) in public_holidays("SE", 2026)
