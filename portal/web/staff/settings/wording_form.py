"""The form of a consent wording."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from portal.web.staff.settings.words import WordedForm, Words


def _page_address(_form: FlaskForm, field: Field) -> None:
    """Check that the text is the address of a page, here or elsewhere; an empty one passes."""
    text = field.data or ""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    here = text.startswith("/") and not text.startswith(("//", "/\\"))
    if text and (" " in text or not (usable or here)):
        raise ValidationError(
            _("Enter a web address that begins with https://, or /privacy for the portal's own page.")
        )


WORDING_WORDS = (
    Words("text", _l("What the person says yes to"), _l("Who sends, what, how often, and how to withdraw."), rows=4),
    Words("statement_title", _l("Title of the privacy statement"), longest=200),
    Words(
        "statement_url",
        _l("Address of the privacy statement"),
        _l("The portal's own page is /privacy."),
        longest=500,
        checks=(_page_address,),
    ),
)


class WordingForm(WordedForm):
    """The words that people say yes to, and whether those who said yes to earlier ones are asked again."""

    ask_again = BooleanField(
        _l("Ask again those who consented to earlier versions"),
        description=_l("Their consent no longer counts until they have said yes to the new words."),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check every field, and that there is something to say yes to."""
        fields_pass = super().validate(extra_validators)
        return self.has_any("text") and bool(fields_pass)
