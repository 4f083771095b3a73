"""The staff's pages about imports."""

from portal.web.staff.imports import columns, faults, imports, one, undo

PAGES = (imports, columns, one, faults, undo)
