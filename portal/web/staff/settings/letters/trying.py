"""Try a letter before or after it is saved: see it, or send it to oneself."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.trial import queue_trial
from portal.mail.previews import preview
from portal.web.staff.gate import belongs_to, current_staff, only_reads
from portal.web.staff.people.letter_page import letter_page
from portal.web.staff.people.looking import looked_at
from portal.web.staff.settings.letters.wording import ONE_WORDING, wording_page
from portal.web.staff.settings.letters.wording_form import wording_form

bp = belongs_to(Blueprint("letter_trying", __name__, url_prefix=ONE_WORDING), "settings")


@bp.post("/preview")
@only_reads
def show(key: str, language: str) -> ResponseReturnValue:
    """Show the letter as the form words it, about the chosen person or somebody invented; nothing is stored."""
    form = wording_form(key, language)
    if not form.validate():
        return wording_page(form, status=422)
    person = form.chosen_person()
    if form.errors:
        return wording_page(form, status=422)
    if person is not None:
        person = looked_at(person.id, why=_l("A letter was tried out with your data"))
    words = preview(form.wording(), person, at=clock.now())
    recipient = person.email if person is not None else _("Nobody: the person is invented.")
    return letter_page(
        words.subject,
        words.text,
        words.html,
        recipient=recipient,
        back=url_for("staff.letter_wording.show", key=key, language=language),
        back_label=_("Back to the letter"),
    )


@bp.post("/test")
def send(key: str, language: str) -> ResponseReturnValue:
    """Send the letter as the form words it to whoever is signed in; the form stays as it is."""
    form = wording_form(key, language)
    if not form.validate():
        return wording_page(form, status=422)
    recipient = current_staff().email
    try:
        queue_trial(form.wording(), recipient=recipient, at=clock.now())
    except UnusableRecipient:
        flash(_("No letter can go to your address, %(address)s.", address=recipient), "error")
        return wording_page(form, status=422)
    db.session.commit()
    flash(_("A test is on its way to %(address)s. The words are not saved by that.", address=recipient))
    return wording_page(form)
