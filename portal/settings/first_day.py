"""What a fresh portal needs before its first day, as far as staff have said it themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger.configuration import cached
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.settings.actions import change_settings
from portal.settings.models import Setting

LookedThrough = Literal["purposes", "letters"]
LOOKED_THROUGH: tuple[LookedThrough, ...] = get_args(LookedThrough)
"""What only staff can say is right for them."""
HIDDEN = "first_day_hidden"
SEEN = "first_day_looked_through"


@dataclass(frozen=True)
class FirstDay:
    """What staff have said about the first day."""

    hidden: bool = False
    looked_through: Collection[str] = ()


def _load(session: Session) -> FirstDay:
    rows = session.execute(select(Setting.name, Setting.value).where(Setting.name.in_((HIDDEN, SEEN)))).tuples()
    values = dict(rows.all())
    return FirstDay(hidden=bool(values.get(HIDDEN)), looked_through=tuple(values.get(SEEN, ())))


first_day = cached(_load)


def note_looked_through(what: LookedThrough, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Keep that staff have looked through it and that it is right for them."""
    seen = {*first_day().looked_through, what}
    change_settings({SEEN: [one for one in LOOKED_THROUGH if one in seen]}, at=at, by=by, channel=channel)


def hide_first_day(*, at: datetime, by: Actor, channel: Channel) -> None:
    """Show the list no more, whatever is left on it."""
    change_settings({HIDDEN: True}, at=at, by=by, channel=channel)
