"""A hosted web form: the same answer whether the address is known or not."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import csrf, db
from portal.ledger.rules import canonical_json
from portal.legal_bases.queries import catalogue
from portal.limits.actions import spend, try_key
from portal.web.answering.form import AnswerForm, answer_form, prefilled_email
from portal.web.answering.stamps import new_stamp
from portal.web.hosts import refuse_cross_site
from portal.web.languages import carried_language, settle
from portal.web.looking import looking
from portal.web.subject.asking import client_key, may_write_to
from portal.web_forms.models import WebForm
from portal.web_forms.queries import NoSuchForm, Question, form_by_key, questions
from portal.web_forms.receiving import receive

PER_CLIENT = (60, timedelta(hours=1))
"""Many people may answer behind one address, as at a fair."""
ONCE = (1, timedelta(days=1))

bp = Blueprint("web_form", __name__, url_prefix="/forms/<key>")
bp.before_request(refuse_cross_site)
bp.before_request(settle)
csrf.exempt(bp)


@bp.get("")
def show(key: str) -> ResponseReturnValue:
    """Show the empty form; a link may bring the address along, and nothing else."""
    design, offered = _open(key)
    if not offered:
        return _closed()
    email = prefilled_email(request.args.get("email", ""))
    return _page(answer_form(design, offered, formdata=None, email=email))


@bp.post("")
def answer(key: str) -> ResponseReturnValue:
    """Take the answer in, and send a letter that asks to confirm it."""
    with looking():
        design, offered = _open(key)
    if not offered:
        return _closed()
    form, at = answer_form(design, offered), clock.now()
    if not form.fits(at):
        return _page(form, status=422)
    receive(form.answer(), served=_is_served(form, at), at=at)
    db.session.commit()
    return redirect(url_for(".sent", key=key, **carried_language()), 303)


@bp.get("/sent")
def sent(key: str) -> ResponseReturnValue:
    """Say what comes next, without saying whether the address is known."""
    design, _ = _open(key)
    return render_template("subject/form_sent.html", design=design, language=g.language)


def _open(key: str) -> tuple[WebForm, list[Question]]:
    """Return the form and what it asks consent for; nothing when it is closed."""
    try:
        design = form_by_key(key)
    except NoSuchForm:
        abort(404)
    return design, questions(design, catalogue()) if design.active else []


def _is_served(form: AnswerForm, at: datetime) -> bool:
    """Count the answer, and tell whether a letter may go out for it."""
    said = canonical_json(sorted(request.form.items(multi=True)))
    may = [spend(try_key("form_once", said), ONCE, at=at), spend(client_key("form_client"), PER_CLIENT, at=at)]
    if all(may):
        may.append(may_write_to(form["email"].data, at=at))
    return all(may) and not form.website.data


def _page(form: AnswerForm, *, status: int = 200) -> ResponseReturnValue:
    stamp = new_stamp(form.design.key, at=clock.now())
    page = render_template("subject/form.html", form=form, stamp=stamp, preview=False, language=g.language)
    return page, status


def _closed() -> ResponseReturnValue:
    return render_template("subject/form_closed.html"), 404
