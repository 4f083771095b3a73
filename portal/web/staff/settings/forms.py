"""Web forms: list, add, change, take out of use, restore, look at, and what to embed."""

from collections.abc import Iterator

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.web.answering.form import answer_form
from portal.web.errors import error_page
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.forms_design import NewDesignForm, design_form
from portal.web.staff.settings.missing import Gap, finds_gaps, gaps_in
from portal.web_forms.actions import KeyTaken, add_form, change_form, set_active
from portal.web_forms.models import WebForm
from portal.web_forms.queries import (
    Counts,
    NoSuchForm,
    all_forms,
    answer_counts,
    form_by_key,
    locked_form,
    questions,
)

bp = settings_page(
    Blueprint("web_forms", __name__, url_prefix="/settings/forms"),
    label=_l("Web forms"),
    hint=_l("Forms to link to or embed, in which people give their consent and confirm it by e-mail."),
    start="staff.web_forms.show",
)
bp.register_error_handler(NoSuchForm, lambda _: error_page("404", 404))


@bp.get("")
def show() -> ResponseReturnValue:
    """Show every form, with how many answers wait and how many were confirmed."""
    return render_template(
        "staff/settings/forms.html",
        designs=all_forms(),
        counts=answer_counts(),
        no_answers=Counts(),
        base=_base(),
        language=g.language,
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the empty form."""
    return _page(design_form(NewDesignForm))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Add a form."""
    form = design_form(NewDesignForm)
    if not form.validate():
        return _page(form, status=422)
    try:
        add_form(form.key.data, form.design(), at=clock.now(), by=current_actor())
    except KeyTaken:
        form.key.errors = [*form.key.errors, _("Another form has this name. Choose another one.")]
        return _page(form, status=422)
    db.session.commit()
    flash(_("The form is added."))
    return redirect(url_for(".change", key=form.key.data), 303)


@bp.get("/<key>")
def change(key: str) -> ResponseReturnValue:
    """Show the form as it is, and what to embed."""
    design = form_by_key(key)
    return _page(design_form(design=design), design)


@bp.post("/<key>")
def save(key: str) -> ResponseReturnValue:
    """Keep what differs."""
    design, form = form_by_key(key), design_form()
    if not form.validate():
        return _page(form, design, status=422)
    change_form(locked_form(key), form.design(), at=clock.now(), by=current_actor())
    db.session.commit()
    flash(_("The form is saved."))
    return redirect(url_for(".change", key=key), 303)


@bp.post("/<key>/deactivate")
def deactivate(key: str) -> ResponseReturnValue:
    """Take the form out of use; answers that wait can still be confirmed."""
    return _switch(key, active=False, said=_("The form is out of use. Answers that wait can still be confirmed."))


@bp.post("/<key>/restore")
def restore(key: str) -> ResponseReturnValue:
    """Take the form into use again."""
    return _switch(key, active=True, said=_("The form is in use again."))


@bp.get("/<key>/preview")
def preview(key: str) -> ResponseReturnValue:
    """Show the form as visitors see it; nothing can be sent from there."""
    design = form_by_key(key)
    form = answer_form(design, questions(design, catalogue()), formdata=None)
    return render_template("subject/form.html", form=form, stamp="", preview=True, language=g.language)


@finds_gaps
def missing_words() -> Iterator[Gap]:
    """Yield the texts of forms that lack a language, and where to write them."""
    labels = {"title": _("Title"), "introduction": _("Introduction"), "thanks": _("Thanks")}
    for design in all_forms():
        where, url = design.text("title", g.language), url_for("staff.web_forms.change", key=design.key)
        yield from gaps_in(design.texts, labels, where=where, url=url)


def _switch(key: str, *, active: bool, said: str) -> ResponseReturnValue:
    set_active(locked_form(key), active=active, at=clock.now(), by=current_actor())
    db.session.commit()
    flash(said)
    return redirect(url_for(".change", key=key), 303)


def _base() -> str:
    return f"{current_app.config['PORTAL_BASE_URL']}/forms"


def _page(form: object, design: WebForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/settings/form.html",
        form=form,
        design=design,
        is_open=design is not None and design.active and bool(questions(design, catalogue())),
        spoken=OWN_NAMES,
        base=_base(),
        language=g.language,
    )
    return page, status
