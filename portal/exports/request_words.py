"""What requests, their states and what happens to them are called, in the language in force."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

KIND_NAMES: Final[Mapping[str, Any]] = {
    "access": _l("Copy of the data"),
    "portability": _l("Data to take elsewhere"),
    "correction": _l("Correction"),
    "erasure": _l("Erasure"),
    "restriction": _l("Restriction"),
    "objection": _l("Objection"),
    "question": _l("Question"),
}
STATE_NAMES: Final[Mapping[str, Any]] = {
    "received": _l("Received"),
    "working": _l("In progress"),
    "waiting": _l("Waiting for an answer to a question"),
    "answered": _l("Answered"),
    "refused": _l("Refused"),
    "taken_back": _l("Taken back"),
    "erased": _l("Ended: the person is erased"),
}
WAY_NAMES: Final[Mapping[str, Any]] = {
    "portal": _l("The person's page"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "letter": _l("Letter on paper"),
    "in_person": _l("In person"),
}
EVENT_NAMES: Final[dict[str, Any]] = {
    "received": _l("The request was received"),
    "begun": _l("Work on the request began"),
    "assigned": _l("The owner was changed"),
    "connected": _l("The request was connected with a person in the portal"),
    "noted": _l("Note"),
    "extended": _l("The time for the answer was extended"),
    "paused": _l("A question was asked about who makes the request"),
    "resumed": _l("It became clear who makes the request"),
    "reminded": _l("The owner was reminded"),
    "part_said": _l("A part of the answer was filled in"),
    "part_unsaid": _l("What was filled in for a part of the answer was taken back"),
    "rows_added": _l("Data from another system was added to the answer"),
    "rows_removed": _l("Data from another system was removed from the answer"),
    "file_attached": _l("A file was attached to the answer"),
    "file_removed": _l("A file was removed from the answer"),
    "words_hidden": _l("Words about somebody else were hidden in the answer"),
    "words_shown": _l("Words that were hidden in the answer are shown again"),
    "downloaded": _l("A file of the answer was downloaded"),
    "files_forgotten": _l("The files of the answer were deleted, since the time to fetch them was over"),
    "answered": _l("The request was answered"),
    "refused": _l("The request was refused"),
    "taken_back": _l("The request was taken back"),
    "erased": _l("The person was erased, and the request ended"),
}
"""By the name that stands on a request's timeline; in the ledger it begins with ``request.``."""

OUTCOMES: Final[Mapping[str, Any]] = {
    "nothing_held": _l("nothing is held"),
    "in_words": _l("in words"),
    "delivered": _l("by a link and a code"),
    "on_paper": _l("on paper"),
    "erased": _l("erased"),
    "reduced": _l("erased, but for what the law keeps"),
    "corrected": _l("corrected"),
    "restricted": _l("the use is restricted to storage"),
    "lifted": _l("the restriction is lifted"),
    "upheld": _l("the use stopped"),
    "rejected": _l("the use goes on"),
}
"""How a request was answered."""


def request_outcome_label(outcome: str) -> str:
    """Return how a request was answered."""
    return str(OUTCOMES.get(outcome, outcome))


def request_kind_label(kind: str) -> str:
    """Return what a kind of request is called."""
    return str(KIND_NAMES.get(kind, kind))


def request_state_label(state: str) -> str:
    """Return how far a request has come."""
    return str(STATE_NAMES.get(state, state))


def request_way_label(way: str) -> str:
    """Return how a request came in."""
    return str(WAY_NAMES.get(way, way))


def request_event_label(event: str) -> str:
    """Return what has happened to a request."""
    return str(EVENT_NAMES.get(event.removeprefix("request."), event))
