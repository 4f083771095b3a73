"""Put every use of somebody's data but storage on hold, and lift that again (GDPR art. 18)."""

from datetime import datetime

from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.people.models import Person


def restrict(person: Person, *, reason: str = "", at: datetime, by: Actor, channel: Channel) -> bool:
    """Restrict the use of the person's data to storage, and tell whether it was not before; lock the person first."""
    if person.restricted_at is not None:
        return False
    person.restricted_at = at
    _enter("person.restricted", person, reason, at=at, by=by, channel=channel)
    return True


def lift_restriction(person: Person, *, reason: str = "", at: datetime, by: Actor, channel: Channel) -> bool:
    """Let the person's data be used again, and tell whether it was restricted; lock the person first."""
    if person.restricted_at is None:
        return False
    person.restricted_at = None
    _enter("person.restriction_lifted", person, reason, at=at, by=by, channel=channel)
    return True


def _enter(event: str, person: Person, reason: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    evidence = canonical_json({"comment": reason}) if reason else ""
    append([Draft(event, person_ref=person.ref, evidence=evidence)], at=at, by=by, channel=channel)
