"""What the states and outcomes of bulk changes are called."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bulk.models import BulkChange
from portal.exports.words import status_label
from portal.legal_bases.queries import Catalogue

_STATES: Final[dict[str, Any]] = {
    "counting": _l("Being counted"),
    "counted": _l("Not applied"),
    "applying": _l("Being applied"),
    "stopped": _l("Broken off"),
    "applied": _l("Applied"),
    "undoing": _l("Being put back"),
    "undo_stopped": _l("Broken off while being put back"),
    "undone": _l("Put back"),
    "dropped": _l("Dropped"),
}
_OUTCOMES: Final[dict[str, Any]] = {
    "change": _l("Will be changed"),
    "changed": _l("Changed"),
    "undone": _l("Put back"),
    "said_no": _l("Said no, which is kept"),
    "same": _l("Is so already"),
    "restricted": _l("The use of their data is restricted"),
    "nothing": _l("Has no basis that could be ended"),
    "changed_since": _l("Changed by others since, which is kept"),
    "no_since": _l("Said no since, which is kept"),
    "gone": _l("No longer registered"),
}


def bulk_state_label(state: str) -> str:
    """Return how far a bulk change has come."""
    return str(_STATES[state])


def outcome_label(outcome: str) -> str:
    """Return what becomes of a person."""
    return str(_OUTCOMES[outcome])


def asked_words(change: BulkChange, known: Catalogue, language: str) -> str:
    """Return the search in words: what was typed, then the filters."""
    asked = change.asked
    words = [_("“%(words)s”", words=asked["q"])] if asked.get("q") else []
    if asked.get("purpose"):
        words.append(str(known.purpose(asked["purpose"]).name(language)))
    if asked.get("basis"):
        words.append(str(known.basis(asked["basis"]).name(language)))
    if asked.get("status"):
        words.append(status_label(asked["status"]))
    if asked.get("source"):
        words.append(_("from %(source)s", source=known.source(asked["source"]).name(language)))
    return ", ".join(words) or _("Everybody")


LABELS = {"state": bulk_state_label, "outcome": outcome_label, "asked": asked_words}
