"""Transactions and column types that behave alike on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

from flask import has_request_context, request
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Integer, MetaData, TypeDecorator, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

Mode = Literal["read", "write"]

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
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


def _is_quiet() -> bool:
    mode = _mode.get()
    if mode is not None:
        return mode == "read"
    return has_request_context() and request.method in QUIET_METHODS


@event.listens_for(Engine, "connect")
def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    quiet = _is_quiet()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        if connection.info.get("quiet") != quiet:
            raw.execute(f"PRAGMA query_only = {int(quiet)}")
            connection.info["quiet"] = quiet
        raw.execute("BEGIN" if quiet else "BEGIN IMMEDIATE")
    elif quiet:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
