"""Give letters to workers for a while, and keep what became of them, so that no two send the same."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Connection, Select, Table, Update, bindparam, select, update

from portal.extensions import db
from portal.mail.models import Letter
from portal.mail.rules import FARTHEST, LEASE

_TABLE = cast(Table, Letter.__table__)
_MINE = (_TABLE.c.id == bindparam("letter"), _TABLE.c.fence == bindparam("claimed"))
_DUE = _TABLE.c.state == "due"
NOTHING: Final[Mapping[str, Any]] = {
    "recipient": "",
    "facts": {},
    "subject": None,
    "headers": None,
    "text": None,
    "html": None,
    "answer": "",
}
"""What is left of a letter of which nothing is kept."""


def _due(at: datetime) -> Iterator[Select[tuple[Letter]]]:
    """Yield what may be tried: letters whose time has come, and then those put off by a clock that was wrong.

    The latter are due farther ahead than any pause, and do not wait for it.
    """
    waiting = select(Letter).where(Letter.state == "due").order_by(Letter.due_at, Letter.id)
    yield waiting.where(Letter.due_at <= at)
    yield waiting.where(Letter.due_at > at + FARTHEST)


def any_due(*, at: datetime) -> bool:
    """Tell whether there is a letter to try."""
    return any(db.session.execute(due.with_only_columns(Letter.id).limit(1)).first() for due in _due(at))


def claim(most: int, *, at: datetime) -> Sequence[Letter]:
    """Take at most so many due letters, those that waited longest first; the commit makes them this worker's.

    Letters that another worker is just taking are passed over.
    """
    for due in _due(at):
        letters = db.session.scalars(due.limit(most).with_for_update(skip_locked=True)).all()
        for letter in letters:
            letter.fence += 1
            letter.due_at = at + LEASE
        if letters:
            return letters
    return ()


def keep_written(letters: Sequence[Letter]) -> None:
    """Keep what was written into letters that were detached meanwhile, where they are still this worker's."""
    names = ("recipient", "state", "due_at", "attempts", "subject", "headers", "text", "html", "answer")
    if letters:
        db.session.connection().execute(
            update(_TABLE).where(*_MINE, _DUE).values({name: bindparam(name) for name in names}),
            [
                {"letter": letter.id, "claimed": letter.fence, **{name: getattr(letter, name) for name in names}}
                for letter in letters
            ],
        )


def _changing(**values: Any) -> Update:
    return update(_TABLE).where(*_MINE).values(**values)


def sent_statement(*, kept: bool, traceless: bool = False) -> Update:
    """Return the statement that keeps that a letter was sent: of ``letter``, ``claimed``, ``at`` and ``said``."""
    if traceless:
        return _SENT_WITHOUT_TRACE
    return _SENT if kept else _SENT_AND_FORGOTTEN


def failed_statement() -> Update:
    """Return the statement that keeps that a letter is given up: of ``letter``, ``claimed``, ``tries`` and ``said``."""
    return _FAILED


_SENT = _changing(state="sent", sent_at=bindparam("at"), answer=bindparam("said"))
_WORDS: Final[Mapping[str, Any]] = {"subject": None, "headers": None, "text": None, "html": None, "facts": {}}
"""What of a letter may open a door: a code stands in the subject, too, and pages show subjects."""
_SENT_AND_FORGOTTEN = _changing(state="sent", sent_at=bindparam("at"), answer=bindparam("said"), **_WORDS)
_SENT_WITHOUT_TRACE = _changing(state="sent", sent_at=bindparam("at"), **NOTHING)
_FAILED_WITHOUT_TRACE = _changing(state="failed", attempts=bindparam("tries"), **NOTHING).where(_DUE)
_FAILED = _changing(state="failed", attempts=bindparam("tries"), answer=bindparam("said")).where(_DUE)
_LATER = _changing(due_at=bindparam("at"), attempts=bindparam("tries"), answer=bindparam("said")).where(_DUE)
_RENEWED = _changing(due_at=bindparam("at")).where(_DUE)


class Claims:
    """Keeps outcomes over one database connection, each in a transaction of its own.

    Every method tells whether the letter was still this worker's; when not, nothing was changed.
    """

    def __init__(self, connection: Connection) -> None:
        """Keep the connection; nobody else may use it meanwhile."""
        self._connection = connection

    def sent(self, letter: int, fence: int, said: str, *, kept: bool, traceless: bool = False, at: datetime) -> bool:
        """Keep that the letter was sent; unless kept, forget its words, and without a trace whom it went to, too."""
        values = {"at": at} if traceless else {"at": at, "said": said}
        return self._change(sent_statement(kept=kept, traceless=traceless), letter, fence, **values)

    def failed(self, letter: int, fence: int, said: str, *, tries: int, traceless: bool = False) -> bool:
        """Keep that the letter is given up, and why; without a trace, nothing but that."""
        if traceless:
            return self._change(_FAILED_WITHOUT_TRACE, letter, fence, tries=tries)
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
