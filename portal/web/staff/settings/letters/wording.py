"""Word a letter in one language."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.mail.differences import differences
from portal.mail.kinds import wording_kind
from portal.mail.queries import stored_wording
from portal.mail.templates import NewerWording, Wording, current_wording, shipped, store_wording
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.settings.letters.explained import explained, letter_name
from portal.web.staff.settings.letters.placeholders import placeholders
from portal.web.staff.settings.letters.wording_form import WordingForm, wording_form

ONE_WORDING = "/settings/letters/<key>/<language>"

bp = belongs_to(Blueprint("letter_wording", __name__, url_prefix=ONE_WORDING), "settings")


@bp.get("")
def show(key: str, language: str) -> ResponseReturnValue:
    """Show the words that hold now."""
    return wording_page(wording_form(key, language))


@bp.post("")
def save(key: str, language: str) -> ResponseReturnValue:
    """Keep a new version, unless somebody else has stored one meanwhile."""
    form = wording_form(key, language)
    if not form.validate():
        return wording_page(form, status=422)
    now = current_wording(key, language).wording
    if (now.kind, now.subject, now.body) == (key, form.subject.data, form.body.data):
        flash(_("Nothing was changed."))
        return redirect(url_for(".show", key=key, language=language), 303)
    try:
        _store(form.wording(), form.seen_version())
    except NewerWording as newer:
        db.session.rollback()
        form.seen.data = str(newer.latest)
        return wording_page(form, status=409, is_late=True)
    flash(_("The new words are saved. Letters that are written from now on say this."))
    return redirect(url_for(".show", key=key, language=language), 303)


@bp.get("/shipped")
def ask_shipped(key: str, language: str) -> ResponseReturnValue:
    """Show what would change."""
    form, usual = wording_form(key, language), shipped()[wording_kind(key), language]
    now = current_wording(key, language).wording
    return render_template(
        "staff/settings/letters/shipped.html",
        form=form,
        name=letter_name(key),
        language_name=dict(OWN_NAMES)[language],
        subject=differences(now.subject, usual.subject),
        body=differences(now.body, usual.body),
    )


@bp.post("/shipped")
def use_shipped(key: str, language: str) -> ResponseReturnValue:
    """Go back to the shipped words, as a new version."""
    form = wording_form(key, language)
    usual = shipped()[wording_kind(key), language]
    try:
        _store(Wording(key, language, usual.subject, usual.body), form.seen_version())
    except NewerWording:
        db.session.rollback()
        flash(_("Somebody else has changed the words meanwhile. Nothing was saved."), "error")
        return redirect(url_for(".ask_shipped", key=key, language=language), 303)
    flash(_("The shipped words are back."))
    return redirect(url_for(".show", key=key, language=language), 303)


def _store(wording: Wording, seen: int) -> None:
    store_wording(
        wording.kind,
        wording.language,
        wording.subject,
        wording.body,
        seen=seen,
        at=clock.now(),
        by=current_actor(),
        channel="staff",
    )
    db.session.commit()


def wording_page(form: WordingForm, *, status: int = 200, is_late: bool = False) -> ResponseReturnValue:
    """Return the page of the form; when it comes too late, with what the newer version says otherwise."""
    key, language = form.key, form.language
    now = current_wording(key, language).wording
    page = render_template(
        "staff/settings/letters/wording.html",
        form=form,
        words=explained(key),
        language_name=dict(OWN_NAMES)[language],
        placeholders=placeholders(key),
        stored=stored_wording(key, language),
        is_own=now.kind == key and now.language == language,
        is_late=is_late,
        subject=differences(now.subject, form.subject.data or "") if is_late else [],
        body=differences(now.body, form.body.data or "") if is_late else [],
    )
    return page, status
