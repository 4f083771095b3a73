"""Keep an outcome that says something about the address, and mark the address in the same transaction."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from portal.database import transactions
from portal.extensions import db
from portal.mail.claims import failed_statement, sent_statement
from portal.mail.sending import Task
from portal.people.addresses import note_refused_address, note_working_address
from portal.people.rules import email_key


class Marks:
    """Keeps such outcomes; each is a transaction of its own, and tells whether the letter was still this worker's."""

    def __init__(self, app: Flask) -> None:
        """Keep the portal whose database is written to."""
        self._app = app

    def refused(self, task: Task, said: str, *, at: datetime) -> bool:
        """Keep that the letter is given up because its address is refused, and mark the address."""
        values = {"letter": task.id, "claimed": task.fence, "tries": task.tries, "said": said}
        return self._change(
            lambda: bool(db.session.connection().execute(failed_statement(), values).rowcount),
            lambda: note_refused_address(email_key(task.recipient), said, at=at),
        )

    def arrived(self, task: Task, said: str, *, at: datetime) -> bool:
        """Keep that the letter was sent to an address that was refused before, and take the mark off."""
        values = {"letter": task.id, "claimed": task.fence, "at": at, "said": said}
        return self._change(
            lambda: bool(db.session.connection().execute(sent_statement(kept=task.kept), values).rowcount),
            lambda: note_working_address(email_key(task.recipient), at=at),
        )

    def _change(self, keep: Callable[[], bool], mark: Callable[[], None]) -> bool:
        """Keep the outcome and mark the address, or neither when another worker has the letter."""
        with self._app.app_context(), transactions("write"):
            if not keep():
                db.session.rollback()
                return False
            mark()
            db.session.commit()
            return True
