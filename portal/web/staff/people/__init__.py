"""The staff's pages about people."""

from portal.web.staff.people import (
    bulk,
    bulk_left,
    bulk_new,
    card,
    duplicates,
    edit,
    export,
    further,
    letters,
    links,
    new,
    preview,
    privacy,
    privacy_acts,
    privacy_lift,
    search,
)

PAGES = (
    search,
    duplicates,
    bulk_new,
    bulk,
    bulk_left,
    new,
    preview,
    card,
    edit,
    further,
    privacy,
    privacy_lift,
    privacy_acts,
    letters,
    links,
    export,
)
