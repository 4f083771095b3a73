"""Tables as the child leaves them, made by a test, and imported or rehearsed without a child."""

import json
from collections.abc import Sequence
from pathlib import Path

from portal import clock
from portal.extensions import db
from portal.imports.actions import import_table
from portal.imports.mapping import mapped
from portal.imports.models import Import
from portal.imports.reading.table import Table
from portal.imports.rehearsing import Rehearsal, rehearse
from portal.imports.spool import new_file
from portal.imports.terms import kept_settings, terms_of
from portal.jobs.running import Runner
from portal.ledger.rules import SYSTEM
from portal.legal_bases.queries import catalogue


def table_of(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Write the rows as the child does, the first of them being row 2."""
    lines = [list(header), *([number, *cells] for number, cells in enumerate(rows, 2))]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    return Table(path, tuple(header), len(rows))


def settings_of(header: Sequence[str], **more: object) -> dict[str, object]:
    """Return the settings of a table whose columns are called as our fields."""
    columns = mapped(header, [], catalogue())
    return {**kept_settings(columns, source="import"), **more}


def rehearsed(table: Table, **more: object) -> Rehearsal:
    """Return what importing the table would come to."""
    rehearsal = Rehearsal()
    terms = terms_of(settings_of(table.header, **more), catalogue())
    db.session.rollback()
    for _ in rehearse(table, terms, rehearsal):
        pass
    return rehearsal


def imported(app: object, header: Sequence[str], rows: Sequence[Sequence[str]], **more: object) -> Import:
    """Import the rows and return the import as it ended."""
    table = table_of(new_file(".rows"), header, rows)
    asked = import_table(table, settings_of(header, **more), file_name="people.csv", by=SYSTEM, at=clock.now())
    job_id, import_id = asked.id, asked.facts["import"]
    db.session.commit()
    Runner(app, now=clock.now).finish(job_id)  # type: ignore[arg-type]
    return db.session.get_one(Import, import_id, populate_existing=True)
