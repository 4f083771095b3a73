"""Give letters to workers for a while, and keep what became of them, so that no two send the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, bindparam, or_, select, update

from portal.extensions import db
from portal.mail.models import Letter
from portal.mail.rules import FARTHEST, LEASE


def is_due(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter may be tried at that moment.

    One due farther ahead than any pause was put off by a clock that was wrong, and does not wait for it.
    """
    return or_(Letter.due_at <= at, Letter.due_at > at + FARTHEST)


def any_due(*, at: datetime) -> bool:
    """Tell whether there is a letter to try."""
    statement = select(Letter.id).where(Letter.state == "due", is_due(at)).limit(1)
    return db.session.execute(statement).first() is not None


def claim(most: int, *, at: datetime) -> Sequence[Letter]:
    """Take at most so many due letters, those that waited longest first; the commit makes them this worker's.

    Letters that another worker is just taking are passed over.
    """
    letters = db.session.scalars(
        select(Letter)
        .where(Letter.state == "due", is_due(at))
        .order_by(Letter.due_at, Letter.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for letter in letters:
        letter.fence += 1
        letter.due_at = at + LEASE
    return letters


_MINE = (Letter.id == bindparam("letter"), Letter.fence == bindparam("claimed"))
_TABLE = Letter.__table__


def _changing(**values: Any) -> Update:
    return update(Letter).where(*_MINE).values(**values)


_SENT = _changing(state="sent", sent_at=bindparam("at"), answer=bindparam("said"))
_SENT_AND_FORGOTTEN = _changing(
    state="sent", sent_at=bindparam("at"), answer=bindparam("said"), text=None, html=None, facts={}
)
_FAILED = _changing(state="failed", attempts=bindparam("tries"), answer=bindparam("said")).where(Letter.state == "due")
_LATER = _changing(due_at=bindparam("at"), attempts=bindparam("tries"), answer=bindparam("said")).where(
    Letter.state == "due"
)
_RENEWED = _changing(due_at=bindparam("at")).where(Letter.state == "due")


class Claims:
    """Keeps outcomes over one database connection, each in a transaction of its own.

    Every method tells whether the letter was still this worker's; when not, nothing was changed.
    """

    def __init__(self, connection: Connection) -> None:
        """Keep the connection; nobody else may use it meanwhile."""
        self._connection = connection

    def sent(self, letter: int, fence: int, said: str, *, kept: bool, at: datetime) -> bool:
        """Keep that the letter was sent; unless kept, forget its words."""
        return self._change(_SENT if kept else _SENT_AND_FORGOTTEN, letter, fence, at=at, said=said)

    def failed(self, letter: int, fence: int, said: str, *, tries: int) -> bool:
        """Keep that the letter is given up, and why."""
        return self._change(_FAILED, letter, fence, tries=tries, said=said)

    def later(self, letter: int, fence: int, said: str, *, tries: int, at: datetime) -> bool:
        """Put the letter off until then."""
        return self._change(_LATER, letter, fence, tries=tries, said=said, at=at)

    def renewed(self, letter: int, fence: int, *, at: datetime) -> bool:
        """Keep the letter until then, or, when then is now, let others have it."""
        return self._change(_RENEWED, letter, fence, at=at)

    def _change(self, statement: Update, letter: int, fence: int, **values: Any) -> bool:
        with self._connection.begin():
            result = self._connection.execute(statement, {"letter": letter, "claimed": fence, **values})
        return bool(result.rowcount)
