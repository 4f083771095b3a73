"""The first sheet of a copy or an answer."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.exports.document import Cell, Column, Section
from portal.exports.stated import authority
from portal.people.models import Person
from portal.settings.queries import current_organisation


def cover_sheet(person: Person, title: str, sheets: Sequence[Section], *, reference: str = "", at: datetime) -> Section:
    """Return whose data it is, who is responsible, and how many rows each sheet has."""
    organisation = current_organisation()
    officer = ", ".join(filter(None, (organisation.officer_name, organisation.officer_email)))
    rows: list[tuple[str, Cell]] = [
        (_("Document"), title),
        (_("Answer to the request"), reference),
        (_("Name"), person.name),
        (_("E-mail"), person.email),
        (_("Number in the register"), person.id),
        (_("Reference in the history"), person.ref),
        (_("Made"), at),
        (_("Time zone of all times"), organisation.time_zone),
        (_("Responsible for the data"), ", ".join(filter(None, (organisation.name, organisation.number)))),
        (_("Postal address"), organisation.postal_address),
        (_("E-mail"), organisation.contact_email),
        (_("Phone"), organisation.contact_phone),
        (_("Data protection officer"), officer),
        (_("Supervisory authority"), authority(organisation)),
        (_("Covers"), "" if reference else _("What this portal holds. Ask us about what other systems hold.")),
        *((_("Sheet: %(title)s", title=sheet.title), _rows(len(sheet.rows))) for sheet in sheets),
    ]
    columns = (Column("what", _("What")), Column("value", _("Value")))
    return Section("cover", _("Cover"), columns, [row for row in rows if row[1] not in {"", None}])


def _rows(count: int) -> str:
    return str(ngettext("%(num)s row", "%(num)s rows", count))
