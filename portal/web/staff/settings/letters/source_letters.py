"""Confirmation letters of a source's own: add, name, choose the sources, remove."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, ValidationError

from portal import clock
from portal.extensions import db
from portal.legal_bases.models import Source
from portal.legal_bases.queries import catalogue
from portal.mail.kinds import VARIANT, VARIED
from portal.mail.variants import (
    NameTaken,
    VariantInUse,
    add_variant,
    choose_sources,
    remove_variant,
    rename_variant,
    variants,
)
from portal.web.languages import OWN_NAMES
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.settings.letters.explained import explained

LONGEST_NAME = 100

bp = belongs_to(Blueprint("source_letters", __name__, url_prefix="/settings/letters/of-sources"), "settings")


class VariantForm(FlaskForm):
    """What the letter is called, and which sources send it."""

    name = StringField(
        _l("Name, for staff"),
        [DataRequired(_l("Give the letter a name.")), at_most(LONGEST_NAME), plain_text()],
        [tidied],
    )
    sources = SelectMultipleField(_l("Sources that send this letter"), choices=[], validate_choice=False, default=[])

    def validate_sources(self, field: SelectMultipleField) -> None:
        """Check that there are such sources."""
        if not set(field.data or ()) <= {value for value, *_rest in field.iter_choices()}:
            raise ValidationError(_("Choose from the list."))


def _form(key: str = "") -> VariantForm:
    known = catalogue()
    mine = [source.key for source in known.all_sources if key and source.confirmation == key]
    form = VariantForm(data={"name": variants().get(key, ""), "sources": mine})
    form.sources.choices = [
        (source.key, _source_label(source)) for source in known.all_sources if source.active or source.key in mine
    ]
    return form


def _source_label(source: Source) -> str:
    name = source.name(g.language)
    return name if source.send_confirmation else _("%(source)s (set to send none)", source=name)


@bp.get("/new")
def ask() -> ResponseReturnValue:
    """Ask for the name and the sources."""
    return render_template("staff/settings/letters/variant_new.html", form=_form())


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Add the letter, which begins with the usual words."""
    form = _form()
    if not form.validate():
        return render_template("staff/settings/letters/variant_new.html", form=form), 422
    deed = _deed()
    try:
        key = add_variant(form.name.data, **deed)
    except NameTaken:
        return _taken("staff/settings/letters/variant_new.html", form)
    choose_sources(key, form.sources.data, **deed)
    db.session.commit()
    flash(_("The letter is added. It says what the usual confirmation says until you word it."))
    return redirect(url_for(".show", key=key), 303)


@bp.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show the letter's name, its sources and its languages."""
    return _page(key, _form(key))


@bp.post("/<key>")
def save(key: str) -> ResponseReturnValue:
    """Keep the name and the sources."""
    form = _form(key)
    if key not in variants() or not form.validate():
        return _page(key, form, status=422)
    try:
        rename_variant(key, form.name.data, **_deed())
    except NameTaken:
        return _taken("staff/settings/letters/variant.html", form, **_facts(key))
    choose_sources(key, form.sources.data, **_deed())
    db.session.commit()
    flash(_("The letter's name and sources are saved."))
    return redirect(url_for(".show", key=key), 303)


@bp.get("/<key>/remove")
def ask_remove(key: str) -> ResponseReturnValue:
    """Ask before the letter and its words are removed."""
    if key not in variants():
        abort(404)
    users = [source for source in catalogue().all_sources if source.confirmation == key]
    return render_template("staff/settings/letters/variant_remove.html", key=key, name=variants()[key], users=users)


@bp.post("/<key>/remove")
def remove(key: str) -> ResponseReturnValue:
    """Remove the letter, unless a source sends it; one that is gone stays gone."""
    if key.partition(VARIANT)[0] not in VARIED:
        abort(404)
    if key in variants():
        try:
            remove_variant(key, **_deed())
        except VariantInUse:
            db.session.rollback()
            flash(_("A source sends this letter. Give the source another letter first."), "error")
            return redirect(url_for(".show", key=key), 303)
        db.session.commit()
    flash(_("The letter is removed."))
    return redirect(url_for("staff.letter_settings.show"), 303)


def _deed() -> dict[str, Any]:
    return {"at": clock.now(), "by": current_actor(), "channel": "staff"}


def _taken(template: str, form: VariantForm, **facts: Any) -> ResponseReturnValue:
    db.session.rollback()
    form.name.errors = [_("There is a letter of that name already.")]
    return render_template(template, form=form, **facts), 422


def _facts(key: str) -> dict[str, Any]:
    return {"key": key, "words": explained(key), "languages_of_letters": OWN_NAMES}


def _page(key: str, form: VariantForm, *, status: int = 200) -> ResponseReturnValue:
    if key not in variants():
        abort(404)
    return render_template("staff/settings/letters/variant.html", form=form, **_facts(key)), status
