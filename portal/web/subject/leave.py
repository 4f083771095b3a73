"""Sign out, and end every link to the person's page."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.links.actions import end_view_links, end_visit
from portal.people.queries import locked_person
from portal.web.subject.gate import current_visit

bp = Blueprint("leave", __name__)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this visit; the link goes on working."""
    end_visit(bytes.fromhex(session["visit"]), at=clock.now())
    db.session.commit()
    return _goodbye("signed-out")


@bp.get("/links")
def confirm() -> ResponseReturnValue:
    """Say what ending the links means, before it is done."""
    return render_template("subject/end_links.html", visit=current_visit())


@bp.post("/links")
def end_links() -> ResponseReturnValue:
    """End every link to this page, and every visit opened by one; stop links in letters live on."""
    person = locked_person(current_visit().person_id)
    end_view_links(person, at=clock.now(), by=PERSON, channel="page")
    db.session.commit()
    return _goodbye("links-ended")


def _goodbye(done: str) -> ResponseReturnValue:
    chosen = session.get("language")
    session.clear()
    return redirect(url_for("subject.index.show", done=done, **({"lang": chosen} if chosen else {})), 303)
