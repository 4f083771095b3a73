"""What letters say, and which source sends which."""

from portal.web.staff.settings.letters import listing, source_letters, trying, versions, wording

PAGES = (
    listing,
    source_letters,
    wording,
    trying,
    versions,
)
