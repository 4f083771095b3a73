"""What administrators set."""

from portal.web.staff.settings import index, letters, organisation

PAGES = (
    index,
    organisation,
    *letters.PAGES,
)
