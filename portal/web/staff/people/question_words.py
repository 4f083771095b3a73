"""What the states of rounds, the outcomes of their people and their answers are called."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.asking.models import ConsentRound
from portal.bulk.models import BulkChange
from portal.legal_bases.queries import Catalogue
from portal.web.staff.people.bulk_words import asked_words

_STATES: Final[dict[str, Any]] = {
    "counting": _l("Being counted"),
    "counted": _l("Nobody is asked yet"),
    "asking": _l("Being asked"),
    "stopped": _l("Broken off"),
    "asked": _l("Asked"),
    "reminding": _l("Being reminded"),
    "reminding_stopped": _l("Broken off while reminding"),
    "dropped": _l("Dropped"),
}
_OUTCOMES: Final[dict[str, Any]] = {
    "ask": _l("Will be asked"),
    "asked": _l("Asked"),
    "objected": _l("Has objected, which is kept"),
    "withdrawn": _l("Has withdrawn, which is kept"),
    "restricted": _l("The use of their data is restricted"),
    "no_address": _l("Has no address that a letter can go to"),
    "address_refused": _l("Letters to the address are refused"),
    "unconfirmed": _l("Only a web form names the address so far"),
    "shared_no": _l("Somebody else with the same address has said no or is restricted"),
    "paused": _l("Has paused all marketing"),
    "consented": _l("Has consented already"),
    "other_basis": _l("The purpose rests on another legal basis, which is enough"),
    "asked_lately": _l("Was asked not long ago"),
    "gone": _l("No longer registered"),
}
_ANSWERS: Final[dict[str, Any]] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "silent": _l("No answer yet"),
    "other": _l("Something else is recorded since"),
}


def searched_words(made: ConsentRound, known: Catalogue, language: str) -> str:
    """Return the search in words: what was typed, then the filters."""
    return asked_words(BulkChange(asked=made.searched), known, language)


LABELS: Final = {
    "state": lambda state: str(_STATES[state]),
    "outcome": lambda outcome: str(_OUTCOMES[outcome]),
    "answer": lambda answer: str(_ANSWERS[answer]),
    "searched": searched_words,
}
