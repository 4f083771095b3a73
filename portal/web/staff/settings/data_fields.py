"""Data fields: what further data about people is called, in every language."""

from collections.abc import Sequence

from flask import g
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.legal_bases.listed import FIELD_KINDS
from portal.people.field_kinds import all_field_kinds
from portal.people.models import FieldKind
from portal.web.staff.settings.list_pages import list_pages
from portal.web.staff.settings.listing import NOTHING, ItemForm, Listing
from portal.web.staff.settings.words import LONGEST_NAME, NAME, Part, Words


class FieldKindForm(ItemForm):
    """What the data is called, and the category that it is shown under."""

    parts = (Part("", ("name", "category")),)


class DataFields(Listing):
    """The kinds of further data."""

    listed = FIELD_KINDS
    form = FieldKindForm
    path = "data_fields"
    title = _l("Data fields")
    hint = _l("What further data is called in each language, such as shoe size or member number.")
    add = _l("Add a data field")
    intro = _l("Forms offer these names. What is stored under one of them is shown in the reader's language.")
    words = (
        NAME,
        Words("category", _l("Category"), _l("Such as sizes or memberships. Letters tell it."), longest=LONGEST_NAME),
    )

    def items(self) -> Sequence[FieldKind]:
        """Return every kind by rank."""
        return all_field_kinds()

    def shown(self, item: FieldKind) -> list[tuple[LazyString | str, str]]:
        """Tell the category."""
        return [(_("Category"), str(item.text("category", g.language)) or NOTHING)]


bp = list_pages(DataFields())
