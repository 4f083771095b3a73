"""The rows that were refused, as a file to mend and bring in again."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.imports.queries import faults, import_by_id
from portal.web.staff.gate import belongs_to
from portal.web.staff.imports.addresses import ONE_IMPORT
from portal.web.staff.imports.words import reason_label
from portal.web.staff.refused_rows import RefusedRow, refused_rows_file

bp = belongs_to(Blueprint("import_faults", __name__, url_prefix=ONE_IMPORT), "imports")


@bp.get("/faults.csv")
def download(import_id: int) -> ResponseReturnValue:
    """Give the refused rows as they came, with the number and the reason after each."""
    job = import_by_id(import_id)
    refused = faults(job.id, "refused")
    return refused_rows_file(
        job.id, job.header, (RefusedRow(fault.row, str(reason_label(fault.reason)), fault.cells) for fault in refused)
    )
