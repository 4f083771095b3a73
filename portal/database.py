"""Transactions and column types that behave alike on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg
from flask import has_request_context, request
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from portal.turns import TurnTakingConnection

Mode = Literal["read", "write"]

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "wal_autocheckpoint=32000",  # pages: the worker folds the log back long before, and no writer waits for it
    "recursive_triggers=ON",
    "secure_delete=ON",
)
QUIET_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_mode: ContextVar[Mode | None] = ContextVar("transaction_mode", default=None)

BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The parent of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC; a moment without a time zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment into UTC, without its zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def transactions(mode: Mode) -> Iterator[None]:
    """Let the transactions begun inside be for reading or for writing, whatever the request's method."""
    token = _mode.set(mode)
    try:
        yield
    finally:
        _mode.reset(token)


def fold_log_back(engine: Engine) -> None:
    """Write SQLite's log of changes into the database file, as far as that keeps nobody waiting."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    with suppress(sqlite3.Error):  # whoever comes next does it
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    connection.close()


def is_quiet() -> bool:
    """Tell whether a transaction begun now is for reading only."""
    mode = _mode.get()
    if mode is not None:
        return mode == "read"
    return has_request_context() and request.method in QUIET_METHODS


@event.listens_for(Engine, "do_connect")
def _take_turns(dialect: Dialect, _: ConnectionPoolEntry, __: list[Any], options: dict[str, Any]) -> None:
    if dialect.name == "sqlite":
        options["factory"] = TurnTakingConnection


@event.listens_for(Engine, "connect")
def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    quiet = is_quiet()
    raw = connection.connection.dbapi_connection
    if isinstance(raw, TurnTakingConnection):
        try:
            raw.begin(writing=not quiet)
        except sqlite3.OperationalError as fault:
            raise OperationalError("BEGIN", None, fault) from fault
    elif isinstance(raw, psycopg.Connection) and raw.read_only is not quiet:
        raw.read_only = quiet
