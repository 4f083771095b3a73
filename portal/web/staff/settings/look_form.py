"""The form of the look: logo, colour, and texts of the person's pages in each language."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import ColorInput

from portal.settings.actions import add_image
from portal.settings.pictures import NotAPicture, Picture, TooLarge, picture_of
from portal.settings.queries import Organisation, image_of
from portal.settings.rules import SHIPPED, NotAColour, checked_colour
from portal.web.languages import offered_names
from portal.web.staff.checks import at_most, plain_text, tidied

LONGEST_TEXT = 2000
PAGES = {
    "landing": _l("Where a link leads first"),
    "hub": _l("The person's own page"),
    "stop_receipt": _l("After stopping marketing"),
    "privacy": _l("How we use your data"),
}
"""Pages with texts of the organisation's own, by the texts' names."""


class LookForm(FlaskForm):
    """Logo and colour; ``look_form`` adds the texts."""

    logo = FileField(_l("New logo"))
    remove_logo = BooleanField(_l("Go back to the portal's own logo"))
    chosen_logo = HiddenField(filters=[tidied])
    """The digest of a logo that was uploaded for a preview."""
    colour = StringField(_l("Colour as a code"), filters=[tidied])
    picker = StringField(_l("Colour from a palette"), widget=ColorInput(), filters=[tidied])
    shown_colour = HiddenField(filters=[tidied])
    """What both showed when the page was made: the one that differs was changed."""
    texts: dict[tuple[str, str], Field]
    picture: tuple[bytes, Picture] | None = None

    def validate_logo(self, field: FileField) -> None:
        """Read the file, and refuse what is no picture."""
        if not field.data or not field.data.filename:
            return
        data = field.data.read()
        try:
            self.picture = data, picture_of(data)
        except TooLarge as fault:
            raise ValidationError(_("The logo may have at most 500 kB, and 4,000 pixels either way.")) from fault
        except NotAPicture as fault:
            raise ValidationError(_("The logo must be a whole PNG, JPEG or WebP picture.")) from fault

    def validate_colour(self, field: Field) -> None:
        """Refuse what is no colour."""
        try:
            self.wished_colour()
        except NotAColour as fault:
            raise ValidationError(_("Write the colour as # and six digits or letters from a to f, #0a5a8c.")) from fault

    def wished_colour(self) -> str:
        """Return the colour that was changed last, in the code or in the palette; empty for the portal's own.

        :raises NotAColour: it is none
        """
        shown, typed = self.shown_colour.data or "", self.colour.data or ""
        if typed == shown and self.picker.data and self.picker.data != (shown or SHIPPED.light):
            typed = self.picker.data
        return checked_colour(typed) if typed else ""

    def wished(self, now: Organisation) -> Organisation:
        """Return the organisation as it would look; a form that is wrong somewhere gives the rest."""
        try:
            colour = self.wished_colour()
        except NotAColour:
            colour = now.colour
        return replace(now, colour=colour, logo=self._wished_logo(now), texts=self._wished_texts(now))

    def keep_upload(self, *, at: datetime) -> None:
        """Store the uploaded logo, so that it need not be chosen again after a preview or a mistake."""
        if self.picture:
            self.chosen_logo.data = add_image(*self.picture, at=at)
            self.remove_logo.data = False

    def _wished_logo(self, now: Organisation) -> str:
        if self.remove_logo.data:
            return ""
        chosen: str = self.chosen_logo.data or ""
        return chosen if image_of(chosen) else now.logo

    def _wished_texts(self, now: Organisation) -> dict[str, dict[str, str]]:
        texts = {page: dict(now.texts.get(page, {})) for page in (*PAGES, *now.texts)}
        for (page, language), field in self.texts.items():
            texts[page][language] = field.data or ""
        worded = {page: {code: text for code, text in spoken.items() if text} for page, spoken in texts.items()}
        return {page: spoken for page, spoken in worded.items() if spoken}


def look_form(now: Organisation, **values: Any) -> LookForm:
    """Return the form, with a text field for each page and language that is offered; those texts stand in ``texts``."""
    names = {(page, code): f"{page}_{code}" for page in PAGES for code, _name in offered_names()}
    spoken = dict(offered_names())
    checks = [at_most(LONGEST_TEXT), plain_text(several_lines=True)]
    fields = {
        name: TextAreaField(spoken[code], checks, [tidied], render_kw={"rows": 4, "lang": code})
        for (_page, code), name in names.items()
    }
    made: LookForm = type("WordedLookForm", (LookForm,), fields)(**values)
    made.texts = {key: made[name] for key, name in names.items()}
    return made


def stored_look(now: Organisation) -> LookForm:
    """Return the form with what holds now."""
    texts = {
        f"{page}_{code}": now.texts.get(page, {}).get(code, "") for page in PAGES for code, _name in offered_names()
    }
    return look_form(now, formdata=None, data={**texts, "shown_colour": now.colour, **shown_as(now.colour)})


def shown_as(colour: str) -> dict[str, str]:
    """Return the values of the two fields that show a colour."""
    return {"colour": colour, "picker": colour or SHIPPED.light}
