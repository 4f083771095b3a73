"""Statements compiled once, for the pages where SQLAlchemy's own work would take longer than the database's."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Engine, Insert, PoolProxiedConnection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

Statement = Select[Any] | UpdateBase
Convert = Callable[[Any], Any] | None


class Spelled:
    """A statement as one kind of database takes it, with what turns values into the database's own and back."""

    def __init__(self, statement: Statement, columns: Sequence[str] | None, dialect: Dialect) -> None:
        """Compile the statement, with its values by name."""
        by_name = sqlite.dialect(paramstyle="named") if dialect.name == "sqlite" else dialect
        compiled = statement.compile(dialect=by_name, column_keys=columns)
        self.text = str(compiled)
        self.fixed = {name: bind.value for name, bind in compiled.binds.items() if bind.value is not None}
        self.given: list[tuple[str, Convert]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in compiled.binds.items()
        ]
        self.asks = isinstance(statement, Select)
        read = statement.selected_columns if isinstance(statement, Select) else ()
        processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in read]
        self.read: list[tuple[int, Callable[[Any], Any]]] = [
            (place, processor) for place, processor in enumerate(processors) if processor is not None
        ]

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as the database takes them."""
        whole = {**self.fixed, **row}
        return {name: convert(whole[name]) if convert else whole[name] for name, convert in self.given}


class Prepared:
    """A statement whose values are named; it runs in the connection's transaction like any other."""

    def __init__(self, statement: Statement | Callable[[str], Statement], columns: Sequence[str] | None = None) -> None:
        """Keep the statement, or what makes it for a dialect; an INSERT without values of its own sets the columns."""
        self._statement, self._columns = statement, columns
        self._spelled: dict[str, Spelled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT.

        :raises TypeError: the statement changes something
        :raises sqlalchemy.exc.DBAPIError: as SQLAlchemy would
        """
        spelled = self._asking(connection.dialect)
        if not connection.in_transaction():
            connection.begin()
        return _found(
            _execute(connection.connection, connection.dialect, spelled.text, spelled.values(values)), spelled
        )

    def glance(self, engine: Engine, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT that is asked alone, outside any transaction.

        :raises TypeError: the statement changes something
        :raises sqlalchemy.exc.DBAPIError: as SQLAlchemy would
        """
        spelled = self._asking(engine.dialect)
        connection = engine.raw_connection()
        try:
            with _alone(connection):
                return _found(_execute(connection, engine.dialect, spelled.text, spelled.values(values)), spelled)
        finally:
            connection.close()

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run the statement for each row of values; PostgreSQL is handed them all at once.

        :raises sqlalchemy.exc.DBAPIError: as SQLAlchemy would
        """
        spelled = self._on(connection.dialect)
        given = [spelled.values(row) for row in rows]
        if given:
            if not connection.in_transaction():
                connection.begin()
            values = given if len(given) > 1 else given[0]
            _execute(connection.connection, connection.dialect, spelled.text, values).close()

    def _asking(self, dialect: Dialect) -> Spelled:
        spelled = self._on(dialect)
        if not spelled.asks:
            raise TypeError("only a SELECT is asked for rows")
        return spelled

    def _on(self, dialect: Dialect) -> Spelled:
        if dialect.name not in self._spelled:
            made = self._statement(dialect.name) if callable(self._statement) else self._statement
            self._spelled[dialect.name] = Spelled(made, self._columns, dialect)
        return self._spelled[dialect.name]


@contextmanager
def hurried(connection: Connection) -> Iterator[None]:
    """Let prepared statements run without waiting for each other's outcome, where the database can (PostgreSQL).

    :raises sqlalchemy.exc.DBAPIError: one of them failed
    """
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, psycopg.Connection):
        yield
        return
    with _told_as_sqlalchemy_does(connection.dialect), raw.pipeline():
        yield


def _execute(
    connection: PoolProxiedConnection, dialect: Dialect, text: str, values: dict[str, Any] | list[dict[str, Any]]
) -> Any:
    cursor: Any = connection.cursor()
    with _told_as_sqlalchemy_does(dialect, text):
        (cursor.executemany if isinstance(values, list) else cursor.execute)(text, values)
    return cursor


def _found(cursor: Any, spelled: Spelled) -> list[tuple[Any, ...]]:
    found = cursor.fetchall()
    cursor.close()
    if not spelled.read:
        return list(found)
    return [_converted(row, spelled.read) for row in found]


@contextmanager
def _alone(connection: PoolProxiedConnection) -> Iterator[None]:
    """Begin no transaction on PostgreSQL, where beginning and ending one takes two more questions."""
    raw = connection.dbapi_connection
    if not isinstance(raw, psycopg.Connection):
        yield
        return
    raw.autocommit = True
    try:
        yield
    finally:
        if not raw.closed:
            raw.autocommit = False


@contextmanager
def _told_as_sqlalchemy_does(dialect: Dialect, text: str = "") -> Iterator[None]:
    try:
        yield
    except dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(
            text, None, fault, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from fault


def _converted(row: Sequence[Any], processors: Sequence[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, convert in processors:
        values[place] = convert(values[place])
    return tuple(values)


def upsert(table: Table) -> Prepared:
    """Return what adds a row, or sets the other columns of the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]

    def made(dialect: str) -> Insert:
        statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
        others = {name: statement.excluded[name] for name in names if name not in keys}
        chosen: Insert = statement.on_conflict_do_update(index_elements=keys, set_=others)
        return chosen

    return Prepared(made, names)
