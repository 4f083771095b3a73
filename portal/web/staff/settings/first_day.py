"""The short list of what a fresh portal needs, on the start page of administrators."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.accounts.queries import count_administrators
from portal.extensions import db
from portal.people.queries import has_people
from portal.settings.first_day import LOOKED_THROUGH, first_day, hide_first_day, note_looked_through
from portal.settings.queries import Organisation, current_organisation
from portal.web.staff.gate import belongs_to, current_actor, current_staff
from portal.web.staff.settings.entries import entries

bp = belongs_to(Blueprint("first_day", __name__, url_prefix="/settings/first-day"), "settings")


@dataclass(frozen=True)
class Item:
    """One line of the list; ``key`` is what staff may say they have looked through, else empty."""

    label: LazyString
    hint: LazyString
    done: bool
    url: str = ""
    key: str = ""
    needed: bool = True


def is_first_day() -> bool:
    """Tell whether the list is to be shown to who is signed in."""
    return current_staff().role == "admin" and not first_day().hidden and any(not item.done for item in _needed())


def first_day_page() -> str:
    """Return the list as a page."""
    return render_template("staff/settings/first_day.html", items=_items())


@bp.post("/looked-through")
def look_through() -> ResponseReturnValue:
    """Note that purposes or letters are right for the organisation."""
    what = next((one for one in LOOKED_THROUGH if one == request.form.get("what")), None)
    if what is None:
        abort(422)
    note_looked_through(what, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    if not any(not item.done for item in _needed()):
        flash(_("The portal is ready for its first day."))
    return redirect(url_for("staff.start"), 303)


@bp.post("/hide")
def hide() -> ResponseReturnValue:
    """Show the list no more."""
    hide_first_day(at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The list is hidden. Everything on it is under Settings."))
    return redirect(url_for("staff.start"), 303)


def _needed() -> list[Item]:
    return [item for item in _items() if item.needed]


def _items() -> list[Item]:
    organisation, seen = current_organisation(), first_day().looked_through
    return [
        Item(
            _l("Say whose portal it is"),
            _l("The organisation's name, and an e-mail address for questions."),
            organisation.name != Organisation.name and bool(organisation.contact_email),
            url_for("staff.organisation.show"),
        ),
        Item(
            _l("Look through the purposes"),
            _l("What you use people's data for, on which legal bases, and for how long."),
            "purposes" in seen,
            _settings_page("purpose"),
            "purposes",
        ),
        Item(
            _l("Look through the letters"),
            _l("What people are told when they are registered, and after each choice."),
            "letters" in seen,
            _settings_page("letter"),
            "letters",
        ),
        Item(
            _l("Name the mail server"),
            _l("PORTAL_MAIL_SERVER, in the environment or instance/config.py. Until then letters are put in a folder."),
            bool(current_app.config["MAIL_SERVER"]),
        ),
        Item(
            _l("Register the first person"),
            _l("Perhaps yourself, to see what others will see."),
            has_people(),
            url_for("staff.new_person.show"),
        ),
        Item(
            _l("Invite a second administrator"),
            _l("So that somebody can help when you are away."),
            count_administrators() > 1,
            url_for("staff.colleagues.ask"),
            needed=False,
        ),
    ]


def _settings_page(named: str) -> str:
    """Return the address of the settings page whose endpoint has the name in it, else that of their list."""
    starts = (entry.start for entry in entries if named in entry.start)
    return url_for(next(starts, "staff.settings.show"))
