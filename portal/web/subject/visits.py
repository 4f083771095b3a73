"""The visit that a link opens."""

from datetime import datetime

from flask import g, session

from portal.links.actions import end_visit, open_visit


def begin_visit(link_id: int, person_id: int, *, at: datetime) -> None:
    """Begin a new visit under a new random id, in place of the one there may be; a chosen language goes along."""
    if session.get("visit"):
        end_visit(bytes.fromhex(session["visit"]), at=at)
    session.clear()
    session["visit"] = open_visit(link_id, person_id, at=at).hex()
    if g.language_chosen:
        session["language"] = g.language
