"""Who is responsible for the data: what every letter and page of the person's says about the organisation."""

from dataclasses import asdict, fields
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, SelectMultipleField, StringField, TelField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from portal import clock
from portal.extensions import db
from portal.settings.actions import change_settings
from portal.settings.queries import Organisation, current_organisation
from portal.web.countries import country_names
from portal.web.languages import OWN_NAMES
from portal.web.staff.checks import WholeNumberField, at_most, choice_field, email_address, plain_text, tidied
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page

LONGEST_LINE = 200
LONGEST_LINK_DAYS = 365

bp = settings_page(
    Blueprint("organisation", __name__, url_prefix="/settings/organisation"),
    label=_l("Organisation"),
    hint=_l("Whose portal it is: name, contact, data protection officer, supervisory authority, languages."),
    start="staff.organisation.show",
)


def _web_address(_form: FlaskForm, field: Field) -> None:
    try:
        parts = urlsplit(field.data or "")
        usable = not field.data or (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in field.data
        )
    except ValueError:
        usable = False
    if not usable:
        raise ValidationError(_("Enter a web address that begins with https:// or http://."))


class OrganisationForm(FlaskForm):
    """What GDPR art. 13(1)(a)-(b) and 13(2)(d) ask for, how the portal speaks, and how long links last."""

    name = StringField(
        _l("Name"), [DataRequired(_l("Enter the organisation's name.")), at_most(LONGEST_LINE), plain_text()], [tidied]
    )
    number = StringField(_l("Organisation number"), [at_most(60), plain_text()], [tidied])
    postal_address = TextAreaField(
        _l("Postal address"), [at_most(1000), plain_text(several_lines=True)], [tidied], render_kw={"rows": 3}
    )
    contact_email = EmailField(_l("E-mail for questions"), [at_most(254), plain_text(), email_address], [tidied])
    contact_phone = TelField(_l("Phone for questions"), [at_most(60), plain_text()], [tidied])
    officer_name = StringField(_l("Data protection officer"), [at_most(LONGEST_LINE), plain_text()], [tidied])
    officer_email = EmailField(
        _l("The data protection officer's e-mail"), [at_most(254), plain_text(), email_address], [tidied]
    )
    authority_name = StringField(
        _l("Supervisory authority"),
        [DataRequired(_l("Enter the supervisory authority.")), at_most(LONGEST_LINE), plain_text()],
        [tidied],
    )
    authority_url = URLField(_l("The authority's web address"), [at_most(500), plain_text(), _web_address], [tidied])
    country = choice_field(_l("Country"), _l("Choose a country from the list."), required=True)
    languages = SelectMultipleField(
        _l("Languages offered"),
        [DataRequired(_l("Choose at least one language."))],
        choices=[SelectChoice(*names) for names in OWN_NAMES],
        validate_choice=False,
    )
    language = choice_field(_l("Usual language"), _l("Choose a language from the list."), required=True)
    time_zone = choice_field(_l("Time zone"), _l("Choose a time zone from the list."), required=True)
    link_days = WholeNumberField(
        _l("Days that a link to the person's page lasts"),
        [
            InputRequired(_l("Enter a whole number.")),
            NumberRange(1, LONGEST_LINK_DAYS, _l("Enter from 1 to 365 days.")),
        ],
    )

    delivery_days = WholeNumberField(
        _l("Days that the files of an answer can be fetched"),
        [
            InputRequired(_l("Enter a whole number.")),
            NumberRange(1, LONGEST_LINK_DAYS, _l("Enter from 1 to 365 days.")),
        ],
    )

    def validate_languages(self, field: Field) -> None:
        """Refuse a language that the portal does not speak, and to leave out the usual one."""
        if set(field.data) - {code for code, _name in OWN_NAMES}:
            raise ValidationError(_("Choose a language from the list."))
        if self.language.data and self.language.data not in field.data:
            raise ValidationError(_("The usual language must be one of those that are offered."))

    def changes(self, now: Organisation) -> dict[str, Any]:
        """Return what is to be set other than it is, by the settings' names; what was never touched keeps its start."""
        wanted = {item.name: self[item.name].data for item in fields(now) if item.name in self}
        return {name: value for name, value in wanted.items() if value != _as_sent(getattr(now, name))}


def _as_sent(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@cache
def time_zones() -> list[str]:
    """Return the zones that are named for a place, by name, and UTC."""
    odd = ("Etc/", "SystemV/", "US/")
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(odd))]


def _form(**values: Any) -> OrganisationForm:
    form = OrganisationForm(**values)
    form.country.choices = sorted(country_names(g.language).items(), key=lambda row: row[1])
    form.language.choices = list(OWN_NAMES)
    zones = dict.fromkeys((*time_zones(), current_organisation().time_zone))
    form.time_zone.choices = [(name, name.replace("_", " ")) for name in zones]
    return form


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is set now."""
    form = _form(formdata=None, data=asdict(current_organisation()))
    return render_template("staff/settings/organisation.html", form=form)


@bp.post("")
def save() -> ResponseReturnValue:
    """Keep what differs."""
    form = _form()
    if not form.validate():
        return render_template("staff/settings/organisation.html", form=form), 422
    change_settings(form.changes(current_organisation()), at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The settings are saved."))
    return redirect(url_for(".show"), 303)
