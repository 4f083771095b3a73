"""Who may sign in: the list, an invitation, and which roles take a code as well."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from portal import clock
from portal.accounts.actions import AlreadyStaff, UnusableAddress, add_staff_user
from portal.accounts.models import ROLES, StaffUser
from portal.accounts.passwords import password_link
from portal.accounts.queries import all_staff
from portal.extensions import db
from portal.mail.letters.queued import staff_welcome, written_language
from portal.settings.actions import change_settings
from portal.settings.queries import current_organisation
from portal.web.languages import offered_names
from portal.web.staff.account import ROLE_NAMES
from portal.web.staff.checks import at_most, choice_field, email_address, plain_text, tidied
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page

bp = settings_page(
    Blueprint("colleagues", __name__, url_prefix="/settings/staff"),
    label=_l("Staff"),
    hint=_l("Who may sign in, as what, and which roles take a code as well as the password."),
    start="staff.colleagues.show",
    area="staff",
)

ROLE_HINTS = {
    "admin": _l("Everything, settings and staff included."),
    "officer": _l("People, legal bases, imports, requests, letters, marketing and the log."),
    "marketing": _l("Whom to send marketing to, and the overview; no person's data."),
    "auditor": _l("Reads everything and changes nothing."),
}


class ColleagueForm(FlaskForm):
    """Name, role and language."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter the name.")), at_most(200), plain_text()], [tidied])
    role = RadioField(
        _l("Role"),
        [DataRequired(_l("Choose a role."))],
        choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES],
        validate_choice=False,
    )
    language = choice_field(_l("Language"), _l("Choose a language from the list."))

    def validate_role(self, field: RadioField) -> None:
        """Refuse a role that there is not."""
        if field.data not in ROLES:
            raise ValidationError(_("Choose a role."))

    def offering(self, language: str = "") -> None:
        """Offer the languages there are, and the one that the user has already."""
        offered = offered_names()
        kept = [(language, language)] if language and language not in dict(offered) else []
        self.language.choices = [("", _("As the organisation")), *offered, *kept]


class InvitationForm(ColleagueForm):
    """The address as well: it is what the user signs in with, and stays."""

    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Enter the e-mail address.")), at_most(254), plain_text(), email_address],
        [tidied],
    )


class CodeRolesForm(FlaskForm):
    """Roles that take a code."""

    roles = SelectMultipleField(
        _l("Roles that take a code at sign-in"),
        choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES],
        validate_choice=False,
    )

    def validate_roles(self, field: SelectMultipleField) -> None:
        """Refuse a role that there is not."""
        if set(field.data or ()) - set(ROLES):
            raise ValidationError(_("Choose roles from the list."))


@bp.get("")
def show() -> ResponseReturnValue:
    """Show everybody, those who are shut out last."""
    form = CodeRolesForm(formdata=None, roles=current_organisation().code_roles)
    return _list(form)


@bp.post("/codes")
def require() -> ResponseReturnValue:
    """Set which roles take a code."""
    form = CodeRolesForm()
    if not form.validate():
        return _list(form, 422)
    roles = [role for role in ROLES if role in (form.roles.data or ())]
    if tuple(roles) != current_organisation().code_roles:
        change_settings({"code_roles": roles}, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The settings are saved."))
    return redirect(url_for(".show"), 303)


@bp.get("/new")
def ask() -> ResponseReturnValue:
    """Ask who is to be invited."""
    return _invitation(InvitationForm(formdata=None))


@bp.post("/new")
def invite() -> ResponseReturnValue:
    """Add the user and send them a link to choose a password."""
    form = InvitationForm()
    form.offering()
    if not form.validate():
        return _invitation(form, 422)
    try:
        user = _added(form)
    except AlreadyStaff:
        form.email.errors = [_("There is a user with that address already.")]
        return _invitation(form, 422)
    except UnusableAddress:
        form.email.errors = [_("Enter an e-mail address like name@example.se.")]
        return _invitation(form, 422)
    db.session.commit()
    flash(_("A letter with a link to choose a password is on its way to %(email)s.", email=user.email))
    return redirect(url_for(".show"), 303)


def _added(form: InvitationForm) -> StaffUser:
    at, who = clock.now(), current_actor()
    role, name, language = form.role.data, form.name.data, form.language.data
    user = add_staff_user(form.email.data, role, name=name, language=language, at=at, by=who, channel="staff")
    staff_welcome(user.email, link=password_link(user), language=written_language(language), at=at)
    return user


def _list(form: CodeRolesForm, status: int = 200) -> ResponseReturnValue:
    users = sorted(all_staff(), key=lambda user: not user.active)
    return render_template("staff/settings/colleagues.html", form=form, users=users, roles=ROLE_NAMES), status


def _invitation(form: InvitationForm, status: int = 200) -> ResponseReturnValue:
    form.offering()
    return render_template("staff/settings/colleague_new.html", form=form, hints=ROLE_HINTS), status
