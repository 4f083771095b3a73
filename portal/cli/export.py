"""flask people export: the access copy as a file."""

import io
import os
import secrets
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import clock
from portal.cli.naming import named_person
from portal.config import LANGUAGES
from portal.exports.access_copy import access_copy
from portal.exports.document import Document
from portal.exports.plain import as_json
from portal.exports.workbook import write_workbook
from portal.extensions import db
from portal.mail.letters.queued import letter_language
from portal.people.actions import note_look

COMMAND = "flask people export"


class CopyFile(click.Path):
    """A file to write whose name says the format."""

    name = "file.xlsx|.json"

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path."""
        if Path(value).suffix.lower() not in {".xlsx", ".json"}:
            self.fail("the file's name must end in .xlsx or .json", param, ctx)
        return super().convert(value, param, ctx)


@click.command("export")
@click.argument("id_or_email")
@click.option("-o", "--output", type=CopyFile(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the copy; else the one the person is written to in.")
@with_appcontext
def export(id_or_email: str, output: Path, language: str | None) -> None:
    """Write all that is stored about a person into a workbook or a JSON file; the person sees that it was done."""
    at, person = clock.now(), named_person(id_or_email)
    with force_locale(letter_language(person)):
        reason = _("A copy of your data was made")
    note_look(person.id, kind="export", staff=COMMAND, role="admin", reason=reason, at=at)
    db.session.flush()
    content = _content(access_copy(person, language=language or "", at=at), output.suffix.lower())
    draft = output.with_name(f".{secrets.token_hex(8)}{output.suffix}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        db.session.commit()
        draft.replace(output)
    except OSError as fault:
        raise click.ClickException(f"{output} can't be written: {fault.strerror}.") from fault
    finally:
        draft.unlink(missing_ok=True)


def _content(copy: Document, ending: str) -> bytes:
    if ending == ".json":
        return as_json(copy).encode()
    file = io.BytesIO()
    write_workbook(copy, file)
    return file.getvalue()
