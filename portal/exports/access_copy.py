"""The access copy: everything that is stored about one person, as a document (GDPR art. 15(3))."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from portal.exports.answers import form_answers
from portal.exports.choices import preferences, purposes
from portal.exports.document import Cell, Column, Document, Section
from portal.exports.happenings import history, letters, looking
from portal.exports.personal import personal_data
from portal.exports.sales import sales
from portal.mail.letters.queued import letter_language
from portal.people.models import Person
from portal.settings.queries import current_organisation


def access_copy(person: Person, *, language: str = "", at: datetime) -> Document:
    """Return all that is stored about the person, in the language, or else in the one they are written to in.

    It reads only: the caller notes the export as a look, before, so that the copy tells of itself.
    """
    spoken = language or letter_language(person)
    zone = current_organisation().time_zone
    with force_locale(spoken):
        sheets = (
            personal_data(person, spoken),
            purposes(person, spoken, zone),
            preferences(person, spoken),
            sales(person, spoken),
            form_answers(person, spoken),
            history(person, spoken),
            letters(person),
            looking(person),
        )
        title = _("Copy of the data about %(name)s", name=person.name)
        cover = _cover(person, title, sheets, zone, at)
    return Document(title, spoken, zone, at, (cover, *sheets))


def file_name(document: Document, person: Person, ending: str) -> str:
    """Return a name for the file, without the person's name in it: folders of downloads are seen by many."""
    day = document.made_at.astimezone(ZoneInfo(document.zone)).date()
    return f"{person.ref[:8]}-{day.isoformat()}.{ending}"


def _cover(person: Person, title: str, sheets: tuple[Section, ...], zone: str, at: datetime) -> Section:
    organisation = current_organisation()
    officer = ", ".join(filter(None, (organisation.officer_name, organisation.officer_email)))
    authority = ", ".join(filter(None, (organisation.authority_name, organisation.authority_url)))
    rows: list[tuple[str, Cell]] = [
        (_("Document"), title),
        (_("Name"), person.name),
        (_("E-mail"), person.email),
        (_("Number in the register"), person.id),
        (_("Reference in the history"), person.ref),
        (_("Made"), at),
        (_("Time zone of all times"), zone),
        (_("Responsible for the data"), ", ".join(filter(None, (organisation.name, organisation.number)))),
        (_("Postal address"), organisation.postal_address),
        (_("E-mail"), organisation.contact_email),
        (_("Phone"), organisation.contact_phone),
        (_("Data protection officer"), officer),
        (_("Supervisory authority"), authority),
        *((_("Sheet: %(title)s", title=sheet.title), _rows(len(sheet.rows))) for sheet in sheets),
    ]
    columns = (Column("what", _("What")), Column("value", _("Value")))
    return Section("cover", _("Cover"), columns, [row for row in rows if row[1] not in {"", None}])


def _rows(count: int) -> str:
    return str(ngettext("%(num)s row", "%(num)s rows", count))
