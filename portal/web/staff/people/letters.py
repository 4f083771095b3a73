"""A person's letters: read one, send the confirmation again."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.mail.letters.queued import confirmation
from portal.mail.queries import NoSuchLetter, confirmation_state, letter_by_id, without_tokens
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.letter_page import letter_page
from portal.web.staff.people.looking import looked_at

bp = belongs_to(Blueprint("person_letters", __name__, url_prefix=f"{ONE_PERSON}/letters"), "people")


@bp.get("/<int(max=9223372036854775807):letter_id>")
def show(person_id: int, letter_id: int) -> ResponseReturnValue:
    """Show the letter as it was sent, but for its links: they would open the person's own page."""
    looked_at(person_id)
    try:
        letter = letter_by_id(letter_id)
    except NoSuchLetter:
        abort(404)
    if letter.person_id != person_id or letter.text is None or letter.html is None:
        abort(404)
    return letter_page(
        letter.subject or "",
        without_tokens(letter.text),
        without_tokens(letter.html),
        recipient=letter.recipient,
        sent_at=letter.sent_at,
        back=url_for("staff.person.show", person_id=person_id),
    )


@bp.post("/confirmation")
def send_again(person_id: int) -> ResponseReturnValue:
    """Send the confirmation once more; one that waits to be sent is not doubled."""
    person = locked_person(person_id)
    if confirmation_state(person).state == "queued":
        flash(_("The confirmation letter is already on its way."))
    elif person.unconfirmed_since is not None:
        flash(_("No letter goes there before the person has confirmed their answer to a web form."), "error")
    elif confirmation(person, at=clock.now()) is None:
        flash(_("There is no e-mail address to send the letter to."), "error")
    else:
        db.session.commit()
        flash(_("The confirmation letter is on its way."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)
