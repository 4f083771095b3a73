"""Forms for what is worded in several languages: a text stands side by side in each of them."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.legal_bases.keys import LONGEST_KEY, is_alias, is_key
from portal.texts import Texts
from portal.web.languages import OWN_NAMES
from portal.web.staff.checks import at_most, plain_text, tidied

LONGEST_NAME = 100
LONGEST_TEXT = 4000


class Words(NamedTuple):
    """One text of an item, as its form asks for it."""

    name: str
    label: LazyString
    hint: LazyString | str = ""
    law: str = ""
    """The articles of the GDPR that ask for it."""
    rows: int = 0
    """Lines of the control; none for a single line."""
    longest: int = LONGEST_TEXT
    checks: tuple[Any, ...] = ()


NAME = Words("name", _l("Name"), longest=LONGEST_NAME)


class Part(NamedTuple):
    """A heading of the form, and the texts and facts under it by name."""

    heading: LazyString | str
    names: tuple[str, ...]


def check_alias(_form: FlaskForm, field: Field) -> None:
    """Check that another system's key can be told apart from words around it."""
    if field.data and not is_alias(field.data):
        raise ValidationError(_("Write another system's key with letters A-Z, digits, dots, dashes and underscores."))


def check_key(_form: FlaskForm, field: Field) -> None:
    """Check that the key is one, or empty."""
    if field.data and not is_key(field.data):
        raise ValidationError(
            _(
                "Write the key with at most %(most)s small letters a-z, digits and underscores, a letter first. "
                "It can't be the word “new”.",
                most=LONGEST_KEY,
            )
        )


def alias_field() -> StringField:
    """Return a field for another system's key."""
    hint = _l("What SuperOffice or another system calls it. Imports and programs may use either.")
    return StringField(_l("Another system's key"), [check_alias], [tidied], description=hint)


class WordedForm(FlaskForm):
    """Texts in every language, and what it was opened on; ``made`` adds the fields of the texts."""

    words: tuple[Words, ...] = ()
    seen = HiddenField()

    def spoken(self, words: Words) -> list[tuple[str, str, Field]]:
        """Return a text's language, what the language calls itself, and the control, for each language."""
        return [(language, own, self[f"{words.name}_{language}"]) for language, own in OWN_NAMES]

    def texts(self, words: Iterable[Words]) -> Texts:
        """Return what was written, without what is empty."""
        return {
            text.name: {language: field.data for language, _own, field in self.spoken(text) if field.data}
            for text in words
        }

    def show_texts(self, texts: Texts) -> None:
        """Fill in the texts there are."""
        for text in self.words:
            for language, _own, field in self.spoken(text):
                field.data = texts.get(text.name, {}).get(language, "")

    def has_any(self, name: str) -> bool:
        """Tell whether a text is written in some language; when not, say so at the first."""
        text = next(text for text in self.words if text.name == name)
        fields = [field for _language, _own, field in self.spoken(text)]
        if not any(field.data for field in fields) and not any(field.errors for field in fields):
            fields[0].errors = [_("%(label)s: write it in at least one language.", label=text.label)]
        return not any(field.errors for field in fields)


FormOfWords = TypeVar("FormOfWords", bound=WordedForm)


def made(kind: type[FormOfWords], words: tuple[Words, ...], *, adding: bool = False) -> type[FormOfWords]:
    """Return the form's class with a field for each of the texts and languages, and one for the key when adding."""
    fields: dict[str, Any] = {
        f"{text.name}_{language}": _field(text, own) for text in words for language, own in OWN_NAMES
    }
    if adding:
        hint = _l("Leave it empty, and it is made from the name. It can't be changed later.")
        fields["key"] = StringField(_l("Key"), [check_key], [tidied], description=hint)
    return type(kind.__name__, (kind,), {**fields, "words": words})


def _field(text: Words, language: str) -> Field:
    label = _l("%(label)s (%(language)s)", label=text.label, language=language)
    checks = [at_most(text.longest), plain_text(several_lines=bool(text.rows)), *text.checks]
    if text.rows:
        return TextAreaField(label, checks, [tidied], render_kw={"rows": text.rows})
    return StringField(label, checks, [tidied])
