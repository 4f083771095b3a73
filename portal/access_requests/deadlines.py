"""The organisation's calendar: its today, its public holidays, and when its answers are due."""

from datetime import date, datetime
from functools import lru_cache

import holidays

from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import due_on
from portal.dates import local
from portal.settings.queries import current_organisation


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of the country in that year and the next; none where the country's are unknown.

    :param country: ISO 3166-1 alpha-2
    """
    try:
        return frozenset(holidays.country_holidays(country, years=(year, year + 1)))
    except NotImplementedError:
        return frozenset()


def local_day(at: datetime) -> date:
    """Return the day that it is at that moment where the organisation is."""
    return local(at, current_organisation().time_zone).date()


def answer_due(received: date, *, extended: bool = False, paused: int = 0) -> date:
    """Return the last day for an answer by the organisation's calendar (GDPR art. 12(3))."""
    years = range(received.year, received.year + 2 + paused // 365)
    country = current_organisation().country
    free = frozenset[date]().union(*(public_holidays(country, year) for year in years))
    return due_on(received, extended=extended, paused=paused, holidays=free)


def first_due(request: AccessRequest, today: date) -> date:
    """Return the last day without an extension, a pause that still lasts counted until today."""
    running = (today - request.paused_on).days if request.paused_on else 0
    return answer_due(request.received_on, paused=request.paused_days + running)
