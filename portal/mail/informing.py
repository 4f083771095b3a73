"""Tell people who have not been told yet, by a letter each, or note that they were told otherwise."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from portal.clock import seconds
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import written_language
from portal.mail.models import Letter
from portal.mail.outbox import letter_row
from portal.mail.uninformed import (
    AT_A_TIME,
    Place,
    Reachable,
    can_be_sent,
    reachable,
    still_uninformed,
    uninformed_places,
)
from portal.people.models import Person

MOST = 100_000
"""People gone through at one press; more are left to the next."""
PATIENCE = 20.0
"""Seconds after which the rest is left to the next press, so that the page answers."""


class Told(NamedTuple):
    """What became of it."""

    letters: int
    is_more: bool
    """Whether people are left who were not gone through."""


def inform_everybody(
    *, at: datetime, by: Actor, channel: Channel, commit: Callable[[], None], most: int = MOST
) -> Told:
    """Queue a confirmation for everybody on the list to whom one can go, some at a time, and tell how many.

    Each part is a transaction of its own, so that nobody waits for the whole; what was begun goes on when it is asked
    for again, for nobody gets two.

    :param commit: ends a transaction
    """
    letters, seen, start = 0, 0, seconds()
    after: Place | None = None
    while seen < most and seconds() - start < PATIENCE:
        append([], at=at, by=by, channel=channel)  # the ledger's lock: two presses at once can't both find nobody told
        places = uninformed_places(after=after, most=min(AT_A_TIME, most - seen))
        if not places:
            commit()
            return Told(letters, is_more=False)
        letters += _queue([place.id for place in places], at=at, by=by, channel=channel)
        commit()
        seen, after = seen + len(places), places[-1]
    return Told(letters, is_more=bool(uninformed_places(after=after, most=1)))


def inform_chosen(person_ids: Sequence[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    """Queue a confirmation for those of the people who are on the list and can get one, and return how many."""
    append([], at=at, by=by, channel=channel)
    return _queue(still_uninformed(person_ids), at=at, by=by, channel=channel)


def note_informed(person_ids: Sequence[int], comment: str, *, at: datetime, by: Actor, channel: Channel) -> int:
    """Note that those of the people who are on the list were told otherwise (art. 14(5)(a)), and return how many.

    The comment stands beside the entries, because it may be about the person.
    """
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(still_uninformed(person_ids)))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    people = [person for person in people if person.informed_at is None]
    for person in people:
        person.informed_at = at
    evidence = canonical_json({"comment": comment})
    drafts = [Draft("person.informed", person_ref=person.ref, evidence=evidence) for person in people]
    append(drafts, at=at, by=by, channel=channel)
    return len(people)


def _queue(person_ids: Sequence[int], *, at: datetime, by: Actor, channel: Channel) -> int:
    rows = list(_rows(can_be_sent(reachable(person_ids)), at))
    if rows:
        db.session.connection().execute(insert(Letter.metadata.tables[Letter.__tablename__]), rows)
        append([Draft("confirmations.queued", details={"count": len(rows)})], at=at, by=by, channel=channel)
    return len(rows)


def _rows(people: Sequence[Reachable], at: datetime) -> Iterator[dict[str, Any]]:
    for person in people:
        language = written_language(person.language, person.country)
        with suppress(UnusableRecipient):
            yield letter_row("confirmation", recipient=person.email, language=language, person_id=person.id, at=at)
