"""Give each of many rows a number of its own, each found by its key whatever a planner thinks of the table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Table, bindparam, cast, func, update
from sqlalchemy.dialects.postgresql import ARRAY

from portal.extensions import db


def set_numbers(
    table: Table,
    numbers: Mapping[int, int],
    *,
    key: str,
    number: str,
    of: Mapping[str, Any] | None = None,
    same: Mapping[str, Any] | None = None,
) -> None:
    """Set the column ``number`` of the rows by their column ``key``.

    PostgreSQL is asked once, since each question is a message; SQLite row by row, since it would join the wrong way.

    :param of: what the rows must have besides
    :param same: what all of them are given besides
    """
    connection = db.session.connection()
    mine = [table.c[name] == value for name, value in (of or {}).items()]
    if connection.dialect.name == "postgresql":
        keys, values = (cast(list(part), ARRAY(BigInteger)) for part in (numbers.keys(), numbers.values()))
        pairs = func.unnest(keys, values).table_valued("key", "value", name="pairs").render_derived()
        found = update(table).where(*mine, table.c[key] == pairs.c.key)
        connection.execute(found.values({number: pairs.c.value, **(same or {})}))
        return
    found = update(table).where(*mine, table.c[key] == bindparam("of_key"))
    rows = [{"of_key": row_key, "own_number": own} for row_key, own in numbers.items()]
    connection.execute(found.values({number: bindparam("own_number"), **(same or {})}), rows)
