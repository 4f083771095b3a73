"""What administrators set."""

from portal.web.staff.settings import (
    colleague,
    colleagues,
    first_day,
    forms,
    index,
    look,
    organisation,
)

PAGES = (
    index,
    organisation,
    forms,
    look,
    colleagues,
    colleague,
    first_day,
)
