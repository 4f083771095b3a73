"""The demo's letters: written at once and marked as sent, so that none of them ever leaves the machine."""

from datetime import datetime, timedelta

from portal.extensions import db
from portal.mail.gathering import gathered
from portal.mail.models import Letter
from portal.mail.writing import write

TRIP = timedelta(minutes=2)
ACCEPTED = "250 2.0.0 Ok"
UNKNOWN_BOX = "550 5.1.1 User unknown"


def deliver(letter: Letter | None, *, at: datetime, bounces: bool = False) -> None:
    """Write the letter as it would have been written then, and note that it was sent, or refused for good."""
    if letter is None:
        return
    db.session.flush()
    write([letter], gathered([letter], at=at))
    letter.attempts = 1
    if bounces:
        letter.state, letter.answer = "failed", UNKNOWN_BOX
    else:
        letter.state, letter.sent_at, letter.answer = "sent", at + TRIP, ACCEPTED
    db.session.flush()
