"""The receipt of what the person decided, as a page and as a signed file."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from portal.exports.receipts import EVENTS, receipt
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entry as ledger_entry
from portal.legal_bases.queries import catalogue
from portal.web.subject.gate import current_visit

bp = Blueprint("receipts", __name__, url_prefix="/receipts/<int:seq>")


@bp.get("")
def show(seq: int) -> ResponseReturnValue:
    """Show what was decided, when, its reference and what happens next."""
    entry = _own_entry(seq)
    purpose = next((item for item in catalogue().all_purposes if item.key == entry.purpose), None)
    again = purpose or next((item for item in catalogue().purposes if item.direct_marketing), None)
    return render_template(
        "subject/receipt.html",
        entry=entry,
        purpose=purpose,
        again=again if again and catalogue().takes_consent(again) else None,
        declined=(json.loads(entry.details).get("old") or {}).get("status") == "awaiting"
        and entry.event == "consent.withdrawn",
        visit=current_visit(),
        language=g.language,
    )


@bp.get("/download")
def download(seq: int) -> ResponseReturnValue:
    """Hand out the signed receipt as a file."""
    return as_download(receipt(_own_entry(seq), language=g.language))


def as_download(values: Mapping[str, Any]) -> Response:
    """Return the receipt as a JSON file that browsers save."""
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{values["record_id"]}.json"'
    return response


def _own_entry(seq: int) -> LedgerEntry:
    entry = ledger_entry(seq) if seq < 2**63 else None
    if entry is None or entry.person_ref != current_visit().ref or entry.event not in EVENTS:
        abort(404)
    return entry
