"""A letter that proves what the person decided, queued with the decision itself."""

from datetime import datetime

from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.choices import Change
from portal.mail.letters.queued import choices_changed
from portal.people.models import Person


def confirm_choice(
    person: Person,
    change: Change,
    seq: int,
    *,
    before: int,
    purpose_key: str = "",
    wording_version: int | None = None,
    at: datetime,
) -> None:
    """Queue the receipt for the entry, unless it is an old one because nothing changed.

    :param before: the person's latest choice before this one
    """
    if seq <= before:
        return
    try:
        choices_changed(
            person, change, reference=str(seq), purpose_key=purpose_key, wording_version=wording_version, at=at
        )
    except UnusableRecipient:
        return  # what was decided holds even where no letter can go
