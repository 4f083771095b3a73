"""What the person gave by consent or for a contract, for other systems to read (GDPR art. 20)."""

import csv
from collections.abc import Callable
from datetime import datetime
from io import StringIO

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.exports.answers import form_answers
from portal.exports.choices import preferences
from portal.exports.csv_cells import harmless
from portal.exports.document import Document, Section
from portal.exports.personal import personal_data
from portal.exports.plain import plain_cell
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.rules import is_portable
from portal.mail.letters.queued import letter_language
from portal.people.models import Person
from portal.people.queries import data_fields
from portal.people.rules import CORE_FIELDS
from portal.settings.queries import current_organisation


def portable_data(person: Person, *, language: str = "", at: datetime) -> Document:
    """Return what the person may take elsewhere; without a consent or contract in force, nothing."""
    spoken = language or letter_language(person)
    known = catalogue()
    bases = [(known.basis_of[row.legal_basis_id].article, row.status) for row in recorded_bases(person.id)]

    def portable(source_id: int) -> bool:
        given = known.source_of[source_id].from_person
        return any(is_portable(article, status, from_person=given) for article, status in bases)

    with force_locale(spoken):
        sections = [_given(person, spoken, portable)]
        if any(is_portable(article, status, from_person=True) for article, status in bases):
            sections += [preferences(person, spoken), form_answers(person, spoken)]
        title = _("Data to take elsewhere about %(name)s", name=person.name)
        nothing = _("Nothing that you gave us is used by consent or for a contract now.")
    return Document(title, spoken, current_organisation().time_zone, at, tuple(sections), nothing)


def _given(person: Person, language: str, portable: Callable[[int], bool]) -> Section:
    """Return the rows of the personal data that the person gave: the sheet lists the core first, then the items."""
    whole = personal_data(person, language)
    items = data_fields(person.id)
    count = sum(bool(getattr(person, name)) for name in CORE_FIELDS)
    rows = list(whole.rows[:count]) if portable(person.source_id) else []
    rows += [row for row, item in zip(whole.rows[count:], items, strict=True) if portable(item.source_id)]
    return Section(whole.key, whole.title, whole.columns, rows)


def as_csv(document: Document) -> str:
    """Return the document as one CSV table (RFC 4180): each cell on a row with its section, row and column.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front; JSON has it as it is.
    """
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(("section", "row", "column", "label", "value"))
    for section in document.sections:
        for number, row in enumerate(section.rows, 1):
            writer.writerows(
                harmless((section.key, str(number), column.key, column.label, str(value)))
                for column, value in zip(section.columns, map(plain_cell, row), strict=True)
                if value is not None
            )
    return text.getvalue()
