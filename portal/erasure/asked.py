"""Erase somebody because they asked for it, as far as the law allows."""

from collections.abc import Sequence
from datetime import datetime

from portal.erasure.actions import erase_people
from portal.erasure.queries import Duty
from portal.erasure.reducing import NothingObliges, reduce_person
from portal.jobs.actions import add_job
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.people.models import Person


def erase_as_asked(
    person: Person, *, comment: str, tell: bool, actor: Actor, channel: Channel, at: datetime
) -> Sequence[Duty]:
    """Erase the person, who gets no marketing from now on, and return for what a law keeps them, if one does.

    Lock the person first. A worker clears the database's files after the commit.
    """
    kept: Sequence[Duty] = ()
    try:
        kept = reduce_person(person, reason="request", comment=comment, tell=tell, actor=actor, channel=channel, at=at)
    except NothingObliges:
        erase_people(
            [person.id],
            reason="request",
            comment=comment,
            actor=actor,
            channel=channel,
            at=at,
            stop_marketing=True,
            tell=tell,
        )
    add_job("erasure_sweep", owner=actor, facts={}, at=at)
    return kept
