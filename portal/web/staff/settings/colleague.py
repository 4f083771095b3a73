"""One staff user: name and role, invitation, sessions, the code at sign-in, shutting out and restoring."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from portal import clock
from portal.accounts.actions import may_send_password_link
from portal.accounts.changes import (
    LastAdministrator,
    OwnAccount,
    change_staff_user,
    note_invitation,
    reset_codes,
    restore,
    shut_out,
    sign_out_everywhere,
)
from portal.accounts.models import StaffUser
from portal.accounts.passwords import password_link
from portal.accounts.queries import locked_with_administrators, staff_user_by_id
from portal.extensions import db
from portal.mail.letters.queued import staff_changed, staff_password, staff_welcome, written_language
from portal.web.staff.account import ROLE_NAMES
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_actor, current_staff
from portal.web.staff.settings.colleagues import ROLE_HINTS, ColleagueForm

bp = belongs_to(Blueprint("colleague", __name__, url_prefix="/settings/staff/<int(max=2147483647):user_id>"), "staff")


class ReasonForm(FlaskForm):
    """Why the code at sign-in is reset."""

    reason = StringField(_l("Reason"), [DataRequired(_l("Enter a reason.")), at_most(200), plain_text()], [tidied])


@bp.get("")
def show(user_id: int) -> ResponseReturnValue:
    """Show the user, and what can be done."""
    return _page(_user(user_id))


@bp.post("")
def save(user_id: int) -> ResponseReturnValue:
    """Keep name, role and language."""
    user, administrators = _locked(user_id)
    form = ColleagueForm()
    form.offering(user.language)
    if not form.validate():
        return _page(user, form, status=422)
    wanted = {name: form[name].data for name in ("name", "role", "language")}
    try:
        change_staff_user(
            user, **wanted, administrators=administrators, at=clock.now(), by=current_actor(), channel="staff"
        )
    except (OwnAccount, LastAdministrator) as fault:
        form.role.errors = [_why_not(fault)]
        return _page(user, form, status=422)
    db.session.commit()
    flash(_("The changes are saved."))
    return redirect(url_for("staff.colleagues.show"), 303)


@bp.post("/invite")
def invite(user_id: int) -> ResponseReturnValue:
    """Send another link to choose a password."""
    user, at = _locked(user_id)[0], clock.now()
    if not user.active:
        return _refused(user, _("Restore the user first."))
    if not may_send_password_link(user.email, at=at):
        return _refused(user, _("Three letters were sent within an hour. Wait before you send another."))
    letter = staff_password if user.password else staff_welcome
    letter(user.email, link=password_link(user), language=written_language(user.language), at=at)
    note_invitation(user, at=at, by=current_actor(), channel="staff")
    return _done(user, _("A letter with a link to choose a password is on its way to %(email)s.", email=user.email))


@bp.post("/sessions/end")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign the user out everywhere."""
    user, _others = _locked(user_id)
    sign_out_everywhere(user, at=clock.now(), by=current_actor(), channel="staff")
    return _done(user, _("%(name)s is signed out everywhere.", name=user.name or user.email))


@bp.post("/codes/reset")
def reset(user_id: int) -> ResponseReturnValue:
    """Forget the app and the recovery codes of the user, and tell them."""
    (user, _others), at, form = _locked(user_id), clock.now(), ReasonForm()
    if not user.tf_totp_secret:
        return _refused(user, _("There is no code to reset."))
    if not form.validate():
        return _page(user, reason=form, status=422)
    staff_changed(user, "codes_reset", by=current_staff().name, at=at)
    reset_codes(user, form.reason.data, at=at, by=current_actor(), channel="staff")
    return _done(user, _("The code at sign-in is reset. A letter tells the user."))


@bp.post("/deactivate")
def deactivate(user_id: int) -> ResponseReturnValue:
    """Shut the user out."""
    user, administrators = _locked(user_id)
    try:
        shut_out(user, administrators=administrators, at=clock.now(), by=current_actor(), channel="staff")
    except (OwnAccount, LastAdministrator) as fault:
        return _refused(user, _why_not(fault))
    return _done(user, _("%(name)s can no longer sign in.", name=user.name or user.email))


@bp.post("/restore")
def let_back(user_id: int) -> ResponseReturnValue:
    """Let the user in again."""
    user, _others = _locked(user_id)
    restore(user, at=clock.now(), by=current_actor(), channel="staff")
    return _done(user, _("%(name)s may sign in again.", name=user.name or user.email))


def _user(user_id: int) -> StaffUser:
    return staff_user_by_id(user_id) or abort(404)


def _locked(user_id: int) -> tuple[StaffUser, list[StaffUser]]:
    user, administrators = locked_with_administrators(user_id)
    if user is None:
        abort(404)
    return user, administrators


def _why_not(fault: Exception) -> str:
    if isinstance(fault, OwnAccount):
        return str(_("You can't change your own role or deactivate yourself. Ask another administrator."))
    return str(_("Nobody else is an administrator. Make somebody else one first."))


def _done(user: StaffUser, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(".show", user_id=user.id), 303)


def _refused(user: StaffUser, words: str) -> ResponseReturnValue:
    form = ColleagueForm(formdata=None, obj=user)
    form.form_errors.append(words)
    return _page(user, form, status=422)


def _page(
    user: StaffUser, form: ColleagueForm | None = None, *, reason: ReasonForm | None = None, status: int = 200
) -> ResponseReturnValue:
    shown = form or ColleagueForm(formdata=None, obj=user)
    shown.offering(user.language)
    page = render_template(
        "staff/settings/colleague.html",
        user=user,
        colleague=shown,
        reason=reason or ReasonForm(formdata=None),
        form=reason or shown,
        is_self=user.email == current_staff().email,
        roles=ROLE_NAMES,
        hints=ROLE_HINTS,
    )
    db.session.rollback()
    return page, status
