"""Sign out."""

from flask import Blueprint, session
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.links.actions import end_visit
from portal.web.subject.goodbye import goodbye

bp = Blueprint("sign_out", __name__, url_prefix="/sign-out")


@bp.post("")
def sign_out() -> ResponseReturnValue:
    """End this visit; the link goes on working."""
    end_visit(bytes.fromhex(session["visit"]), at=clock.now())
    db.session.commit()
    return goodbye("signed-out")
