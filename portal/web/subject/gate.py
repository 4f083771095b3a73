"""Who is visiting the person's own pages, and which of them their link opens."""

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue

from portal import clock
from portal.database import QUIET_METHODS
from portal.links.queries import Visit, visit_of
from portal.web.languages import prefer, settle
from portal.web.looking import looking

CHOICE_PAGES = frozenset(
    f"subject.me.{page}" for page in ("preferences", "purposes", "receipts", "stop_all", "sign_out")
)
"""What a preferences link opens: it stands in forwarded mail for ever, and never shows stored data."""


def current_visit() -> Visit:
    """Return the visit that the gate let in."""
    visit: Visit = g.visit
    return visit


def require_visit() -> ResponseReturnValue | None:
    """Let a visit in and speak the person's language; everybody else is told how to get a link."""
    visit = _visit()
    if visit is None:
        settle()
        return render_template("subject/closed.html", choices_only=False), 403
    prefer(visit.language)
    if visit.use == "preferences" and request.blueprint not in CHOICE_PAGES:
        return render_template("subject/closed.html", choices_only=True), 403
    g.visit = visit
    return None


def _visit() -> Visit | None:
    kept = session.get("visit")
    if not kept:
        return None
    if request.method in QUIET_METHODS:
        return visit_of(bytes.fromhex(kept), at=clock.now())
    with looking():
        return visit_of(bytes.fromhex(kept), at=clock.now())
