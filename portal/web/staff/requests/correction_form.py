"""The form on which what is stored and what it should be stand side by side."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from portal.people.field_kinds import item_label
from portal.people.models import DataField, Person
from portal.people.rules import CORE_FIELDS
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.people.person_form import PersonForm
from portal.web.staff.requests.forms import WordsForm, words_field

LONGEST_VALUE = 2000
"""Characters of an item of further data."""


class CorrectionForm(PersonForm):
    """The core data, and the further data one by one; ``correction_form`` adds those."""

    version = IntegerField(widget=HiddenInput(), default=-1)
    seen = HiddenField()
    words = words_field(_l("What more there is to say to the person"), rows=3)

    items: Sequence[DataField]

    def item_fields(self) -> list[tuple[DataField, Field]]:
        """Return each further item with the field for its new value."""
        return [(item, self[f"item_{item.id}"]) for item in self.items]


class DeclineForm(WordsForm):
    """Why the data stays as it is."""

    words = words_field(_l("Reasons"), _l("Give the reasons: the person has a right to know them."), rows=4)


def correction_form(person: Person, items: Sequence[DataField]) -> CorrectionForm:
    """Return the form as it was sent, or filled in with what is stored."""
    fields: dict[str, Any] = {f"item_{item.id}": _item_field(item) for item in items}
    offered: type[CorrectionForm] = type("OfferedForm", (CorrectionForm,), {**fields, "items": items})
    values = {f"item_{item.id}": item.value for item in items}
    stored = {name: getattr(person, name) for name in CORE_FIELDS}
    form = offered(seen=person.updated_at.isoformat(), **stored, **values)
    form.offering(person.country, person.language)
    return form


def _item_field(item: DataField) -> StringField:
    label = item_label(item.kind_id, item.label, g.language)
    missing = DataRequired(_l("Enter a value, or delete the item on the person's card."))
    return StringField(label, [missing, at_most(LONGEST_VALUE), plain_text(several_lines=True)], [tidied])
