"""Take in an uploaded file of bounces and complaints: a small one is read at once, a large one by a worker."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

from portal.extensions import db
from portal.feedback.actions import add_file, keep_table, rows_path, upload_path
from portal.feedback.models import FeedbackFile
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import Table, read_table
from portal.imports.spool import new_file
from portal.ledger.rules import Actor

SMALL: Final = 4 * 1024 * 1024
"""Bytes that are read while the page waits."""
PATIENCE: Final = 10.0
"""Seconds that the page waits for them."""


def receive(file: FileStorage, kind: str, *, by: Actor, at: datetime) -> FeedbackFile:
    """Return the file as it is kept, in the caller's transaction; nothing is asked of the database before it is read.

    :raises Unreadable: the file is no table
    :raises portal.feedback.columns.NoColumn: there are no addresses, or nothing says what the rows are
    """
    given, name = Path(file.stream.name), Path(file.filename or "").name
    file.stream.flush()
    table = _read_now(given, name) if given.stat().st_size <= SMALL else None
    kept = add_file(name, kind, by=by, at=at)
    if table is None:
        os.link(given, upload_path(kept.id))
        return kept
    try:
        keep_table(kept, table)
    except Exception:
        db.session.rollback()
        table.path.unlink(missing_ok=True)
        raise
    table.path.rename(rows_path(kept.id))
    return kept


def _read_now(given: Path, name: str) -> Table | None:
    """Return the rows of the file, or None when reading it takes too long for a page."""
    made = new_file(".rows")
    try:
        return read_table(given, made, name=name, limit=PATIENCE)
    except Unreadable as fault:
        made.unlink(missing_ok=True)
        if fault.code != "slow":
            raise
        return None
