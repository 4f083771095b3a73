"""The form on which the person asks for something."""

from collections.abc import Sequence

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, TextAreaField
from wtforms.validators import ValidationError

from portal.legal_bases.models import Purpose
from portal.people.rules import has_control_characters, tidy
from portal.web.forms import Form
from portal.web.subject.requests.kinds import Page

LONGEST = 10_000
"""Characters of what is asked."""


def _tidied(text: str | None) -> str:
    return tidy(text or "")


def _is_readable(_form: Form, field: Field) -> None:
    if len(field.data) > LONGEST:
        raise ValidationError(
            _("Write at most %(most)s characters. This is %(count)s.", most=LONGEST, count=len(field.data))
        )
    if has_control_characters(field.data, several_lines=True):
        raise ValidationError(
            _("The text holds an invisible character that can't be stored. Delete it or type the text anew.")
        )


class AskingForm(Form):
    """What is asked, in the person's own words, and which use an objection is about."""

    words = TextAreaField("", [_is_readable], [_tidied], render_kw={"rows": 5})
    purpose = RadioField(_l("What do you object to?"), validate_choice=False)

    def fits(self, page: Page) -> bool:
        """Tell whether everything can be taken in; if not, the fields say why."""
        fits = bool(self.validate())
        if page.missing and not self.words.data:
            self.words.errors = [page.missing]
            fits = False
        if self.purpose.choices and self.purpose.data not in {choice[0] for choice in self.purpose.choices}:
            self.purpose.errors = [_("Choose what you object to.")]
            fits = False
        return fits


def asking_form(page: Page, purposes: Sequence[Purpose] = ()) -> AskingForm:
    """Return the form as it was sent, or empty, with the purposes that can be objected to."""
    form = AskingForm()
    form.words.label.text = page.words
    if page.missing:
        form.words.flags.required = True
    form.purpose.choices = [(purpose.key, purpose.name(g.language)) for purpose in purposes]
    return form
