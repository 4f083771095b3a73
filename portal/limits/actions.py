"""Count tries and tell when there were too many."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, func, select

from portal.extensions import db
from portal.limits.models import Try

LONGEST = timedelta(days=1)
SKEW = timedelta(minutes=1)
"""Tries wait for each other after each has asked what time it is, so that a later moment may be counted first."""


def try_key(kind: str, subject: str) -> str:
    """Return the keyed hash under which tries of this kind by this subject are counted."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{kind}\0{subject}".encode(), sha256).hexdigest()


def tries(key: str, within: timedelta, *, at: datetime) -> int:
    """Return how often the key was tried in the time up to now, by processes whose clocks differ a little too."""
    count = db.session.execute(
        select(func.count()).select_from(Try).where(Try.key == key, Try.at > at - within, Try.at <= at + SKEW)
    ).scalar_one()
    return int(count)


def spend(key: str, *limits: tuple[int, timedelta], at: datetime) -> bool:
    """Count one try and tell whether it is still within every limit; a refused try is not counted.

    Others who try under the same key wait until the transaction ends.
    """
    _wait_for_turn(key)
    if any(tries(key, within, at=at) >= most for most, within in limits):
        return False
    db.session.add(Try(key=key, at=at))
    return True


def _wait_for_turn(key: str) -> None:
    """Let one count at a time under the key; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def forgive(key: str) -> None:
    """Forget the tries under the key, as after a successful sign-in."""
    db.session.execute(delete(Try).where(Try.key == key))


def forget_old_tries(*, at: datetime) -> None:
    """Delete tries that no limit looks at any more."""
    db.session.execute(delete(Try).where(Try.at < at - LONGEST))
