"""The asker of the time."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from portal import clock


@time_machine.travel(datetime(2026, 4, 2, 7, 30, tzinfo=UTC), tick=False)
def test_now_is_in_utc() -> None:
    assert clock.now() == datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)


@time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)
def test_today_is_the_date_in_the_zone() -> None:
    assert clock.today("Europe/Stockholm") == date(2027, 1, 1)
    assert clock.today("UTC") == date(2026, 12, 31)


def test_seconds_only_go_forward_whatever_the_calendar_says() -> None:
    before = clock.seconds()

    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        assert clock.seconds() >= before
