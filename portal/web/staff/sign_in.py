"""Sign in, with a code where the user asked for it, and sign out. These pages stand beside the gate."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.utils import login_user
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.accounts.actions import end_sessions, may_try, note_sign_in, spend_code
from portal.accounts.models import StaffUser
from portal.accounts.passwords import matches
from portal.accounts.queries import locked_staff_user, staff_user, staff_user_by_session
from portal.accounts.rules import LONGEST_PASSWORD
from portal.extensions import db
from portal.web.languages import settle
from portal.web.staff.gate import frame

CODE_WITHIN = timedelta(minutes=10)

bp = Blueprint("sign_in", __name__, url_prefix="/staff")
bp.before_request(settle)
bp.context_processor(frame)


class SignInForm(FlaskForm):
    """Address and password."""

    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter your e-mail address.")),
            Length(max=320, message=_l("The e-mail address is too long.")),
        ],
    )
    password = PasswordField(
        _l("Password"),
        [
            InputRequired(_l("Enter your password.")),
            Length(max=LONGEST_PASSWORD, message=_l("The password is too long.")),
        ],
    )


class CodeForm(FlaskForm):
    """A code from the app, or one of the recovery codes."""

    code = StringField(
        _l("Code"), [InputRequired(_l("Enter the code.")), Length(max=40, message=_l("The code is not right."))]
    )


@bp.get("/login")
def ask() -> ResponseReturnValue:
    """Ask who it is; somebody signed in already goes on."""
    if "_user_id" in session and staff_user_by_session(session["_user_id"]):
        return redirect(_onwards())
    return render_template("staff/sign_in.html", form=SignInForm())


@bp.post("/login")
def sign_in() -> ResponseReturnValue:
    """Let in who knows the password, or go on to the code."""
    form = SignInForm()
    if not form.validate():
        return render_template("staff/sign_in.html", form=form), 422
    if not _counted(form.email.data):
        return _too_many(form, "staff/sign_in.html")
    user = staff_user(form.email.data)
    stored = user.password if user and user.active else None
    db.session.rollback()  # argon2 takes its time: nobody else waits for it
    if not matches(form.password.data, stored) or user is None:
        form.form_errors.append(_("The e-mail address or the password is not right."))
        return render_template("staff/sign_in.html", form=form), 422
    if user.tf_totp_secret:
        session["code_for"] = [user.fs_uniquifier, clock.now().isoformat()]
        return redirect(url_for(".ask_code", next=request.args.get("next")))
    return _let_in(user)


@bp.get("/code")
def ask_code() -> ResponseReturnValue:
    """Ask for the code."""
    if _awaited(clock.now()) is None:
        return redirect(url_for(".ask"))
    return render_template("staff/code.html", form=CodeForm())


@bp.post("/code")
def check_code() -> ResponseReturnValue:
    """Let in who has the code as well."""
    user = _awaited(clock.now())
    if user is None:
        return redirect(url_for(".ask"))
    form = CodeForm()
    if not form.validate():
        return render_template("staff/code.html", form=form), 422
    if not _counted(user.email):
        return _too_many(form, "staff/code.html")
    user = locked_staff_user(user.id)
    if not spend_code(user, form.code.data):
        db.session.rollback()
        form.code.errors = [_("The code is not right.")]
        return render_template("staff/code.html", form=form), 422
    return _let_in(user)


@bp.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End every session of the user."""
    user = staff_user_by_session(session.get("_user_id", ""))
    if user:
        end_sessions(user)
        db.session.commit()
    _begin_anew()
    flash(_("You are signed out."))
    return redirect(url_for(".ask"))


def _counted(email: str) -> bool:
    """Count the try for good, whatever becomes of it."""
    within = may_try(email, request.remote_addr or "", at=clock.now())
    db.session.commit()
    return within


def _too_many(form: FlaskForm, template: str) -> ResponseReturnValue:
    form.form_errors.append(_("There were too many tries. Wait a quarter of an hour and try again."))
    return render_template(template, form=form), 429


def _awaited(at: datetime) -> StaffUser | None:
    """Return who has given the right password a short while ago, and still owes the code."""
    uniquifier, since = session.get("code_for", ("", ""))
    if not since or not timedelta(0) <= at - datetime.fromisoformat(since) <= CODE_WITHIN:
        return None
    return staff_user_by_session(uniquifier)


def _let_in(user: StaffUser) -> ResponseReturnValue:
    note_sign_in(user, at=clock.now())
    db.session.commit()
    _begin_anew()
    login_user(user, remember=False)
    db.session.rollback()
    return redirect(_onwards())


def _begin_anew() -> None:
    """Empty the session, so that nothing from before the sign-in is left in it."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _onwards() -> str:
    """Return where the visitor was going, if that is a page of the staff's, else the start page."""
    wanted = request.args.get("next", "")
    safe = wanted.startswith("/staff/") and not any(mark in wanted for mark in ("\\", "\r", "\n", "//", ".."))
    return wanted if safe else url_for("staff.start")
