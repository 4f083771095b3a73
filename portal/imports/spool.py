"""The files of imports in the instance folder, for their owner alone: uploads, and the rows made of them."""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp

from flask import current_app

from portal.imports.models import Import
from portal.imports.reading.table import Table


def folder() -> Path:
    """Return the folder, which is made when there is none."""
    made = Path(current_app.instance_path) / "imports"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def upload_path(import_id: int) -> Path:
    """Return where the uploaded file of an import is."""
    return folder() / f"{import_id}.upload"


def rows_path(import_id: int) -> Path:
    """Return where the rows of an import are."""
    return folder() / f"{import_id}.rows"


def new_file(ending: str = "") -> Path:
    """Make an empty file and return where it is."""
    handle, name = mkstemp(suffix=ending, dir=folder())
    os.close(handle)
    return Path(name)


def rows_of(job: Import) -> Table:
    """Return the rows of an import."""
    return Table(rows_path(job.id), tuple(job.header), job.total)


def forget_files(import_id: int) -> None:
    """Delete what is kept of an import's file, if it is still there."""
    for path in (upload_path(import_id), rows_path(import_id)):
        path.unlink(missing_ok=True)


def forget_leftovers(*, before: datetime, keep: Collection[int]) -> None:
    """Delete the files that nobody has touched since then, but for those of some imports."""
    kept = {rows_path(import_id) for import_id in keep}
    for path in folder().iterdir():
        if path not in kept and path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
