"""The rows of a file that could not be taken, as a file to mend and bring in again."""

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Final, NamedTuple

from flask import g, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.exports.csv_cells import harmless

DELIMITERS: Final = {"sv": ";", "en": ","}
"""What a spreadsheet of the language takes for the delimiter."""


class RefusedRow(NamedTuple):
    """A row as it came, and why it was refused."""

    row: int
    reason: str
    cells: Sequence[str]


def refused_rows_file(number: int, header: Sequence[str], rows: Iterable[RefusedRow]) -> ResponseReturnValue:
    """Answer with the rows, the number and the reason after each; the number in the file's name is the upload's."""
    file = TemporaryFile("w+b")  # noqa: SIM115 - the answer closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    _write(text, header, rows)
    text.flush()
    text.detach()
    file.seek(0)
    name = _("refused-rows-%(number)s.csv", number=number)
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name)


def _write(text: TextIOWrapper, header: Sequence[str], rows: Iterable[RefusedRow]) -> None:
    writer, width = csv.writer(text, delimiter=DELIMITERS.get(g.language, ",")), len(header)
    writer.writerow(harmless([*header, _("Row"), _("Reason")]))
    for row, reason, came in rows:
        cells = [*came[:width], *[""] * (width - len(came))]
        writer.writerow(harmless([*cells, str(row), reason, *came[width:]]))
