"""What files of bounces and complaints, their columns and their faults are called."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.web.staff.jobs.words import owner_label

_STATES: Final[dict[str, Any]] = {
    "reading": _l("Being read"),
    "taking": _l("Under way"),
    "done": _l("Done"),
    "failed": _l("Stopped"),
}
_KINDS: Final[dict[str, Any]] = {
    "": _l("A column says it"),
    "bounce": _l("Bounces for good"),
    "complaint": _l("Complaints"),
}
_COLUMNS: Final[dict[str, Any]] = {"email": _l("E-mail"), "kind": _l("What it is"), "at": _l("When")}
_FAULTS: Final[dict[str, Any]] = {
    "no_address": _l("the e-mail address is missing"),
    "not_an_address": _l("the address is not an e-mail address"),
    "no_kind": _l("it does not say whether it is a bounce or a complaint"),
    "unknown_kind": _l("it is neither a bounce nor a complaint"),
    "bad_day": _l("the day can't be read: write it like 2026-11-24 or 2026-11-24T09:30:00Z"),
    "future_day": _l("the day is in the future"),
}


def fault_label(fault: str) -> str:
    """Return why a row could not be taken, as a sentence without its stop."""
    said = str(_FAULTS[fault])
    return said[:1].upper() + said[1:]


LABELS: Final = {
    "state": lambda state: str(_STATES[state]),
    "kind": lambda kind: str(_KINDS[kind]),
    "column": lambda name: str(_COLUMNS[name]),
    "fault": fault_label,
    "owner": owner_label,
}
