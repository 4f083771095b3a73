"""How the person's pages look: logo, colour and texts, shown before they are saved."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.settings.actions import change_settings, keep_image
from portal.settings.queries import Organisation, current_organisation
from portal.settings.rules import SHIPPED, contrast, palette
from portal.web.languages import offered_names
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.look_form import PAGES, LookForm, look_form, shown_as, stored_look
from portal.web.staff.settings.look_preview import previews

bp = settings_page(
    Blueprint("look", __name__, url_prefix="/settings/look"),
    label=_l("Look"),
    hint=_l("Logo, colour, and your own words on the pages that people see."),
    start="staff.look.show",
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what holds now."""
    now = current_organisation()
    return _form_page(stored_look(now), now)


@bp.post("")
def save() -> ResponseReturnValue:
    """Keep what differs."""
    now = current_organisation()
    form = look_form(now)
    right, at = form.validate(), clock.now()
    form.keep_upload(at=at)
    wished = form.wished(now)
    if not right:
        db.session.commit()
        return _form_page(form, wished, 422)
    keep_image(wished.logo)
    changes = {name: getattr(wished, name) for name in ("logo", "colour", "texts")}
    changes = {name: value for name, value in changes.items() if value != getattr(now, name)}
    change_settings(changes, at=at, by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The look is saved."))
    return redirect(url_for(".show"), 303)


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """Show the pages as they would look; nothing is saved but an uploaded picture, for a day."""
    now = current_organisation()
    form = look_form(now)
    right, at = form.validate(), clock.now()
    form.keep_upload(at=at)
    db.session.commit()
    wished = form.wished(now)
    if not right:
        return _form_page(form, wished, 422)
    _show_colour(form, wished)
    language = request.form.get("language", "")
    spoken = language if language in now.languages else g.language
    pages = previews(wished, spoken, at=at)
    return render_template(
        "staff/settings/look_preview.html", look=form, wished=wished, pages=pages, spoken=spoken, names=offered_names()
    )


@bp.post("/edit")
def edit() -> ResponseReturnValue:
    """Go on with the form after a preview."""
    now = current_organisation()
    form = look_form(now)
    return _form_page(form, form.wished(now))


def _form_page(form: LookForm, wished: Organisation, status: int = 200) -> ResponseReturnValue:
    if not form.errors:
        _show_colour(form, wished)
    page = render_template(
        "staff/settings/look.html",
        form=form,
        wished=wished,
        pages=PAGES,
        names=offered_names(),
        palette=palette(wished.colour) if wished.colour else SHIPPED,
        contrast=contrast,
    )
    return page, status


def _show_colour(form: LookForm, wished: Organisation) -> None:
    """Let the code and the palette show the same colour."""
    form.shown_colour.data = wished.colour
    for name, value in shown_as(wished.colour).items():
        form[name].data = value
