"""The button that stops all marketing, for every kind of visit."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from portal.web.subject.gate import current_visit
from portal.web.subject.proof import confirm_choice

bp = Blueprint("stop_all", __name__, url_prefix="/stop")


@bp.post("")
def stop() -> ResponseReturnValue:
    """Stop all marketing, and show the receipt."""
    person, at = locked_person(current_visit().person_id), clock.now()
    before = person.choices_seq
    seq = stop_all_marketing(person, catalogue(), at=at)
    confirm_choice(person, "stopped_marketing", seq, before=before, at=at)
    db.session.commit()
    return redirect(url_for("subject.me.receipts.show", seq=seq), 303)
