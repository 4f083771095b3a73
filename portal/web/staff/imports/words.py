"""What imports, their states, their fields and their refusals are called."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.exports.words import core_field_label
from portal.imports.mapping import PARTS, PER_ROW
from portal.imports.reasons import Reason
from portal.people.rules import CORE_FIELDS
from portal.web.staff.jobs.words import owner_label

_FIELDS: Final[dict[str, Any]] = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "street": _l("Street"),
    "postcode": _l("Postcode"),
    "city": _l("City"),
    "source": _l("Source"),
    "purpose": _l("Purpose"),
    "basis": _l("Legal basis"),
    "comment": _l("Comment"),
    "sold_on": _l("Day of a sale"),
    "goods": _l("Class of goods sold"),
    "way_out": _l("Could say no to marketing when the address was collected"),
    "label": _l("The name of further data"),
}
_STATES: Final[dict[str, Any]] = {
    "reading": _l("Being read"),
    "unreadable": _l("Could not be read"),
    "open": _l("Being prepared"),
    "applying": _l("Under way"),
    "stopped": _l("Stopped"),
    "done": _l("Done"),
    "undoing": _l("Being undone"),
    "undone": _l("Undone"),
    "abandoned": _l("Abandoned"),
}


def field_label(name: str) -> str:
    """Return what a field is called; what is no field of ours is called by its own name."""
    return str(_FIELDS.get(name) or core_field_label(name))


def field_choices() -> list[tuple[str, str]]:
    """Return the fields that a column may hold, with their names."""
    return [(name, field_label(name)) for name in (*CORE_FIELDS, *PARTS, *PER_ROW)]


def reason_label(reason: Sequence[Any]) -> str:
    """Return why a row was refused, as a sentence without its stop."""
    said = Reason(reason[0], reason[1]).said(field_label)
    return said[:1].upper() + said[1:]


def state_label(state: str) -> str:
    """Return how far an import has come, in a word or two."""
    return str(_STATES[state])


LABELS = {"state": state_label, "owner": owner_label, "reason": reason_label, "field": field_label}
