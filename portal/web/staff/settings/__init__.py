"""What administrators set."""

from portal.web.staff.settings import organisation

PAGES = (organisation,)
