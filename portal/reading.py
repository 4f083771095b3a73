"""Plain SELECTs for the busiest pages, without the bookkeeping of a session."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine

from portal.database import is_quiet
from portal.extensions import db
from portal.prepared import Prepared


def plain_rows(statement: Prepared, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a SELECT of named columns.

    A request that only reads takes a connection for the moment; once it has a session, and wherever something may be
    changed, the session's own connection is asked, so that its changes are seen once they are flushed.
    """
    if is_quiet() and not db.session.registry.has():
        with _reader(db.engine).connect() as connection:
            return statement.rows(connection, values)
    return statement.rows(db.session.connection(), values)


@lru_cache(maxsize=8)
def _reader(engine: Engine) -> Engine:
    """Return the engine without transactions on PostgreSQL, where beginning and ending one takes two more questions."""
    return engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine
