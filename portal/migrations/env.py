"""Run Alembic's steps inside the application, on its database."""

from logging import getLogger
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.schema import SchemaItem

from portal.database import Base, transactions

logger = getLogger("alembic.env")

SHADOWS = ("people_search",)
"""Tables that SQLite's full-text search keeps for itself."""
UNMAPPED = {"ix_people_search_vector", "search_vector"}
"""What PostgreSQL's search needs beside the models."""


def include_object(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: SchemaItem | None) -> bool:
    """Leave out what the models do not know: the search index on either database."""
    return not (name or "").startswith(SHADOWS) and name not in UNMAPPED


def options() -> dict[str, Any]:
    """Return what Alembic is told besides the connection."""
    kept: dict[str, Any] = dict(current_app.extensions["migrate"].configure_args)
    return {
        **kept,
        "target_metadata": Base.metadata,
        "include_object": include_object,
        "transactional_ddl": True,  # SQLite's too, since our transactions begin when we say so
    }


def run() -> None:
    """Bring the schema up to date in one transaction, so that a killed run leaves the old schema whole.

    SQLite deletes the children of a table that is copied while foreign keys are checked: they are not, meanwhile.
    """
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, transactions("write"):
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(connection=connection, **options())
            with context.begin_transaction():
                context.run_migrations()
            if connection.in_transaction():
                connection.commit()
        finally:
            if connection.dialect.name == "sqlite":
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()
