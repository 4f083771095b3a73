"""Tell people who have not been told yet, by a letter each, or note that they were told otherwise."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select

from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.jobs.queries import unfinished_job
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

KIND: Final = "confirmations"
"""The kind of job that writes to everybody."""


class Part(NamedTuple):
    """Some of the list that were gone through."""

    people: int
    letters: int
    last: Place | None
    """Where the last of them stands; None when the list has no more."""


def ask_to_inform_everybody(*, at: datetime, by: Actor) -> Job:
    """Ask a worker to write to everybody on the list; the job that does so already, if there is one, is returned."""
    append([], at=at, by=by, channel="staff")  # the ledger's lock: two presses at once ask for one job
    return unfinished_job(KIND) or add_job(KIND, owner=by, facts={}, page="/staff/letters/uninformed", at=at)


def inform_some(after: Place | None, *, at: datetime, by: Actor, channel: Channel) -> Part:
    """Queue a confirmation for those of the next part of the list to whom one can go.

    Nobody gets two: whoever has one on its way is left out.
    """
    append([], at=at, by=by, channel=channel)  # the ledger's lock: two at once can't both find nobody told
    places = uninformed_places(after=after, most=AT_A_TIME)
    letters = _queue([place.id for place in places], at=at, by=by, channel=channel)
    return Part(len(places), letters, places[-1] if places else None)


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
