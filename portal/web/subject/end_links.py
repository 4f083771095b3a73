"""End every link to the person's page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.links.actions import end_view_links
from portal.people.queries import locked_person
from portal.web.subject.gate import current_visit
from portal.web.subject.goodbye import goodbye

bp = Blueprint("end_links", __name__, url_prefix="/links")


@bp.get("")
def confirm() -> ResponseReturnValue:
    """Say what ending the links means, before it is done."""
    return render_template("subject/end_links.html")


@bp.post("")
def end() -> ResponseReturnValue:
    """End every link to this page, and every visit opened by one; stop links in letters live on."""
    person = locked_person(current_visit().person_id)
    end_view_links(person, at=clock.now(), by=PERSON, channel="page")
    db.session.commit()
    return goodbye("links-ended")
