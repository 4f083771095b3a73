"""What is to be done about a request of each kind: pages sign up here, and the card leads to them."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import Kind

NEXT: dict[Kind, LazyString] = {
    "access": _l("Check and send answer"),
    "portability": _l("Send the data"),
    "correction": _l("Compare and correct"),
    "erasure": _l("See what goes, and erase"),
    "restriction": _l("Restrict or lift"),
    "objection": _l("Decide on the objection"),
    "question": _l("Answer the question"),
}
"""The one step that leads to the answer, as its link and the queue call it."""

_endpoints: dict[Kind, str] = {}


@dataclass(frozen=True)
class Step:
    """A page that does something about a request."""

    label: LazyString
    url: str


def handles(kind: Kind, endpoint: str) -> None:
    """Let the page of that endpoint, which takes ``reference``, be where requests of the kind are answered."""
    _endpoints[kind] = endpoint


def is_handled(request: AccessRequest) -> bool:
    """Tell whether a page of its own answers the request; those of people outside the portal are answered in words."""
    return request.person_id is not None and request.kind in _endpoints


def answering_step(request: AccessRequest) -> Step:
    """Return where the request is answered."""
    if is_handled(request):
        return Step(NEXT[request.kind], url_for(_endpoints[request.kind], reference=request.reference))
    label = NEXT["question"] if request.kind == "question" else _l("Answer in words")
    return Step(label, url_for("staff.request_reply.ask", reference=request.reference))


def next_step(request: AccessRequest) -> Step | None:
    """Return what is to be done next, or None when nothing is: the queue shows it in each row."""
    if not request.is_open:
        return None
    if request.state == "waiting":
        return Step(
            _l("Let the time go on"), url_for("staff.request_timing.ask_to_resume", reference=request.reference)
        )
    return answering_step(request)
