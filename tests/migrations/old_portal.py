"""A portal on SQLite as it was at step 0007, with rows in it, and what its tables hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import Connection, text

from portal.extensions import db
from portal.factory import create_app
from portal.people.rules import search_text

BEGIN = "0007"
AT = "2026-04-02 07:30:00.000000"
LATER = "2026-04-03 07:30:00.000000"
Rows = dict[str, list[dict[str, Any]]]

EMPTY: dict[str, Any] = {"INTEGER": 0, "BIGINT": 0, "BOOLEAN": 0, "DATETIME": AT, "JSON": "{}", "BLOB": b""}
"""What stands in a column that a test does not care for."""
WITHOUT = ("alembic_version", "people_search", "sqlite_")
"""Beginnings of the names of tables that hold no data of ours."""


@contextmanager
def opened(file: Path) -> Iterator[None]:
    """Open a portal on the database in that file, and be inside its context."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"}, instance=file.parent)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def build(file: Path) -> None:
    """Make the portal of old in that file, with everything the steps have to take along."""
    with opened(file):
        upgrade(revision=BEGIN)
    with sqlite3.connect(file) as connection:
        for number, key in ((1, "import"), (2, "business_card")):
            put(connection, "sources", id=number, key=key, texts='{"name": {"sv": "Källa"}}', rank=number, active=1)
        put(connection, "purposes", id=1, key="news", retention_event="recorded", rank=1, texts="{}", active=1)
        put(connection, "legal_bases", id=1, key="consent", article="a", rank=1, active=1)
        for number, (name, phone, company) in enumerate(PEOPLE, 1):
            put(
                connection,
                "people",
                id=number,
                ref=f"ref{number}",
                name=name,
                email=f"{number}@example.se",
                email_key=f"{number}@example.se",
                phone=phone,
                company=company,
                source_id=1,
                search_text=search_text(name, f"{number}@example.se", company, phone),
            )
        put(connection, "data_fields", id=1, person_id=1, label="Hudtyp", category="Hälsa", value="torr", source_id=1)
        put(connection, "recorded_bases", id=1, person_id=1, purpose_id=1, legal_basis_id=1, status="withdrawn", seq=5)
        for number, (person, kind, state, sent_at) in enumerate(LETTERS, 1):
            put(
                connection,
                "letters",
                id=number,
                person_id=person,
                kind=kind,
                state=state,
                sent_at=sent_at,
                message_id=f"<{number}@x>",
                facts='{"reference": "4711"}',
            )
        for number, by in enumerate(("system", "staff:bob@example.se", "system"), 1):
            put(connection, "letter_templates", id=number, kind="new_link", language="sv", version=number, made_by=by)
        put(connection, "imports", id=1, file_name="kunder.csv", rows=9, created=5, updated=2, unchanged=1, refused=1)
        put(
            connection,
            "staff_users",
            id=1,
            email_key="bob@example.se",
            role="officer",
            password="$argon2id$x",
            active=1,
        )
    connection.close()


PEOPLE = (
    ("Åsa Öberg", "+46 (0)70-123 45 67", "Björkvik AB"),
    ("Öberg Åsa", "070-1234567", "BJÖRKVIK AB"),
    ("Charlie", "", ""),
    ("Dan Dahl", "12", "Dahl & Co"),
    ("", "0046701234567", "Nameless AB"),
)
"""Name, phone and company."""
LETTERS = (
    (1, "confirmation", "sent", LATER),
    (1, "confirmation", "sent", AT),
    (2, "confirmation", "failed", None),
    (2, "new_link", "sent", AT),
    (3, "confirmation", "due", None),
    (None, "confirmation", "sent", AT),
    (4, "confirmation", "cancelled", AT),
)
"""Person, kind, state, and when it was sent."""


def put(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    """Insert a row by those columns; the others that must hold something are empty."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: EMPTY.get(kind.split("(")[0], "") for _, name, kind, must, _, key in columns if must and not key}
    row |= {name: 1 for name in ("source_id",) if name in row} | values
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - our own names


def held(connection: Connection) -> Rows:
    """Return every row of every table, in the order of their keys."""
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
    return {name: rows_of(connection, name) for name in names.all() if not name.startswith(WITHOUT)}


def rows_of(connection: Connection, table: str) -> list[dict[str, Any]]:
    """Return the rows of one table, in the order of their keys."""
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).mappings()]  # noqa: S608


def holds_still(before: Rows, after: Rows) -> bool:
    """Tell whether every row there was is there with what it said, whatever was added beside it."""
    return all(
        len(rows) == len(after[table])
        and all(row.items() <= now.items() for row, now in zip(rows, after[table], strict=True))
        for table, rows in before.items()
    )
