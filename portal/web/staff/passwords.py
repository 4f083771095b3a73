"""Set a password from a letter's link. These pages stand beside the gate."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portal import clock
from portal.accounts.actions import may_send_password_link, set_password
from portal.accounts.passwords import hashed, owner_of_password_link, password_link
from portal.accounts.queries import locked_staff_user, staff_user
from portal.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.extensions import db
from portal.mail.letters.queued import staff_password, written_language
from portal.web.languages import settle
from portal.web.staff.gate import frame
from portal.web.staff.telling import tell_own_change

bp = Blueprint("passwords", __name__, url_prefix="/staff/reset")
bp.before_request(settle)
bp.context_processor(frame)


class AskForm(FlaskForm):
    """Whose password it is."""

    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter your e-mail address.")),
            Length(max=320, message=_l("The e-mail address is too long.")),
        ],
    )


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Enter a new password.")),
            Length(min=SHORTEST_PASSWORD, message=_l("The password must have at least 12 characters.")),
            Length(max=LONGEST_PASSWORD, message=_l("The password is too long.")),
        ],
    )
    again = PasswordField(
        _l("The new password again"),
        [
            InputRequired(_l("Enter the new password again.")),
            EqualTo("password", message=_l("The two passwords are not the same.")),
        ],
    )


@bp.get("")
def ask() -> ResponseReturnValue:
    """Ask whose password it is."""
    return render_template("staff/password_ask.html", form=AskForm(), is_sent=False)


@bp.post("")
def send() -> ResponseReturnValue:
    """Send the link, if there is such a user; the page says the same if not."""
    form = AskForm()
    if not form.validate():
        return render_template("staff/password_ask.html", form=form, is_sent=False), 422
    at = clock.now()
    if may_send_password_link(form.email.data, at=at):
        user = staff_user(form.email.data)
        if user and user.active:
            staff_password(user.email, link=password_link(user), language=written_language(user.language), at=at)
    db.session.commit()
    return render_template("staff/password_ask.html", form=form, is_sent=True)


@bp.get("/<token>")
def choose(token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    if owner_of_password_link(token) is None:
        return render_template("staff/password_link_ended.html"), 404
    return render_template("staff/password_new.html", form=NewPasswordForm())


@bp.post("/<token>")
def save(token: str) -> ResponseReturnValue:
    """Keep the new password and end every session of the user."""
    user = owner_of_password_link(token)
    if user is None:
        return render_template("staff/password_link_ended.html"), 404
    form = NewPasswordForm()
    if not form.validate():
        return render_template("staff/password_new.html", form=form), 422
    user_id, named = user.id, user.fs_uniquifier
    db.session.rollback()
    new = hashed(form.password.data)
    user = locked_staff_user(user_id)
    if user.fs_uniquifier != named:
        return render_template("staff/password_link_ended.html"), 404
    is_first = user.password is None
    set_password(user, new)
    tell_own_change(user, "password_set", by_letter=not is_first)
    db.session.commit()
    flash(_("Your new password is saved. Sign in with it."))
    return redirect(url_for("sign_in.ask"))
