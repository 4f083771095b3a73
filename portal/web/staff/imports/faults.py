"""The rows that were refused, as a file to mend and bring in again."""

import csv
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Final

from flask import Blueprint, g, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.exports.csv_cells import harmless
from portal.imports.models import Import
from portal.imports.queries import faults, import_by_id
from portal.web.staff.gate import belongs_to
from portal.web.staff.imports.addresses import ONE_IMPORT
from portal.web.staff.imports.words import reason_label

DELIMITERS: Final = {"sv": ";", "en": ","}
"""What a spreadsheet of the language takes for the delimiter."""

bp = belongs_to(Blueprint("import_faults", __name__, url_prefix=ONE_IMPORT), "imports")


@bp.get("/faults.csv")
def download(import_id: int) -> ResponseReturnValue:
    """Give the refused rows as they came, with the number and the reason after each."""
    job = import_by_id(import_id)
    file = TemporaryFile("w+b")  # noqa: SIM115 - the answer closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    _write(text, job)
    text.flush()
    text.detach()
    file.seek(0)
    name = _("refused-rows-%(number)s.csv", number=import_id)
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name)


def _write(text: TextIOWrapper, job: Import) -> None:
    writer = csv.writer(text, delimiter=DELIMITERS.get(g.language, ","))
    width = len(job.header)
    writer.writerow(harmless([*job.header, _("Row"), _("Reason")]))
    for fault in faults(job.id, "refused"):
        cells = [*fault.cells[:width], *[""] * (width - len(fault.cells))]
        further = fault.cells[width:]
        writer.writerow(harmless([*cells, str(fault.row), reason_label(fault.reason), *further]))
