"""What administrators set."""

from portal.web.staff.settings import (
    colleague,
    colleagues,
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
)
