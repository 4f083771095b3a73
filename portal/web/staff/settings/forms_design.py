"""The form in which staff design a web form."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from portal.exports.words import core_field_label
from portal.legal_bases.models import Purpose, Source
from portal.legal_bases.queries import catalogue
from portal.preferences.models import Topic
from portal.preferences.queries import all_topics, topics
from portal.texts import Texts
from portal.web.languages import OWN_NAMES
from portal.web.staff.checks import at_most, choice_field, plain_text, tidied
from portal.web_forms.actions import Design
from portal.web_forms.models import WebForm
from portal.web_forms.rules import ASKABLE, DEFAULT_SOURCE, LONGEST_KEY, Asking, is_form_key

WORDED = ("title", "introduction", "thanks")
"""The texts of a form, each in every language."""
LONGEST_TITLE = 100
LONGEST_TEXT = 2000


def _form_key(_form: FlaskForm, field: Field) -> None:
    if not is_form_key(field.data):
        raise ValidationError(
            _("Write at most %(most)s small letters a to z, digits and hyphens, like newsletter.", most=LONGEST_KEY)
        )


class DesignForm(FlaskForm):
    """What a form asks and offers; ``design_form`` adds texts per language, and fields to ask for."""

    purposes = SelectMultipleField(
        _l("Purposes to ask consent for"),
        [DataRequired(_l("Choose at least one purpose: a form is there to ask for consent."))],
        validate_choice=False,
    )
    topics = SelectMultipleField(_l("Topics to choose from"), validate_choice=False)
    source = choice_field(_l("Source"), _l("Choose the source that is recorded."), required=True)

    def texts_in(self, language: str) -> list[Field]:
        """Return the fields of the texts in a language."""
        return [self[f"{name}_{language}"] for name in WORDED]

    @property
    def asking(self) -> list[Field]:
        """The choices of what to ask beside name and e-mail."""
        return [self[f"asked_{name}"] for name in ASKABLE]

    def validate_purposes(self, field: Field) -> None:
        """Refuse a purpose that takes no consent."""
        offered = {choice.value for choice in field.choices}
        if not offered.issuperset(field.data or ()):
            raise ValidationError(_("Choose purposes from the list."))

    def validate_topics(self, field: Field) -> None:
        """Refuse a topic whose consent the form does not ask for."""
        belongs = {topic.key: catalogue().purpose_of[topic.purpose_id].key for topic in all_topics()}
        if any(belongs.get(key) not in (self.purposes.data or ()) for key in field.data or ()):
            raise ValidationError(_("Choose only topics that belong to a purpose you have chosen."))

    def design(self) -> Design:
        """Return what was chosen and written."""
        spoken = [code for code, _name in OWN_NAMES]
        texts: Texts = {
            name: {code: self[f"{name}_{code}"].data for code in spoken if self[f"{name}_{code}"].data}
            for name in WORDED
        }
        asked: dict[str, Asking] = {name: self[f"asked_{name}"].data for name in ASKABLE if self[f"asked_{name}"].data}
        return Design(texts, asked, tuple(self.purposes.data), tuple(self.topics.data or ()), self.source.data)


class NewDesignForm(DesignForm):
    """A form that is not there yet also gets its name in addresses."""

    key = StringField(
        _l("Name in the address"), [DataRequired(_l("Write a name for the address.")), _form_key], [tidied]
    )


def design_form(kind: type[DesignForm] = DesignForm, design: WebForm | None = None) -> Any:
    """Return the form as it was sent, or, with a design, filled in with it."""
    fields: dict[str, Any] = {}
    for code, _name in OWN_NAMES:
        fields[f"title_{code}"] = StringField(_l("Heading"), [at_most(LONGEST_TITLE), plain_text(), _titled], [tidied])
        fields[f"introduction_{code}"] = _text(_l("Introduction"))
        fields[f"thanks_{code}"] = _text(_l("Thank-you text"))
    for name in ASKABLE:
        fields[f"asked_{name}"] = choice_field(core_field_label(name), _l("Choose whether to ask."))
    made = type("OfferedDesign", (kind,), fields)
    form = made(formdata=None, data=_values(design)) if design is not None else made()
    known = catalogue()
    form.purposes.choices = _choices(purpose for purpose in known.purposes if known.takes_consent(purpose))
    form.topics.choices = _choices(topics())
    form.source.choices = _choices(known.sources)
    for field in form.asking:
        field.choices = [
            SelectChoice("", _l("Not asked")),
            SelectChoice("asked", _l("Asked, may be left empty")),
            SelectChoice("required", _l("Asked, required")),
        ]
    form.source.data = form.source.data or DEFAULT_SOURCE
    return form


def _choices(items: Iterable[Purpose | Topic | Source]) -> list[SelectChoice]:
    return [SelectChoice(item.key, item.name(g.language)) for item in items]


def _text(label: str) -> TextAreaField:
    return TextAreaField(
        label, [at_most(LONGEST_TEXT), plain_text(several_lines=True)], [tidied], render_kw={"rows": 3}
    )


def _titled(form: FlaskForm, field: Field) -> None:
    first = OWN_NAMES[0][0]
    if field.name == f"title_{first}" and not any(form[f"title_{code}"].data for code, _name in OWN_NAMES):
        raise ValidationError(_("Write a heading in at least one language."))


def _values(design: WebForm) -> Mapping[str, Any]:
    texts = {f"{name}_{code}": design.texts.get(name, {}).get(code, "") for name in WORDED for code, _name in OWN_NAMES}
    asked = {f"asked_{name}": design.asked.get(name, "") for name in ASKABLE}
    return {**texts, **asked, "purposes": design.purposes, "topics": design.topics, "source": design.source}
