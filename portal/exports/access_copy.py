"""The access copy: everything that is stored about one person, as a document (GDPR art. 15(3))."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.exports.additions import Additions
from portal.exports.answers import form_answers
from portal.exports.beside import attached_files, other_systems, withheld
from portal.exports.choices import preferences, purposes
from portal.exports.cover import cover_sheet
from portal.exports.document import Document, Section
from portal.exports.duties import duties
from portal.exports.happenings import history, letters, looking
from portal.exports.personal import personal_data
from portal.exports.sales import sales
from portal.exports.visits import links_and_visits, requests
from portal.mail.letters.queued import letter_language
from portal.people.models import Person
from portal.settings.queries import current_organisation


def access_copy(person: Person, *, language: str = "", additions: Additions | None = None, at: datetime) -> Document:
    """Return all that is stored about the person, in the language, or else in the one they are written to in.

    It reads only: the caller notes the export as a look, before, so that the copy tells of itself.

    :param additions: what staff add to the answer of a request, and hide in it
    """
    spoken = language or letter_language(person)
    zone = current_organisation().time_zone
    with force_locale(spoken):
        sheets: list[Section] = [
            personal_data(person, spoken),
            purposes(person, spoken, zone),
            *duties(person, spoken, additions.parts if additions else {}),
            preferences(person, spoken),
            sales(person, spoken),
            form_answers(person, spoken),
            history(person, spoken),
            letters(person),
            requests(person),
            looking(person),
            links_and_visits(person),
        ]
        if additions:
            sheets = _with(additions, sheets)
        title = _("Copy of the data about %(name)s", name=person.name)
        cover = cover_sheet(person, title, sheets, reference=additions.reference if additions else "", at=at)
        nothing = str(_("Nothing is stored here."))
    return Document(title, spoken, zone, at, (cover, *sheets), nothing)


def file_name(document: Document, person: Person, ending: str) -> str:
    """Return a name for the file, without the person's name in it: folders of downloads are seen by many."""
    day = document.made_at.astimezone(ZoneInfo(document.zone)).date()
    return f"{person.ref[:8]}-{day.isoformat()}.{ending}"


def _with(additions: Additions, sheets: list[Section]) -> list[Section]:
    """Return the sheets with what staff add, and without what they hide."""
    shown, places = [], 0
    for sheet in (*sheets, other_systems(additions), attached_files(additions)):
        masked, found = additions.hidden(sheet)
        shown.append(masked)
        places += found
    return [*shown, withheld(additions, places)]
