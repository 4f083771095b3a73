"""A letter that proves what the person decided, queued with the decision itself."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.choices import Change
from portal.mail.letters.queued import choices_changed, receipt_row
from portal.mail.outbox import enqueue
from portal.people.models import Chooser, Person


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
    with suppress(UnusableRecipient):  # what was decided holds even where no letter can go
        choices_changed(
            person, change, reference=str(seq), purpose_key=purpose_key, wording_version=wording_version, at=at
        )


def confirm_saved(people: Iterable[Chooser], languages: Mapping[int, str], *, at: datetime) -> None:
    """Queue the receipts of everybody whose choices were just kept, each in the language by their id."""
    rows = []
    for person in people:
        with suppress(UnusableRecipient):
            rows.append(receipt_row(person, "chose", languages[person.id], reference=str(person.choices_seq), at=at))
    enqueue(row for row in rows if row is not None)
