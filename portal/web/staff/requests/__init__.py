"""The staff's pages about requests."""

from portal.web.staff.requests import (
    card,
    connecting,
    entering,
    queue,
    reply,
    timing,
)

PAGES = (
    queue,
    entering,
    card,
    timing,
    reply,
    connecting,
)
