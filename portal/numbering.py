"""Give each of many rows a number of its own, in one statement that finds every row by its key."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Table, cast, func, update
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

    :param of: what the rows must have besides
    :param same: what all of them are given besides
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        keys, values = (cast(list(part), ARRAY(BigInteger)) for part in (numbers.keys(), numbers.values()))
        pairs: Any = func.unnest(keys, values).table_valued("key", "value", name="pairs").render_derived()
        found, given = pairs.c.key, pairs.c.value
    else:
        pairs = func.json_each(json.dumps(list(numbers.items()))).table_valued("value", name="pairs")
        found, given = (func.json_extract(pairs.c.value, place) for place in ("$[0]", "$[1]"))
    mine = [table.c[name] == value for name, value in (of or {}).items()]
    statement = update(table).where(*mine, table.c[key] == found).values({number: given, **(same or {})})
    connection.execute(statement)
