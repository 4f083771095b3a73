"""The staff's pages about requests."""

from portal.web.staff.requests import (
    card,
    connecting,
    correcting,
    entering,
    erasing,
    objecting,
    queue,
    reply,
    restricting,
    timing,
)

PAGES = (
    queue,
    entering,
    card,
    timing,
    reply,
    connecting,
    erasing,
    restricting,
    correcting,
    objecting,
)
