"""Send a code, and take it when it is typed."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import current_app

from portal.extensions import db
from portal.limits.actions import spend, try_key
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import one_time_code
from portal.one_time_codes.models import OneTimeCode
from portal.one_time_codes.queries import latest_code
from portal.one_time_codes.rules import DIGITS, LASTS, LETTERS, MOST_TRIES, Outcome, outcome
from portal.people.models import Person


class NoAddress(Exception):
    """There is no address on file that a code can go to."""


class TooManyCodes(Exception):
    """The person was sent as many codes as one may be."""


@dataclass(frozen=True)
class Tried:
    """What came of typing a code, and how many tries are left with it."""

    outcome: Outcome
    left: int = 0


def send_code(person: Person, visit: bytes, *, at: datetime) -> None:
    """Queue a letter with a new code for the visit; one that was sent before is good no longer.

    :param visit: the hash of the visit's random id
    :raises NoAddress: no letter can go to the person
    :raises TooManyCodes: the person was sent too many of late
    """
    if not spend(try_key("one_time_code", str(person.id)), *LETTERS, at=at):
        raise TooManyCodes
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    try:
        letter = one_time_code(person, code, until=at + LASTS, at=at)
    except UnusableRecipient as fault:
        raise NoAddress from fault
    if letter is None:
        raise NoAddress
    db.session.add(OneTimeCode(visit=visit, digest=_digest(visit, code), expires_at=at + LASTS, tries=0))


def try_code(visit: bytes, typed: str, *, at: datetime) -> Tried:
    """Take a code for the visit, and count it when it is wrong; commit in either case."""
    statement = latest_code(visit).with_for_update().execution_options(populate_existing=True)
    code = db.session.scalars(statement).one_or_none()
    if code is None:
        return Tried("none")
    matches = hmac.compare_digest(code.digest, _digest(visit, typed))
    found = outcome(matches=matches, tries=code.tries, expires_at=code.expires_at, used_at=code.used_at, at=at)
    if found == "right":
        code.used_at = at
    elif code.used_at is None and code.tries < MOST_TRIES and not matches:
        code.tries += 1
    return Tried(found, MOST_TRIES - code.tries)


def _digest(visit: bytes, code: str) -> str:
    """Return the keyed hash of a code: without the key, a million guesses would tell it."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"one-time code\0" + visit + code.encode(), sha256).hexdigest()
