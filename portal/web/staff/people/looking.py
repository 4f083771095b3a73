"""Every look at a person is noted, and shown to that person."""

from datetime import timedelta

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.database import transactions
from portal.extensions import db
from portal.mail.letters.queued import letter_language
from portal.people.actions import note_look
from portal.people.models import Person
from portal.people.queries import person_by_id, was_looked_at
from portal.web.staff.gate import current_staff

OPENED = _l("Your card in the register was opened")
ONE_LOOK = timedelta(minutes=10)
"""Pages that one staff user opens about one person within this time are one look."""


def looked_at(person_id: int, *, why: LazyString = OPENED) -> Person:
    """Return the person for a page that shows them, and note the look in a transaction of its own.

    Whatever the request has changed and not committed is taken back.

    :param why: the reason as the person reads it
    :raises portal.people.queries.NoSuchPerson: nobody has that id
    """
    at, staff = clock.now(), current_staff()
    db.session.rollback()
    person = person_by_id(person_id)
    if was_looked_at(person_id, staff=staff.email, since=at - ONE_LOOK):
        return person
    with force_locale(letter_language(person)):
        reason = str(why)
    db.session.rollback()
    with transactions("write"):
        note_look(person_id, kind="view", staff=staff.email, role=staff.role, reason=reason, at=at)
        db.session.commit()
    return person_by_id(person_id)
