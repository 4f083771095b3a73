"""One letter exactly as it was sent, and what can still be done with it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.mail.again import cancel_letter, may_cancel, may_retry, retry_letter
from portal.mail.kinds import KINDS
from portal.mail.models import Letter
from portal.mail.queries import NoSuchLetter, letter_by_id, without_tokens
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.labels import LABELS
from portal.web.staff.people.letter_page import with_letter_policy
from portal.web.staff.people.looking import looked_at

ONE_LETTER = "/letters/<int(max=9223372036854775807):letter_id>"

bp = belongs_to(Blueprint("sent_letter", __name__, url_prefix=ONE_LETTER), "letters")


@bp.get("")
def show(letter_id: int) -> ResponseReturnValue:
    """Show the letter, but for its links: they would open the person's own page, or the staff's."""
    letter, person = _letter(letter_id), None
    if letter.person_id is not None:
        person = looked_at(letter.person_id, why=_l("A letter to you was opened"))
        letter = _letter(letter_id)
    at, kind = clock.now(), KINDS.get(letter.kind)
    is_shown = letter.text is not None and letter.html is not None and (kind is None or kind.kept or _is_test(letter))
    page = render_template(
        "staff/letters/one.html",
        letter=letter,
        person=person,
        headers=[f"{name}: {without_tokens(value)}" for name, value in (letter.headers or {}).items()],
        text=without_tokens(letter.text or "") if is_shown else "",
        html=without_tokens(letter.html or "") if is_shown else "",
        may_retry=may_retry(letter, at=at),
        may_cancel=may_cancel(letter),
        now=at,
        labels=LABELS,
    )
    return with_letter_policy(page)


@bp.post("/retry")
def retry(letter_id: int) -> ResponseReturnValue:
    """Try the letter now."""
    if retry_letter(_letter(letter_id), at=clock.now(), by=current_actor(), channel="staff"):
        db.session.commit()
        flash(_("The letter is tried again now."))
    else:
        flash(_("The letter can't be tried again: it is on its way, or something else has happened to it."), "error")
    return redirect(url_for(".show", letter_id=letter_id), 303)


@bp.post("/cancel")
def cancel(letter_id: int) -> ResponseReturnValue:
    """Cancel the letter."""
    if cancel_letter(_letter(letter_id), at=clock.now(), by=current_actor(), channel="staff"):
        db.session.commit()
        flash(_("The letter is cancelled."))
    else:
        flash(_("The letter can't be cancelled: it does not wait any more."), "error")
    return redirect(url_for(".show", letter_id=letter_id), 303)


def _is_test(letter: Letter) -> bool:
    return bool(letter.facts.get("test"))


def _letter(letter_id: int) -> Letter:
    try:
        return letter_by_id(letter_id)
    except NoSuchLetter:
        abort(404)
