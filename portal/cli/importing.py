"""flask people import, undo-import: people from a file, and a whole import taken back."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from portal import clock
from portal.cli.naming import BasisPair, named_source, refused_unless_known
from portal.database import transactions
from portal.extensions import db
from portal.imports.actions import CannotUndo, import_table, undo_import
from portal.imports.checking import WITHDRAWN, Terms
from portal.imports.mapping import FIELDS, BadMapping, is_field, mapped
from portal.imports.models import Import
from portal.imports.queries import NoSuchImport, faults, locked_import
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import Table, read_table
from portal.imports.reasons import Reason
from portal.imports.rehearsing import Rehearsal, rehearse
from portal.imports.spool import new_file
from portal.imports.terms import kept_settings
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.rules import SYSTEM
from portal.legal_bases.queries import catalogue
from portal.legal_bases.recording import wished_record
from portal.people.checks import BadValue, checked_text
from portal.people.queries import LARGEST_ID
from portal.settings.queries import current_organisation

LONGEST_COMMENT = 2000
BETWEEN_LOOKS = 0.5
"""Seconds between looks at a job that a worker took first."""


class ColumnMap(click.ParamType[tuple[str, str]]):
    """COLUMN=FIELD."""

    name = "column=field"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the header and the field."""
        if isinstance(value, tuple):
            return value
        column, mark, field = value.rpartition("=")
        if not (column and mark and is_field(field)):
            fields = ", ".join((*FIELDS, "field:LABEL", "basis:PURPOSE", "-"))
            self.fail(f"{value!r} is not COLUMN=FIELD; fields: {fields}", param, ctx)
        return column, field


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_key", required=True, metavar="KEY", help="How the data came, such as import.")
@click.option("--basis", "pairs", type=BasisPair(), multiple=True, help="Purpose and legal basis. May be repeated.")
@click.option("--comment", default="", help="Kept with each legal basis.")
@click.option("--map", "columns", type=ColumnMap(), multiple=True, help="A column and its field. May be repeated.")
@click.option("--dry-run", is_flag=True, help="Tell what would happen, and do nothing.")
@click.option("--no-letters", is_flag=True, help="Send no confirmation letters.")
@with_appcontext
def import_people(
    *,
    file: Path,
    source_key: str,
    pairs: tuple[tuple[str, str], ...],
    comment: str,
    columns: tuple[tuple[str, str], ...],
    dry_run: bool,
    no_letters: bool,
) -> None:
    """Register and update people from a CSV or Excel file with a header row, and print what became of each row as JSON.

    Columns are known by their names in Swedish or English. A no is never overridden.
    """
    with force_locale("en"), _rows_file() as made:
        table = _read(file, made)
        terms = _terms(table, source_key, pairs, comment, columns)
        for name in terms.mapped.left_out:
            click.echo(f"Not imported: column {name!r}", err=True)
        summary = _rehearsed(table, terms) if dry_run else _imported(table, terms, file.name, letters=not no_letters)
        click.echo(json.dumps(summary, ensure_ascii=False))


@contextmanager
def _rows_file() -> Iterator[Path]:
    """Give a file for the rows, which is deleted afterwards unless an import took it over."""
    made = new_file(".rows")
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


def _read(file: Path, made: Path) -> Table:
    try:
        return read_table(file, made)
    except Unreadable as fault:
        raise click.ClickException(str(fault)) from fault


def _terms(
    table: Table,
    source_key: str,
    pairs: tuple[tuple[str, str], ...],
    comment: str,
    columns: tuple[tuple[str, str], ...],
) -> Terms:
    with transactions("read"):
        known, today = catalogue(), clock.today(current_organisation().time_zone)
        db.session.rollback()
    source = named_source(known, source_key)
    with refused_unless_known(known):
        for purpose, basis in pairs:
            if basis.casefold() == WITHDRAWN:
                known.purpose(purpose)
            else:
                wished_record(known, purpose, basis, source)
    try:
        comment = checked_text("comment", comment, LONGEST_COMMENT, several_lines=True)
        return Terms(known, mapped(table.header, columns, known), source, pairs, comment, today)
    except BadMapping as fault:
        raise click.ClickException(str(fault)) from fault
    except BadValue as fault:
        raise click.ClickException(f"The {fault}.") from fault


def _rehearsed(table: Table, terms: Terms) -> dict[str, Any]:
    rehearsal = Rehearsal()
    for _ in rehearse(table, terms, rehearsal):
        pass
    counts = rehearsal.counts
    return {
        "rows": counts.rows,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "refused": [{"row": fault.row, "reason": fault.reason.said()} for fault in sorted(rehearsal.faults)],
        "kept_no": [{"row": row, "purpose": purpose} for row, purpose in sorted(rehearsal.kept_no)],
        "import_id": None,
    }


def _imported(table: Table, terms: Terms, file_name: str, *, letters: bool) -> dict[str, Any]:
    """Import, as a job that a worker goes on with if this command is killed."""
    settings = kept_settings(
        terms.mapped, source=terms.source.key, pairs=terms.pairs, comment=terms.comment, letters=letters
    )
    asked = import_table(table, settings, file_name=file_name, by=SYSTEM, at=clock.now())
    job_id, import_id = asked.id, int(asked.facts["import"])
    db.session.commit()
    finished(job_id)
    with transactions("read"):
        summary = _summary(db.session.get_one(Import, import_id))
        db.session.rollback()
    return summary


def finished(job_id: int) -> dict[str, Any]:
    """Do the job, or wait for the worker that took it first, and return its result.

    :raises click.ClickException: it could not be finished
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    runner = Runner(app, now=clock.now)
    while True:
        runner.finish(job_id)
        with transactions("read"):
            job = db.session.get_one(Job, job_id, populate_existing=True)
            state, result, error = job.state, job.result, job.error
            db.session.rollback()
        if state == "done":
            return result or {}
        if state in {"failed", "cancelled"}:
            raise click.ClickException((error or {"en": "The job was cancelled."})["en"])
        time.sleep(BETWEEN_LOOKS)


def _summary(job: Import) -> dict[str, Any]:
    refused = [{"row": fault.row, "reason": Reason(*fault.reason).said()} for fault in faults(job.id, "refused")]
    kept_no = [{"row": fault.row, "purpose": fault.reason[0]} for fault in faults(job.id, "kept_no")]
    return {
        "rows": job.rows,
        "created": job.created,
        "updated": job.updated,
        "unchanged": job.unchanged,
        "refused": refused,
        "kept_no": kept_no,
        "import_id": job.id,
    }


@click.command("undo-import")
@click.argument("import_id", metavar="ID", type=click.IntRange(1, LARGEST_ID))
@with_appcontext
def undo_import_of(import_id: int) -> None:
    """Take a whole import back, and print what that came to as JSON.

    The people whom it registered are removed, unless something has happened to them since; what it changed is as
    before, unless it was changed again.
    """
    with force_locale("en"):
        try:
            asked = undo_import(locked_import(import_id), by=SYSTEM, at=clock.now())
        except NoSuchImport as fault:
            raise click.ClickException(f"There is no import {import_id}.") from fault
        except CannotUndo as fault:
            words = (
                f"Import {import_id} can't be undone: it is under way, was undone already, or is older than 90 days."
            )
            raise click.ClickException(words) from fault
        job_id = asked.id
        db.session.commit()
        click.echo(json.dumps({"import_id": import_id, **finished(job_id)}))
