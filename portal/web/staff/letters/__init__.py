"""Letters that were sent or wait, and people who have not been told yet."""

from portal.web.staff.letters import many, one, sent, uninformed

PAGES = (
    sent,
    one,
    many,
    uninformed,
)
