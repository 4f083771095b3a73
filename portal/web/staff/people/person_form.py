"""The core data of a person as a form, for registering and for editing."""

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired

from portal.people.rules import CORE_FIELDS, LENGTHS
from portal.web.countries import country_names
from portal.web.languages import OWN_NAMES, offered_names
from portal.web.staff.checks import at_most, choice_field, email_address, plain_text, tidied


class PersonForm(FlaskForm):
    """Name, ways to reach the person, work, country and language."""

    name = StringField(
        _l("Name"), [DataRequired(_l("Enter the person's name.")), at_most(LENGTHS["name"]), plain_text()], [tidied]
    )
    email = EmailField(_l("E-mail"), [at_most(LENGTHS["email"]), plain_text(), email_address], [tidied])
    phone = TelField(_l("Phone"), [at_most(LENGTHS["phone"]), plain_text()], [tidied])
    company = StringField(_l("Company"), [at_most(LENGTHS["company"]), plain_text()], [tidied])
    title = StringField(_l("Title"), [at_most(LENGTHS["title"]), plain_text()], [tidied])
    address = TextAreaField(_l("Address"), [at_most(LENGTHS["address"]), plain_text(several_lines=True)], [tidied])
    country = choice_field(_l("Country"), _l("Choose a country from the list."))
    language = choice_field(_l("Language"), _l("Choose a language from the list."))

    def offering(self, country: str = "", language: str = "") -> None:
        """Offer the countries and languages there are, and those that the person has already."""
        names = country_names(g.language)
        countries = sorted(
            {**names, **({country: country} if country not in names else {})}.items(), key=lambda row: row[1]
        )
        self.country.choices = [("", ""), *((code, name) for code, name in countries if code)]
        offered = offered_names()
        kept = (
            [] if not language or language in dict(offered) else [(language, dict(OWN_NAMES).get(language, language))]
        )
        self.language.choices = [("", _l("As the country")), *offered, *kept]

    def values(self) -> dict[str, str]:
        """Return the core data by field."""
        return {name: self[name].data for name in CORE_FIELDS}
