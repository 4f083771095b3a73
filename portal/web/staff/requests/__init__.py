"""The staff's pages about requests."""

from portal.web.staff.requests import (
    answer_files,
    answer_hiding,
    answer_page,
    answer_parts,
    answer_preview,
    answer_rows,
    answer_sending,
    card,
    connecting,
    entering,
    queue,
    reply,
    timing,
)

PAGES = (
    queue,
    entering,
    card,
    timing,
    reply,
    connecting,
    answer_page,
    answer_parts,
    answer_preview,
    answer_rows,
    answer_files,
    answer_hiding,
    answer_sending,
)
