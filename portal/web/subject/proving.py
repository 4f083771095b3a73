"""Whether the visit was proven by a code that came to the address on file."""

from datetime import datetime

from flask import session

from portal.links.tokens import id_hash
from portal.one_time_codes.queries import is_proven


def visit_key() -> bytes:
    """Return the hash of the visit's random id, which only this browser's cookie holds."""
    return id_hash(bytes.fromhex(session["visit"]))


def visit_is_proven(*, at: datetime) -> bool:
    """Tell whether the right code was typed in this browser a short while ago."""
    return is_proven(visit_key(), at=at)
