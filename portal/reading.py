"""Plain SELECTs for the busiest pages, without the bookkeeping of a session."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.database import is_quiet
from portal.extensions import db
from portal.prepared import Prepared


def plain_rows(statement: Prepared, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a SELECT of named columns.

    A request that only reads takes a connection for the moment; once it has a session, and wherever something may be
    changed, the session's own connection is asked, so that its changes are seen once they are flushed.
    """
    if is_quiet() and not db.session.registry.has():
        return statement.glance(db.engine, values)
    return statement.rows(db.session.connection(), values)
