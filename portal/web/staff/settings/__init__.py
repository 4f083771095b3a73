"""What administrators set."""

from portal.web.staff.settings import (
    data_fields,
    index,
    legal_bases,
    organisation,
    purposes,
    sources,
    topics,
    translations,
    wordings,
)

PAGES = (
    index,
    organisation,
    purposes,
    wordings,
    legal_bases,
    sources,
    topics,
    data_fields,
    translations,
)
