"""Moments and days in words, in the portal's time zone."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

_DAY = {"sv": "{day} {month} {year}", "en": "{day} {month} {year}"}
_MOMENT = {"sv": "{day} kl. {hour:02}.{minute:02}", "en": "{day}, {hour:02}:{minute:02}"}


@cache
def _months(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["format"]["wide"])


def local(at: datetime, zone: str) -> datetime:
    """Return the moment as clocks show it in the time zone of that IANA name."""
    return at.astimezone(ZoneInfo(zone))


def day_in_words(day: date, language: str) -> str:
    """Return the day as "2 april 2026" or "2 April 2026"; a moment must already be local."""
    return _DAY[language].format(day=day.day, month=_months(language)[day.month], year=day.year)


def moment_in_words(at: datetime, language: str, zone: str) -> str:
    """Return the moment as "2 april 2026 kl. 09.30" or "2 April 2026, 09:30" in the time zone."""
    shown = local(at, zone)
    return _MOMENT[language].format(day=day_in_words(shown, language), hour=shown.hour, minute=shown.minute)
