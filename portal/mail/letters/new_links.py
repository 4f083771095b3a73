"""Queue new links for whoever has an address, in the same time whether anybody does."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from portal.extensions import db
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import written_language
from portal.mail.models import Letter
from portal.mail.outbox import letter_row
from portal.people.models import Person
from portal.people.rules import email_key

MOST = 5
"""People who share an address and get a link each."""
NOBODY = "nobody@invalid"
_KEPT = timedelta(hours=1)


def queue_new_links(address: str, *, at: datetime) -> None:
    """Queue a link for each person with the address, to the address on file.

    For an unknown address a cancelled letter to nobody is written instead, so that both take the same time; it is
    deleted with a later request. Somebody whose address only a web form names so far counts as unknown.
    """
    people = db.session.execute(
        select(Person.id, Person.email, Person.language, Person.country)
        .where(Person.email_key == email_key(address), Person.unconfirmed_since.is_(None))
        .order_by(Person.id)
        .limit(MOST)
    ).all()
    letters = [
        _row(person.email, written_language(person.language, person.country), person.id, at) for person in people
    ]
    rows = letters or [_row(NOBODY, written_language(""), None, at)]
    db.session.execute(insert(Letter.__table__), rows)  # type: ignore[arg-type]
    db.session.execute(
        delete(Letter).where(
            Letter.state == "cancelled",
            Letter.due_at < at - _KEPT,
            Letter.recipient == NOBODY,
            Letter.person_id.is_(None),
        )
    )


def _row(recipient: str, language: str, person_id: int | None, at: datetime) -> dict[str, Any]:
    try:
        row = letter_row("new_link", recipient=recipient, language=language, person_id=person_id, at=at)
    except UnusableRecipient:
        return _row(NOBODY, language, None, at)
    return row if person_id is not None else {**row, "state": "cancelled"}
