"""Look something up before a change, without keeping other writers waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.database import transactions
from portal.extensions import db


@contextmanager
def looking() -> Iterator[None]:
    """Read in a transaction of its own, which takes no lock and ends with the block.

    A post takes SQLite's one write lock at its first query; what needs no lock is better asked before.
    """
    with transactions("read"):
        try:
            yield
        finally:
            if db.session.registry.has():
                db.session.rollback()
