"""Where the link to an answer leads: nothing personal, and one button."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import csrf, db
from portal.links.queries import FoundLink, link_of
from portal.people.rules import masked_email
from portal.web.hosts import refuse_cross_site
from portal.web.languages import carried_language, prefer
from portal.web.subject.broken import BrokenLink
from portal.web.subject.visits import begin_visit

bp = Blueprint("delivery", __name__, url_prefix="/d/<token>")
bp.before_request(refuse_cross_site)
csrf.exempt(bp)


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Say what can be fetched here; scanners may look as often as they like."""
    link = _found(token)
    return render_template("subject/delivery.html", link=link, token=token, masked=masked_email(link.email))


@bp.post("/open")
def open_page(token: str) -> ResponseReturnValue:
    """Begin a new visit under a new random id, and go to the answer."""
    link = _found(token)
    if link.state != "open" or link.person_id is None:
        return redirect(url_for(".show", token=token, **carried_language()), 303)
    begin_visit(link.id, link.person_id, at=clock.now())
    db.session.commit()
    return redirect(url_for("subject.me.answers.show", reference=link.scope), 303)


def _found(token: str) -> FoundLink:
    link = link_of(token, "delivery", at=clock.now())
    if link is None or link.state in {"ended", "erased"}:
        raise BrokenLink
    prefer(link.language)
    return link
