"""What a request asks of the database, prepared statements too."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event

from portal import prepared
from portal.extensions import db


@contextmanager
def noted(app: Flask) -> Iterator[list[str]]:
    """Yield a list that fills with the text of each statement run inside."""
    asked: list[str] = []
    run = prepared._execute

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def note_prepared(connection: Any, dialect: Any, text: str, values: Any) -> Any:
        asked.append(text)
        return run(connection, dialect, text, values)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    with patch.object(prepared, "_execute", note_prepared):
        yield asked
    event.remove(engine, "before_cursor_execute", note)
