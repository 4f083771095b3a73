"""What administrators set."""

from portal.web.staff.settings import (
    forms,
    index,
    organisation,
)

PAGES = (
    index,
    organisation,
    forms,
)
