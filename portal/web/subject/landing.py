"""Where a letter's link leads: nothing personal, and two buttons."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.exports.receipts import receipt
from portal.extensions import csrf, db
from portal.ledger.queries import latest_entry_of
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.links.queries import FoundLink, link_of
from portal.people.queries import locked_person, person_by_id
from portal.people.rules import masked_email
from portal.web.hosts import refuse_cross_site
from portal.web.languages import carried_language, prefer
from portal.web.shapes import filled_page, slot
from portal.web.subject.asking import ask_for_link
from portal.web.subject.broken import BrokenLink
from portal.web.subject.proof import confirm_choice
from portal.web.subject.receipts import as_download
from portal.web.subject.visits import begin_visit

bp = Blueprint("landing", __name__, url_prefix="/l/<token>")
bp.before_request(refuse_cross_site)
csrf.exempt(bp)


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Show who we are and what can be done; scanners may look as often as they like."""
    link = _found(token)
    ask = _asked(request.args.get("ask", "")) if link.use == "view" else ""
    facts = {"state": link.state, "use": link.use, "ask": ask, "token": slot("token"), "masked": slot("masked")}
    values = {"token": token, "masked": masked_email(link.email)}
    return filled_page("subject/landing.html", (link.state, link.use, ask), lambda: facts, values)


@bp.post("/open")
def open_page(token: str) -> ResponseReturnValue:
    """Begin a new visit under a new random id, and go to an address without the token."""
    link = _found(token)
    if link.state != "open" or link.person_id is None:
        return redirect(url_for(".show", token=token, **carried_language()), 303)
    begin_visit(link.id, link.person_id, at=clock.now())
    db.session.commit()
    ask = _asked(request.form.get("ask", ""))
    if ask and link.use == "view":
        return redirect(url_for("subject.me.purposes.ask", key=ask), 303)
    page = "preferences" if link.use == "preferences" else "hub"
    return redirect(url_for(f"subject.me.{page}.show"), 303)


@bp.post("/stop")
def stop(token: str) -> ResponseReturnValue:
    """Stop all marketing at once, also by a link that has expired."""
    link = _found(token)
    if link.person_id is not None:
        person, at = locked_person(link.person_id), clock.now()
        before = person.choices_seq
        seq = stop_all_marketing(person, catalogue(), at=at, channel="link")
        confirm_choice(person, "stopped_marketing", seq, before=before, at=at)
        db.session.commit()
    return redirect(url_for(".stopped", token=token, **carried_language()), 303)


@bp.get("/stop")
def stopped(token: str) -> ResponseReturnValue:
    """Show that marketing was stopped, with the reference; before that, the two buttons."""
    link = _found(token)
    if link.person_id is None:
        return render_template("subject/stopped.html", link=link, token=token, entry=None)
    person = person_by_id(link.person_id)
    entry = latest_entry_of(person.ref, "marketing.objected")
    if person.marketing_objected_at is None or entry is None:
        return redirect(url_for(".show", token=token, **carried_language()), 303)
    return render_template("subject/stopped.html", link=link, token=token, entry=entry)


@bp.get("/receipt")
def download(token: str) -> ResponseReturnValue:
    """Hand out the signed receipt of the stop as a file."""
    link = _found(token)
    person = person_by_id(link.person_id) if link.person_id is not None else None
    entry = latest_entry_of(person.ref, "marketing.objected") if person else None
    if entry is None:
        raise BrokenLink
    return as_download(receipt(entry, language=g.language))


@bp.post("/link")
def send_link(token: str) -> ResponseReturnValue:
    """Send a new link to the address on file; there is nothing to type."""
    link = _found(token)
    if link.email:
        ask_for_link(link.email, at=clock.now())
        db.session.commit()
    return redirect(url_for("subject.new_link.sent", lang=g.language), 303)


def _asked(key: str) -> str:
    """Return the purpose that a letter asked consent for, if it takes consent, else nothing."""
    known = catalogue()
    return next((one.key for one in known.purposes if one.key == key and known.takes_consent(one)), "")


def _found(token: str) -> FoundLink:
    link = link_of(token, "view", "preferences", at=clock.now())
    if link is None or link.state == "ended" or (link.state == "erased" and link.use == "view"):
        raise BrokenLink
    prefer(link.language)
    return link
