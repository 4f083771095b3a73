"""Forget letters of which nothing is kept, where their end did not do so: cancelled by staff, or never written."""

from typing import Any, cast

from sqlalchemy import CursorResult, update

from portal.extensions import db
from portal.mail.claims import NOTHING
from portal.mail.kinds import KINDS
from portal.mail.models import Letter


def forget_ended() -> int:
    """Empty such letters that no longer wait, and return how many there were."""
    kinds = [key for key, kind in KINDS.items() if kind.traceless]
    ended = Letter.kind.in_(kinds), Letter.state.in_(("cancelled", "failed", "sent")), Letter.recipient != ""
    statement = update(Letter).where(*ended).values(NOTHING).execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
