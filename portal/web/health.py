"""Whether the portal is well. For load balancers and monitors, which ask under host names of their own."""

from functools import cache
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.extensions import db, migrate
from portal.mail.queries import oldest_due

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether the database can be reached and is up to date, and the age in seconds of the oldest due letter."""
    try:
        facts = _facts()
    except SQLAlchemyError:
        db.session.rollback()
        facts = {"database": "unreachable"}
    ready = facts.get("database") == "ok" and facts.get("migrations") == "ok"
    return jsonify(status="ok" if ready else "unready", **facts), 200 if ready else 503


def _facts() -> dict[str, Any]:
    connection = db.session.connection()
    connection.execute(select(1))
    if MigrationContext.configure(connection).get_current_heads() != _wanted_heads(str(migrate.directory)):
        return {"database": "ok", "migrations": "behind"}
    now = clock.now()
    due = oldest_due(at=now)
    age = int((now - due).total_seconds()) if due else 0
    return {"database": "ok", "migrations": "ok", "oldest_due_letter_seconds": age}


@cache
def _wanted_heads(folder: str) -> tuple[str, ...]:
    return tuple(ScriptDirectory(folder).get_heads())
