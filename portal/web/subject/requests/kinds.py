"""What the pages say about each kind of request, and where it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.access_requests.rules import KINDS, Kind


@dataclass(frozen=True)
class Page:
    """The words of the page on which something is asked for."""

    title: Any
    lead: Any
    """What it means, before the button."""
    words: Any
    """The label of what may be written."""
    button: Any
    missing: Any = ""
    """What is said when nothing is written, where there must be something."""


ASKING: Final[Mapping[Kind, Page]] = {
    "access": Page(
        _l("Ask for a copy of your data"),
        _l(
            "You get everything that we hold about you: what it is, where it came from, what we use it for, "
            "who has got it and how long we keep it."
        ),
        _l("Is there something special that you want to see?"),
        _l("Ask for a copy"),
    ),
    "portability": Page(
        _l("Ask for your data to take elsewhere"),
        _l("You get what you have given us by consent or for a contract, as files that other systems can read."),
        _l("Is there something special that you need?"),
        _l("Ask for the data"),
    ),
    "correction": Page(
        _l("Request correction"),
        _l("Tell us what is wrong or missing. We correct it, and tell those who have got the data from us."),
        _l("What is wrong, and what should it say?"),
        _l("Request correction"),
        _l("Write what is wrong, and what it should say."),
    ),
    "erasure": Page(
        _l("Request deletion"),
        _l(
            "We delete what we hold about you. If a law makes us keep something, we tell you what and why. "
            "What is deleted can't be brought back."
        ),
        _l("Is there something that we should know?"),
        _l("Request deletion"),
    ),
    "restriction": Page(
        _l("Ask us to only store your data"),
        _l(
            "You can ask for it while we check whether the data is right or assess an objection, or when you need us "
            "to keep data that we would delete. Until then it is stored and not used."
        ),
        _l("Why do you ask for it?"),
        _l("Ask for restriction"),
    ),
    "objection": Page(
        _l("Object to how your data is used"),
        _l("We stop the use at once, assess what you say, and tell you the outcome with our reasons."),
        _l("Is there something about your situation that we should know?"),
        _l("Object"),
    ),
    "question": Page(
        _l("Ask something else about your data"),
        _l("Whatever you want to know about how we use your data."),
        _l("Your question"),
        _l("Send the question"),
        _l("Write your question."),
    ),
}

PLACES: Final[Mapping[Kind, str]] = {
    **{kind: f"/me/requests/new/{kind}" for kind in KINDS},
    "access": "/me/copy",
    "erasure": "/me/delete",
}
"""The address where each kind is asked for; a copy comes at once, and the request for one is one click further."""
