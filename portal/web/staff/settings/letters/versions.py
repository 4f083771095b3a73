"""Earlier words of a letter: what changed, and using them again."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.mail.differences import differences
from portal.mail.queries import stored_wording, stored_wordings
from portal.mail.templates import store_wording
from portal.mail.wording import WrongWording
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.labels import LABELS
from portal.web.staff.settings.letters.explained import letter_name
from portal.web.staff.settings.letters.wording import ONE_WORDING
from portal.web.staff.settings.letters.wording_form import wording_form

PAGE = 50
ONE_VERSION = "/<int(max=9223372036854775807):version>"

bp = belongs_to(Blueprint("letter_versions", __name__, url_prefix=f"{ONE_WORDING}/versions"), "settings")


@bp.get("")
def show(key: str, language: str) -> ResponseReturnValue:
    """Show the versions, newest first; of very many, the latest."""
    form = wording_form(key, language)
    return render_template(
        "staff/settings/letters/versions.html",
        form=form,
        name=letter_name(key),
        language_name=dict(OWN_NAMES)[language],
        versions=stored_wordings(key, language, most=PAGE),
        labels=LABELS,
    )


@bp.get(ONE_VERSION)
def one(key: str, language: str, version: int) -> ResponseReturnValue:
    """Show one version, and what it changed."""
    form, row = wording_form(key, language), stored_wording(key, language, version)
    if row is None:
        abort(404)
    before = stored_wording(key, language, version - 1)
    return render_template(
        "staff/settings/letters/version.html",
        form=form,
        name=letter_name(key),
        language_name=dict(OWN_NAMES)[language],
        row=row,
        is_first=before is None,
        is_latest=stored_wording(key, language, version + 1) is None,
        subject=differences(before.subject if before else row.subject, row.subject),
        body=differences(before.body if before else row.body, row.body),
        labels=LABELS,
    )


@bp.post(ONE_VERSION)
def use_again(key: str, language: str, version: int) -> ResponseReturnValue:
    """Store the version's words once more, as the newest."""
    wording_form(key, language)
    row = stored_wording(key, language, version)
    if row is None:
        abort(404)
    try:
        store_wording(key, language, row.subject, row.body, at=clock.now(), by=current_actor(), channel="staff")
    except WrongWording:
        db.session.rollback()
        flash(_("These words lack something that the letter must have today. Change the letter by hand."), "error")
        return redirect(url_for(".one", key=key, language=language, version=version), 303)
    db.session.commit()
    flash(_("Version %(version)s is in use again.", version=version))
    return redirect(url_for("staff.letter_wording.show", key=key, language=language), 303)
