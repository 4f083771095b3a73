"""The staff's pages about marketing."""

from portal.web.staff.marketing import (
    feedback,
    feedback_one,
)

PAGES = (
    feedback,
    feedback_one,
)
