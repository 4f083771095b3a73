"""What administrators set."""

from portal.web.staff.settings import (
    colleague,
    colleagues,
    first_day,
    index,
    look,
    organisation,
)

PAGES = (
    index,
    organisation,
    look,
    colleagues,
    colleague,
    first_day,
)
