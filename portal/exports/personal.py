"""What is stored about the person, item by item."""

from babel import Locale
from flask_babel import gettext as _

from portal.exports.document import Cell, Column, Section
from portal.exports.words import actor_label, core_field_label
from portal.legal_bases.queries import catalogue
from portal.people.field_kinds import category_of, label_of
from portal.people.models import Person
from portal.people.queries import data_fields
from portal.people.rules import CORE_FIELDS


def personal_data(person: Person, language: str) -> Section:
    """Return the core data and the further data, with category, source, and when and by whom they were recorded."""
    sources = catalogue().source_of
    rows: list[tuple[Cell, ...]] = [
        (
            core_field_label(name),
            _readable(name, getattr(person, name), language),
            _("Contact details"),
            sources[person.source_id].name(language),
            person.registered_at,
            actor_label(person.registered_by),
        )
        for name in CORE_FIELDS
        if getattr(person, name)
    ]
    rows.extend(
        (
            label_of(item, language),
            item.value,
            category_of(item, language),
            sources[item.source_id].name(language),
            item.recorded_at,
            actor_label(item.recorded_by),
        )
        for item in data_fields(person.id)
    )
    columns = (
        Column("label", _("What")),
        Column("value", _("Value")),
        Column("category", _("Category")),
        Column("source", _("Source")),
        Column("recorded_at", _("Registered")),
        Column("recorded_by", _("Registered by")),
    )
    return Section("personal_data", _("Personal data"), columns, rows)


def _readable(field: str, value: str, language: str) -> str:
    locale = Locale.parse(language)
    if field == "country":
        return str(locale.territories.get(value, value))
    if field == "language":
        return str(locale.languages.get(value, value))
    return value
