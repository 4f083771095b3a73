"""What became of the codes of a visit."""

from datetime import datetime

from sqlalchemy import Select, select

from portal.extensions import db
from portal.one_time_codes.models import OneTimeCode
from portal.one_time_codes.rules import MOST_TRIES, is_proof


def latest_code(visit: bytes) -> Select[tuple[OneTimeCode]]:
    """Return the question for the latest code of the visit: older ones do not count."""
    return select(OneTimeCode).where(OneTimeCode.visit == visit).order_by(OneTimeCode.id.desc()).limit(1)


def waits_for_code(visit: bytes, *, at: datetime) -> bool:
    """Tell whether a code that was sent for the visit can still be typed."""
    code = db.session.scalars(latest_code(visit)).one_or_none()
    return code is not None and code.used_at is None and code.tries < MOST_TRIES and at < code.expires_at


def proven_at(visit: bytes) -> datetime | None:
    """Return when the visit was proven last, or None."""
    statement = select(OneTimeCode.used_at).where(OneTimeCode.visit == visit, OneTimeCode.used_at.is_not(None))
    return db.session.scalars(statement.order_by(OneTimeCode.id.desc()).limit(1)).one_or_none()


def is_proven(visit: bytes, *, at: datetime) -> bool:
    """Tell whether a code was typed in the visit a short while ago."""
    return is_proof(proven_at(visit), at=at)
