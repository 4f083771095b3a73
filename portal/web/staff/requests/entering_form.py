"""The forms for a request that came by e-mail, phone, letter or in person."""

from datetime import date

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal import clock
from portal.access_requests.actions import Asked
from portal.access_requests.rules import FIRST_DAY, KINDS, WAYS
from portal.exports.request_words import KIND_NAMES, WAY_NAMES
from portal.legal_bases.queries import Catalogue
from portal.settings.queries import current_organisation
from portal.web.languages import OWN_NAMES
from portal.web.staff.checks import DayField, at_most, choice_field, email_address, plain_text, tidied
from portal.web.staff.requests.forms import words_field

LONGEST_NAME = 200
LONGEST_EMAIL = 320
LONGEST_ADDRESS = 1000


def real_day(_form: FlaskForm, field: Field) -> None:
    """Check that a request can have come on that day: since the regulation applies, and not from the future."""
    today = clock.today(current_organisation().time_zone)
    if field.data is not None and not FIRST_DAY <= field.data <= today:
        raise ValidationError(
            _("Enter a day from %(first)s to %(last)s.", first=FIRST_DAY.isoformat(), last=today.isoformat())
        )


class RequestForm(FlaskForm):
    """What is asked for, how and when."""

    kind = choice_field(_l("What is asked for"), _l("Choose what is asked for."), required=True)
    way = choice_field(_l("How it came"), _l("Choose how it came."), required=True)
    received_on = DayField(
        _l("Day of receipt"), [InputRequired(_l("Enter the day as year-month-day, like 2026-11-24.")), real_day]
    )
    purpose = choice_field(_l("Purpose"), _l("Choose from the list."))
    words = words_field(_l("What was said or written"))
    token = HiddenField()

    def asked(self) -> Asked:
        """Return what is asked for; the form must have passed its checks."""
        day: date | None = self.received_on.data
        return Asked(self.kind.data, self.way.data, day, self.purpose.data, self.words.data)

    def offering(self, known: Catalogue) -> None:
        """Offer what can be chosen."""
        self.kind.choices = [("", ""), *((kind, KIND_NAMES[kind]) for kind in KINDS)]
        self.way.choices = [("", ""), *((way, WAY_NAMES[way]) for way in WAYS if way != "portal")]
        self.purpose.choices = [("", _("All, or none of them"))]
        self.purpose.choices += [(item.key, item.name(g.language)) for item in known.all_purposes]


class OutsiderForm(RequestForm):
    """The same from somebody who is not in the portal, with who they are and where they are reached."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter who asks.")), at_most(LONGEST_NAME), plain_text()], [tidied])
    email = StringField(_l("E-mail"), [at_most(LONGEST_EMAIL), email_address], [tidied])
    address = TextAreaField(
        _l("Postal address"),
        [at_most(LONGEST_ADDRESS), plain_text(several_lines=True)],
        [tidied],
        render_kw={"rows": 3},
    )
    language = choice_field(_l("Language"), _l("Choose from the list."))

    def asked(self) -> Asked:
        """Return what is asked for, and by whom."""
        known = super().asked()
        day = known.received_on
        who = self.name.data, self.email.data, self.address.data, self.language.data
        return Asked(known.kind, known.way, day, known.purpose, known.words, *who)

    def offering(self, known: Catalogue) -> None:
        """Offer what can be chosen."""
        super().offering(known)
        offered = current_organisation().languages
        self.language.choices = [("", _("The organisation's")), *((code, dict(OWN_NAMES)[code]) for code in offered)]
