"""Send a one-time code to the address on file, and take it."""

import re
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from portal import clock
from portal.extensions import db
from portal.one_time_codes.actions import NoAddress, TooManyCodes, Tried, send_code, try_code
from portal.one_time_codes.queries import waits_for_code
from portal.one_time_codes.rules import typed_code
from portal.people.queries import locked_person
from portal.people.rules import masked_email
from portal.web.forms import Form
from portal.web.subject.gate import current_visit
from portal.web.subject.proving import visit_is_proven, visit_key

COPY: Final = "copy"
"""Where a code leads to: the copy, or the answer to the request of that reference."""
_REFERENCE = re.compile("[0-9A-Z-]{1,20}")

bp = Blueprint("code", __name__, url_prefix="/code")


class CodeForm(Form):
    """The code as it was typed."""

    to = HiddenField()
    code = StringField(_l("Code"), [InputRequired()])


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for the code that was sent, or offer to send one."""
    onwards = _onwards()
    if visit_is_proven(at=clock.now()):
        return redirect(onwards)
    return _page(CodeForm(formdata=None))


@bp.get("/enter")
def back() -> ResponseReturnValue:
    """Lead to the page where the code is typed."""
    return redirect(url_for(".show", to=COPY))


@bp.post("")
def send() -> ResponseReturnValue:
    """Send a code; an earlier one is good no longer."""
    _onwards()
    form = CodeForm(formdata=None)
    person = locked_person(current_visit().person_id)
    try:
        send_code(person, visit_key(), at=clock.now())
    except TooManyCodes:
        db.session.rollback()
        form.form_errors = [_("We have sent you many codes. Use the newest, or wait an hour and ask again.")]
        return _page(form, status=429)
    except NoAddress:
        db.session.rollback()
        form.form_errors = [_("We have no e-mail address that a code can go to. Write to us instead.")]
        return _page(form, status=422)
    db.session.commit()
    return redirect(url_for(".show", to=_to()), 303)


@bp.post("/enter")
def enter() -> ResponseReturnValue:
    """Take the code; a wrong one is counted."""
    onwards, form = _onwards(), CodeForm()
    typed = typed_code(form.code.data or "")
    if typed is None:
        form.code.errors = [_("Write the six digits of the code.")]
        return _page(form, status=422)
    tried = try_code(visit_key(), typed, at=clock.now())
    db.session.commit()
    if tried.outcome == "right":
        return redirect(onwards, 303)
    told = _told(tried)
    if tried.outcome == "wrong":
        form.code.errors = [told]
    else:
        form.form_errors = [told]
    return _page(form, status=422)


def _told(tried: Tried) -> str:
    left = ngettext("You have %(num)s try left.", "You have %(num)s tries left.", tried.left)
    told: dict[str, Any] = {
        "wrong": _("The code is wrong. Use the newest that we have sent.") + " " + left,
        "too_many": _("The code was wrong five times, so it does not work any more. Ask for a new one."),
        "too_late": _("The code has ended: it works for ten minutes. Ask for a new one."),
        "used": _("The code has been used: it works once. Ask for a new one."),
        "none": _("A code works only in the browser where it was asked for. Ask for a new one here."),
    }
    return str(told[tried.outcome])


def _to() -> str:
    return request.values.get("to", COPY)


def _onwards() -> str:
    """Return where the code leads to."""
    to = _to()
    if to == COPY:
        return url_for("subject.me.copy.show")
    if not _REFERENCE.fullmatch(to):
        abort(404)
    return url_for("subject.me.answers.show", reference=to)


def _page(form: CodeForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "subject/code.html",
        form=form,
        to=_to(),
        onwards=_onwards(),
        waits=waits_for_code(visit_key(), at=clock.now()),
        masked=masked_email(current_visit().email),
    )
    return page, status
