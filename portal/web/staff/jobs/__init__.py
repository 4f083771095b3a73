"""The staff's pages about long jobs."""

from portal.web.staff.jobs import jobs

PAGES = (jobs,)
