"""A person's links to their own page: send a new one, end them all."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.links.actions import end_view_links
from portal.mail.letters.queued import new_link
from portal.mail.queries import letters_of
from portal.people.queries import locked_person
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at

bp = belongs_to(Blueprint("person_links", __name__, url_prefix=f"{ONE_PERSON}/links"), "people")


@bp.post("/new")
def send(person_id: int) -> ResponseReturnValue:
    """Send the person a new link; one that waits to be sent is not doubled."""
    person = locked_person(person_id)
    if any(letter.kind == "new_link" and letter.state == "due" for letter in letters_of(person_id)):
        flash(_("A letter with a new link is already on its way."))
    elif person.unconfirmed_since is not None:
        flash(_("No letter goes there before the person has confirmed their answer to a web form."), "error")
    elif new_link(person, at=clock.now()) is None:
        flash(_("There is no e-mail address to send a link to."), "error")
    else:
        db.session.commit()
        flash(_("A letter with a new link is on its way."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


@bp.get("/end")
def ask(person_id: int) -> ResponseReturnValue:
    """Tell what it means to end all links, before it is done."""
    return render_template("staff/people/links_end.html", person=looked_at(person_id))


@bp.post("/end")
def end(person_id: int) -> ResponseReturnValue:
    """End every link to the person's page, and the visits they opened."""
    person = locked_person(person_id)
    end_view_links(person, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("All links to the person's page are ended."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)
