"""flask people import: people from a file."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal import clock
from portal.cli.naming import BasisPair, named_source, refused_unless_known
from portal.database import transactions
from portal.extensions import db
from portal.imports.applying import Tally, apply, rehearse
from portal.imports.checking import WITHDRAWN, Terms
from portal.imports.mapping import FIELDS, BadMapping, is_field, mapped
from portal.imports.reading import Table, Unreadable, read_table
from portal.legal_bases.queries import catalogue
from portal.legal_bases.recording import wished_record
from portal.people.checks import BadValue, checked_text

LONGEST_COMMENT = 2000


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
    """Register and update people from a CSV file with a header row, and print what became of each row as JSON.

    Columns are known by their names in Swedish or English. A no is never overridden.
    """
    try:
        table = read_table(file)
        with transactions("read"):
            terms = _terms(table, source_key, pairs, checked_text("comment", comment, LONGEST_COMMENT), columns)
            db.session.rollback()
    except (Unreadable, BadMapping) as fault:
        raise click.ClickException(str(fault)) from fault
    except BadValue as fault:
        raise click.ClickException(f"The {fault}.") from fault
    for name in terms.mapped.left_out:
        click.echo(f"Not imported: column {name!r}", err=True)
    if dry_run:
        tally = rehearse(table.rows(), terms)
    else:
        tally = apply(table.rows(), terms, file_name=file.name, letters=not no_letters, now=clock.now)
    click.echo(json.dumps(_summary(tally), ensure_ascii=False))


def _terms(
    table: Table,
    source_key: str,
    pairs: tuple[tuple[str, str], ...],
    comment: str,
    columns: tuple[tuple[str, str], ...],
) -> Terms:
    known = catalogue()
    source = named_source(known, source_key)
    with refused_unless_known(known):
        for purpose, basis in pairs:
            if basis.casefold() == WITHDRAWN:
                known.purpose(purpose)
            else:
                wished_record(known, purpose, basis, source)
    return Terms(known, mapped(table.header, columns, known), source, pairs, comment)


def _summary(tally: Tally) -> dict[str, object]:
    return {
        "rows": tally.rows,
        "created": tally.created,
        "updated": tally.updated,
        "unchanged": tally.unchanged,
        "refused": [{"row": row, "reason": reason} for row, reason in sorted(tally.refused)],
        "kept_no": [{"row": row, "purpose": purpose} for row, purpose in sorted(tally.kept_no)],
        "import_id": tally.import_id,
    }
