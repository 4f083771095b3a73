"""What administrators set."""

from portal.web.staff.settings import (
    colleague,
    colleagues,
    data_fields,
    direct_marketing,
    first_day,
    forms,
    index,
    legal_bases,
    letters,
    look,
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
    direct_marketing,
    *letters.PAGES,
    forms,
    look,
    colleagues,
    colleague,
    translations,
    first_day,
)
