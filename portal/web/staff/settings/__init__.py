"""What administrators set."""

from portal.web.staff.settings import (
    colleague,
    colleagues,
    index,
    organisation,
)

PAGES = (
    index,
    organisation,
    colleagues,
    colleague,
)
