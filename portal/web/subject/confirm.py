"""Confirm an answer to a web form by the letter's link: what is agreed to, one button, and a receipt."""

from typing import NamedTuple

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import csrf, db
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import StaleForm
from portal.links.queries import FoundLink, link_of
from portal.people.queries import locked_person
from portal.people.rules import email_key, masked_email
from portal.web.hosts import refuse_cross_site
from portal.web.languages import carried_language, prefer
from portal.web.looking import looking
from portal.web.subject.asking import ask_for_link
from portal.web.subject.broken import BrokenLink
from portal.web_forms.confirming import asked, chosen_topics, confirm, form_of
from portal.web_forms.models import FormAnswer
from portal.web_forms.queries import answer_by_id, form_by_key, locked_answer
from portal.web_forms.rules import answer_of_scope

bp = Blueprint("confirm", __name__, url_prefix="/c/<token>")
bp.before_request(refuse_cross_site)
csrf.exempt(bp)


class Found(NamedTuple):
    """A genuine link, and the answer while it is kept."""

    link: FoundLink
    answer: FormAnswer | None
    form_key: str


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Show what will be confirmed; scanners may look as often as they like."""
    found = _found(token)
    if found.answer is None:
        return _expired(found)
    if found.answer.confirmed_at is not None:
        return redirect(url_for(".done", token=token, **carried_language()), 303)
    if found.link.state == "expired":
        return _expired(found)
    return _page(token, found.link, found.answer)


@bp.post("")
def agree(token: str) -> ResponseReturnValue:
    """Record what was agreed to, once, in the wording that was on the page."""
    with looking():
        found = _found(token)
    if found.answer is None or found.link.person_id is None or found.link.state == "expired":
        return redirect(url_for(".show", token=token, **carried_language()), 303)
    person = locked_person(found.link.person_id)
    answer = locked_answer(found.answer.id)
    if answer is None or answer.email_key != person.email_key:
        raise BrokenLink
    known = catalogue()
    versions = {key: request.form.get(f"wording_{key}", -1, type=int) for key in _offered(answer)}
    try:
        confirm(person, answer, versions, known, at=clock.now())
    except StaleForm:
        return _page(token, found.link, answer, status=409)
    db.session.commit()
    return redirect(url_for(".done", token=token, **carried_language()), 303)


@bp.get("/done")
def done(token: str) -> ResponseReturnValue:
    """Show what was confirmed, with the reference; before that, the button."""
    link, answer, _ = _found(token)
    if answer is None or answer.confirmed_at is None:
        return redirect(url_for(".show", token=token, **carried_language()), 303)
    purposes = [purpose for purpose in catalogue().all_purposes if purpose.key in answer.consents]
    return render_template(
        "subject/confirmed.html",
        token=token,
        answer=answer,
        design=form_of(answer),
        purposes=purposes,
        masked=masked_email(link.email),
        language=g.language,
    )


@bp.post("/link")
def send_link(token: str) -> ResponseReturnValue:
    """Send a link to the person's page to the address on file; there is nothing to type."""
    link, _, _ = _found(token)
    if link.email:
        ask_for_link(link.email, at=clock.now())
        db.session.commit()
    return redirect(url_for("subject.new_link.sent", lang=g.language), 303)


def _found(token: str) -> Found:
    """Return the link and its answer; one whose person has another address by now opens nothing."""
    link = link_of(token, "confirm", at=clock.now())
    if link is None or link.state == "ended":
        raise BrokenLink
    answer_id, form_key = answer_of_scope(link.scope)
    answer = answer_by_id(answer_id) if link.person_id is not None else None
    if answer is not None and answer.email_key != email_key(link.email):
        raise BrokenLink
    prefer(link.language)
    return Found(link, answer, form_key)


def _offered(answer: FormAnswer) -> list[str]:
    return [item.purpose.key for item in asked(answer, catalogue())]


def _expired(found: Found) -> ResponseReturnValue:
    design = form_by_key(found.form_key)
    return render_template("subject/confirm_expired.html", design=design, language=g.language)


def _page(token: str, link: FoundLink, answer: FormAnswer, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "subject/confirm.html",
        token=token,
        asked=asked(answer, catalogue()),
        topics=chosen_topics(answer),
        design=form_of(answer),
        masked=masked_email(link.email),
        stale=status == 409,
        language=g.language,
    )
    return page, status
