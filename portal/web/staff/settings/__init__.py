"""What administrators set."""

from portal.web.staff.settings import index, organisation

PAGES = (index, organisation)
