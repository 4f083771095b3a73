"""What the person bought, as far as it is on record for the soft opt-in."""

from flask_babel import gettext as _

from portal.customers.queries import sales_of
from portal.exports.document import Cell, Column, Section
from portal.exports.words import actor_label
from portal.legal_bases.queries import catalogue
from portal.people.models import Person


def sales(person: Person, language: str) -> Section:
    """Return every sale that is kept, oldest first."""
    sources = catalogue().source_of
    columns = (
        Column("sold_on", _("Day of the sale")),
        Column("goods", _("Class of goods")),
        Column("way_out_offered", _("Could say no to marketing then")),
        Column("source", _("Source")),
        Column("recorded_at", _("Registered")),
        Column("recorded_by", _("Registered by")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            sale.sold_on,
            sale.goods,
            _("Yes") if sale.way_out_offered else _("No"),
            sources[sale.source_id].name(language),
            sale.recorded_at,
            actor_label(sale.recorded_by),
        )
        for sale in reversed(sales_of(person.id))
    ]
    return Section("sales", _("Purchases"), columns, rows)
