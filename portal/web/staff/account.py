"""The user's own page: the password, and codes at sign-in."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.core import Security
from flask_security.utils import login_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.accounts.actions import may_try, new_recovery_codes, require_codes, set_password, stop_codes
from portal.accounts.models import StaffUser
from portal.accounts.passwords import hashed, matches
from portal.accounts.queries import locked_staff_user
from portal.accounts.rules import LONGEST_PASSWORD
from portal.extensions import db
from portal.web.staff.gate import belongs_to, current_staff_user, needs_code
from portal.web.staff.passwords import NewPasswordForm
from portal.web.staff.telling import tell_own_change

bp = belongs_to(Blueprint("account", __name__, url_prefix="/account"), "account")

ROLE_NAMES = {
    "admin": _l("Administrator"),
    "officer": _l("Officer"),
    "marketing": _l("Marketing"),
    "auditor": _l("Auditor"),
}


class ConfirmForm(FlaskForm):
    """The present password, to show that it is still the same user."""

    current = PasswordField(
        _l("Your password now"),
        [
            InputRequired(_l("Enter the password you have now.")),
            Length(max=LONGEST_PASSWORD, message=_l("The password is too long.")),
        ],
    )


class ChangeForm(ConfirmForm, NewPasswordForm):
    """The present password and a new one."""


class FirstCodeForm(FlaskForm):
    """The first code, which shows that the app has the secret."""

    code = StringField(
        _l("Code from the app"),
        [InputRequired(_l("Enter the code.")), Length(max=40, message=_l("The code is not right."))],
    )


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show how the user signs in."""
    return render_template("staff/account.html", user=current_staff_user(), roles=ROLE_NAMES)


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password; every other session of the user ends."""
    form = ChangeForm()
    if request.method == "GET":
        return render_template("staff/password_change.html", form=form)
    if not form.validate() or not _confirmed(form):
        return render_template("staff/password_change.html", form=form), 422
    new = hashed(form.password.data)
    user = _locked()
    set_password(user, new)
    tell_own_change(user, "password_set")
    db.session.commit()
    login_user(user, remember=False)
    flash(_("Your new password is saved. You are signed out everywhere else."))
    return redirect(url_for(".show"))


@bp.get("/codes")
def codes() -> ResponseReturnValue:
    """Show how to let sign-in ask for a code, or how to stop it."""
    if current_staff_user().tf_totp_secret:
        return _stop_page(ConfirmForm())
    session["new_secret"] = session.get("new_secret") or _security().totp_factory.generate_totp_secret()
    return _first_code(FirstCodeForm())


@bp.post("/codes")
def require() -> ResponseReturnValue:
    """Ask for a code from now on, once the app has given a right one; show the recovery codes this once."""
    form, secret = FirstCodeForm(), session.get("new_secret")
    if not secret:
        return redirect(url_for(".codes"))
    if not form.validate():
        return _first_code(form)
    user = _locked()
    recovery = require_codes(user, secret, form.code.data)
    if not recovery:
        db.session.rollback()
        form.code.errors = [_("The code is not right.")]
        return _first_code(form)
    tell_own_change(user, "codes_on")
    db.session.commit()
    del session["new_secret"]
    return render_template("staff/codes_recovery.html", codes=recovery)


@bp.post("/codes/stop")
def stop() -> ResponseReturnValue:
    """Let the password alone be enough again."""
    form = ConfirmForm()
    if needs_code() or not form.validate() or not _confirmed(form):
        return _stop_page(form, 422)
    user = _locked()
    stop_codes(user)
    tell_own_change(user, "codes_off")
    db.session.commit()
    flash(_("Sign-in no longer asks for a code."))
    return redirect(url_for(".show"))


@bp.route("/codes/recovery", methods=["GET", "POST"])
def renew() -> ResponseReturnValue:
    """Give the user new recovery codes, shown this once."""
    form = ConfirmForm()
    if not current_staff_user().tf_totp_secret:
        return redirect(url_for(".codes"))
    if request.method == "GET":
        return render_template("staff/codes_renew.html", form=form)
    if not form.validate() or not _confirmed(form):
        return render_template("staff/codes_renew.html", form=form), 422
    recovery = new_recovery_codes(_locked())
    db.session.commit()
    return render_template("staff/codes_recovery.html", codes=recovery)


def _stop_page(form: ConfirmForm, status: int = 200) -> ResponseReturnValue:
    return render_template("staff/codes_stop.html", form=form, is_needed=needs_code()), status


def _confirmed(form: ConfirmForm) -> bool:
    """Count a try and compare the present password, with no transaction open meanwhile."""
    user = current_staff_user()
    email, stored = user.email, user.password
    within = may_try(email, request.remote_addr or "", at=clock.now())
    db.session.commit()
    if not within:
        form.current.errors = [_("There were too many tries. Wait a quarter of an hour and try again.")]
    elif not matches(form.current.data, stored):
        form.current.errors = [_("The password is not right.")]
    return not form.current.errors


def _locked() -> StaffUser:
    user_id = current_staff_user().id
    db.session.rollback()
    return locked_staff_user(user_id)


def _first_code(form: FirstCodeForm) -> ResponseReturnValue:
    setup = _security().totp_factory.fetch_setup_values(session["new_secret"], current_staff_user())
    page = render_template("staff/codes_start.html", form=form, setup=setup, is_needed=needs_code())
    return page, 422 if form.errors else 200


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security
