"""Take in an uploaded file: a small one is read at once, a large one by a worker."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

from portal.imports.actions import ask_for, begin_import
from portal.imports.importing import keep_table
from portal.imports.models import Import
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import read_table
from portal.imports.spool import new_file, rows_path, upload_path
from portal.ledger.rules import Actor

SMALL: Final = 4 * 1024 * 1024
"""Bytes that are read while the page waits."""
PATIENCE: Final = 10.0
"""Seconds that the page waits for them."""


def receive(file: FileStorage, *, by: Actor, at: datetime) -> Import:
    """Return the import of the file, in the caller's transaction, either open or still to be read.

    Nothing is asked of the database before the file is read.

    :raises Unreadable: the file is no table
    """
    given, name = Path(file.stream.name), Path(file.filename or "").name
    file.stream.flush()
    if given.stat().st_size <= SMALL:
        made = new_file(".rows")
        try:
            table = read_table(given, made, name=name, limit=PATIENCE)
        except Unreadable as fault:
            made.unlink(missing_ok=True)
            if fault.code != "slow":
                raise
        else:
            job = begin_import(name, by=by, at=at)
            keep_table(job.id, table)
            made.rename(rows_path(job.id))
            return job
    job = begin_import(name, by=by, at=at)
    os.link(given, upload_path(job.id))
    ask_for("import_read", job, by=by, at=at)
    return job
