"""SQLite connections whose writers wait for each other without sleeping past their turn.

SQLite's own waiting sleeps up to a tenth of a second between tries, so that under load a writer starves while others
pass. Here the threads of a process queue for a lock, and the one in front asks the database at short intervals.
"""

import sqlite3
import threading
import time
from typing import Any

from portal.clock import seconds

PATIENCE = 5.0
"""Seconds that a writer waits for its turn."""
BETWEEN_TRIES = 0.0004
"""Seconds between two questions to the database."""

_turn = threading.Lock()


class TurnTakingConnection(sqlite3.Connection):
    """A connection that begins reading or writing when told, and hands on its turn when it ends."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Open the database."""
        super().__init__(*args, **options)
        self._has_turn = False
        self._writing: bool | None = None

    def begin(self, *, writing: bool) -> None:
        """Begin a transaction; one for reading refuses every write.

        :raises sqlite3.OperationalError: others wrote all the time that it waited
        """
        if writing is not self._writing:
            self.execute(f"PRAGMA query_only = {int(not writing)}")
            self._writing = writing
        if not writing:
            self.execute("BEGIN")
            return
        end = seconds() + PATIENCE
        if not _turn.acquire(timeout=PATIENCE):
            raise _locked()
        self._has_turn = True
        try:
            self._begin_before(end)
        except BaseException:
            self._hand_on()
            raise

    def _begin_before(self, end: float) -> None:
        self.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._could_begin():
                if seconds() > end:
                    raise _locked()
                time.sleep(BETWEEN_TRIES)
        finally:
            self.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")

    def _could_begin(self) -> bool:
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def commit(self) -> None:
        """Commit, and hand on the turn."""
        super().commit()
        self._hand_on()

    def rollback(self) -> None:
        """Roll back, and hand on the turn."""
        try:
            super().rollback()
        finally:
            self._hand_on()

    def close(self) -> None:
        """Close, and hand on the turn."""
        try:
            super().close()
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()


def _locked() -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("database is locked")
    fault.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return fault
