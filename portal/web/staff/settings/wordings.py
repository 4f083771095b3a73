"""The consent wording of a purpose: its versions, who stands on which, and what differs between them."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.ledger.changes import latest_changes
from portal.legal_bases.cataloguing import locked_item
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.models import ConsentWording, Purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.uses import people_by_version
from portal.legal_bases.wordings import NewerWording, reword, set_ask_again
from portal.texts import compared
from portal.web.languages import OWN_NAMES
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.settings.latest import actor_name, told_changes
from portal.web.staff.settings.missing import Gap, finds_gaps, gaps_in
from portal.web.staff.settings.purposes import LISTING
from portal.web.staff.settings.wording_form import WORDING_WORDS, WordingForm
from portal.web.staff.settings.words import made

bp = belongs_to(Blueprint("wordings", __name__, url_prefix="/settings/purposes/<key>/wording"), "settings")


@bp.get("")
def show(key: str) -> ResponseReturnValue:
    """Show the versions, and the latest in a form for the next."""
    purpose = _purpose(key)
    latest = catalogue().wording(purpose)
    form = made(WordingForm, WORDING_WORDS)(formdata=None)
    form.show_texts(latest.texts if latest else {})
    form.seen.data = str(latest.version if latest else 0)
    return _page(purpose, form)


@bp.post("")
def save(key: str) -> ResponseReturnValue:
    """Keep the words as a new version, unless there is a newer one than the form was opened on."""
    purpose, form = _purpose(key), made(WordingForm, WORDING_WORDS)()
    if not form.validate():
        return _page(purpose, form, status=422)
    locked, texts = locked_item(PURPOSES, purpose.key), form.texts(WORDING_WORDS)
    acting: dict[str, Any] = {"ask_again": form.ask_again.data, "at": clock.now(), "by": current_actor()}
    try:
        version = reword(locked, texts, seen=_number(form.seen.data), **acting)
    except NewerWording as newer:
        form.seen.data = str(newer)
        return _page(purpose, form, status=409)
    db.session.commit()
    if version is None:
        flash(_("Nothing was changed."))
    else:
        flash(
            _(
                "The words are kept as version %(version)s. Consents to earlier versions stay with theirs.",
                version=version,
            )
        )
    return redirect(url_for(".show", key=key), 303)


@bp.post("/ask-again")
def ask_again(key: str) -> ResponseReturnValue:
    """Let consents to earlier versions count no longer, or again."""
    version, asks = _number(request.form.get("version")), request.form.get("asks") == "1"
    locked = locked_item(PURPOSES, _purpose(key).key)
    try:
        changed = set_ask_again(locked, version, asks=asks, at=clock.now(), by=current_actor())
    except NewerWording:
        db.session.rollback()
        flash(_("There is a newer version of the words. Nothing was changed."), "warning")
        return redirect(url_for(".show", key=key), 303)
    db.session.commit()
    if changed:
        flash(
            _("Consents to earlier versions no longer count, and people are asked again on their pages.")
            if asks
            else _("Consents to earlier versions count again.")
        )
    return redirect(url_for(".show", key=key), 303)


@bp.get("/<int(max=9223372036854775807):version>")
def version(key: str, version: int) -> ResponseReturnValue:
    """Show one version, and what differs from an earlier one: the one before it, unless another is asked for."""
    purpose = _purpose(key)
    versions = _versions(purpose)
    shown = next((wording for wording in versions if wording.version == version), None) or abort(404)
    wanted = request.args.get("since", version - 1, type=int)
    since = next((wording for wording in versions if wording.version == wanted < version), None)
    return render_template(
        "staff/settings/wording.html",
        purpose=purpose,
        shown=shown,
        since=since,
        actor=actor_name,
        earlier=[wording.version for wording in versions if wording.version < version],
        texts=[
            (
                text.label,
                language,
                own,
                list(compared(_text(since, text.name, language), _text(shown, text.name, language))),
            )
            for text in WORDING_WORDS
            for language, own in OWN_NAMES
        ],
    )


def _purpose(key: str) -> Purpose:
    found = next((purpose for purpose in catalogue().all_purposes if purpose.key == key), None)
    return abort(404) if found is None else found


def _versions(purpose: Purpose) -> list[ConsentWording]:
    """Return the purpose's wordings, latest first."""
    return [wording for wording in reversed(catalogue().wordings) if wording.purpose_id == purpose.id]


def _text(wording: ConsentWording | None, name: str, language: str) -> str:
    return wording.texts.get(name, {}).get(language, "") if wording else ""


def _number(text: str | None) -> int:
    """Return the version that a form tells, or -1."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _page(purpose: Purpose, form: WordingForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/settings/wordings.html",
        purpose=purpose,
        form=form,
        versions=_versions(purpose),
        people=people_by_version(purpose.id),
        actor=actor_name,
        latest=told_changes(LISTING, latest_changes(("wording",), column="purpose", key=purpose.key)),
        stale=status == 409,
    )
    return page, status


@finds_gaps
def gaps() -> list[Gap]:
    """Return where the latest wordings lack a language."""
    labels = {text.name: text.label for text in WORDING_WORDS}
    known = catalogue()
    return [
        gap
        for purpose in known.all_purposes
        if (wording := known.wording(purpose))
        for gap in gaps_in(
            wording.texts,
            labels,
            where=_("Consent wording: %(purpose)s", purpose=purpose.name(g.language)),
            url=url_for("staff.wordings.show", key=purpose.key),
        )
    ]
