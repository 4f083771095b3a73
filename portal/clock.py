"""The only place that asks what time it is."""

from datetime import UTC, date, datetime
from time import monotonic
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment in UTC, with its time zone."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Return today's date in the time zone of that IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


def seconds() -> float:
    """Return seconds on a clock that only goes forward, for telling how long something took."""
    return monotonic()
