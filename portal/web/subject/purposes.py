"""One purpose: what it means, consent, withdrawal and objection."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access_requests.objections import receive_objection
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.actions import check_fresh
from portal.legal_bases.choices import CannotStop, give_consent, stop_purpose
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import BasisRow, Unknown, basis_rows, catalogue, recorded_basis
from portal.legal_bases.rules import StaleForm
from portal.mail.letters.about_requests import request_letter
from portal.mail.letters.choices import Change
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.settings.queries import current_organisation
from portal.web.filters import day
from portal.web.subject.cards import Card, card
from portal.web.subject.gate import current_visit
from portal.web.subject.proof import confirm_choice

bp = Blueprint("purposes", __name__, url_prefix="/purposes/<key>")


@bp.get("")
def show(key: str) -> ResponseReturnValue:
    """Show the purpose in full."""
    return _purpose_page(_purpose(key))


@bp.post("/stop")
def stop(key: str) -> ResponseReturnValue:
    """Withdraw or object, as the basis gives the right, and show the receipt; an old form stops as well."""
    purpose, at = _purpose(key), clock.now()
    person = locked_person(current_visit().person_id)
    before = person.choices_seq
    try:
        seq = stop_purpose(person, purpose, catalogue(), at=at)
    except CannotStop:
        db.session.rollback()
        return _purpose_page(purpose, status=409)
    if seq > before:
        _assess(person, purpose, at)
    row = recorded_basis(person.id, purpose.id)
    change: Change = "withdrew" if row and row.status == "withdrawn" else "objected"
    confirm_choice(person, change, seq, before=before, purpose_key=purpose.key, at=at)
    db.session.commit()
    return redirect(url_for("subject.me.receipts.show", seq=seq), 303)


@bp.get("/consent")
def ask(key: str) -> ResponseReturnValue:
    """Show what a consent would cover, with yes and no side by side."""
    purpose = _purpose(key)
    shown = _card(purpose, _row(purpose))
    if not shown.may_consent:
        return redirect(url_for(".show", key=purpose.key), 303)
    return _consent_page(purpose, shown)


@bp.post("/consent")
def consent(key: str) -> ResponseReturnValue:
    """Record the consent to the wording that was shown, and show the receipt."""
    purpose = _purpose(key)
    if not catalogue().takes_consent(purpose):
        abort(404)
    version, seen = (request.form.get(name, -1, type=int) for name in ("wording", "seen"))
    person = locked_person(current_visit().person_id)
    try:
        seq = _consent(person, purpose, version, seen)
    except StaleForm:
        g.visit = replace(current_visit(), choices_seq=person.choices_seq)
        return _consent_page(purpose, _card(purpose, _row(purpose)), status=409)
    db.session.commit()
    return redirect(url_for("subject.me.receipts.show", seq=seq), 303)


def _assess(person: Person, purpose: Purpose, at: datetime) -> None:
    """Let staff assess an objection that is not absolute."""
    request = receive_objection(person, purpose, catalogue(), at=at, by=PERSON, channel="page")
    if request is not None:
        request_letter("request_received", request, at=at)


def _consent(person: Person, purpose: Purpose, version: int, seen: int) -> int:
    known = catalogue()
    row = basis_rows(person.id).get(purpose.id)
    is_repeated = row is not None and (row.status, row.wording_version) == ("in_force", version)
    latest = known.wording(purpose)
    if not is_repeated:
        check_fresh(person, seen)
    if latest is None or version != latest.version:
        raise StaleForm(seen)
    at, before = clock.now(), person.choices_seq
    seq = give_consent(person, purpose, known, wording_version=version, at=at)
    confirm_choice(person, "consented", seq, before=before, purpose_key=purpose.key, wording_version=version, at=at)
    return seq


def _purpose(key: str) -> Purpose:
    try:
        return catalogue().purpose(key)
    except Unknown:
        abort(404)


def _row(purpose: Purpose) -> BasisRow | None:
    row = basis_rows(current_visit().person_id).get(purpose.id)
    if row is None and not purpose.active:
        abort(404)
    return row


def _card(purpose: Purpose, row: BasisRow | None) -> Card:
    shown = card(purpose, row, current_visit(), catalogue(), current_organisation().time_zone)
    return shown.with_days(lambda _, on: day(on))


def _purpose_page(purpose: Purpose, *, status: int = 200) -> ResponseReturnValue:
    row = _row(purpose)
    version = row.wording_version if row and row.status == "in_force" else None
    wording = catalogue().wording(purpose, version) if version else None
    return _page("subject/purpose.html", _card(purpose, row), status, row=row, wording=wording)


def _consent_page(purpose: Purpose, shown: Card, *, status: int = 200) -> ResponseReturnValue:
    return _page("subject/consent.html", shown, status, wording=catalogue().wording(purpose))


def _page(template: str, shown: Card, status: int, **facts: object) -> ResponseReturnValue:
    return render_template(template, card=shown, visit=current_visit(), stale=status == 409, **facts), status
