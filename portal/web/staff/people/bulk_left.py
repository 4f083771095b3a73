"""The list of those whom a bulk change left as they are, as a workbook; each of them sees that they were on it."""

from io import BytesIO

from flask import Blueprint, current_app, g, send_file
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import clock
from portal.bulk.queries import Left, change_by_id, everybody_left
from portal.config import LANGUAGES
from portal.exports.document import Column, Document, Section
from portal.exports.workbook import write_workbook
from portal.extensions import db
from portal.people.actions import note_looks
from portal.people.languages import spoken_language
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_staff, only_reads
from portal.web.staff.people.bulk_words import outcome_label
from portal.web.staff.people.export import EXCEL, MIME_TYPES

CHUNK = 5000

bp = belongs_to(Blueprint("bulk_left", __name__, url_prefix="/people/bulk"), "people")


@bp.post("/<int(max=9223372036854775807):bulk_id>/left")
@only_reads
def take_out(bulk_id: int) -> ResponseReturnValue:
    """Note for each of them that they are on the list, for good, before it leaves; then hand it over."""
    change_by_id(bulk_id)
    db.session.rollback()
    with looking():
        left = [row for some in everybody_left(bulk_id) for row in some]
    for start in range(0, len(left), CHUNK):
        _note(left[start : start + CHUNK])
    file = BytesIO()
    write_workbook(_document(left), file)
    file.seek(0)
    name = _("left-as-they-are-%(number)s", number=bulk_id)
    return send_file(file, mimetype=MIME_TYPES[EXCEL], as_attachment=True, download_name=f"{name}.{EXCEL}")


def _note(left: list[Left]) -> None:
    default, staff = current_app.config["BABEL_DEFAULT_LOCALE"], current_staff()
    reasons = {}
    for language in LANGUAGES:
        with force_locale(language):
            reasons[language] = _("You were on a list of people whose legal basis was left as it was")
    told = {row.person_id: reasons[spoken_language(row.language, row.country, default)] for row in left}
    note_looks(told, kind="export", staff=staff.email, role=staff.role, at=clock.now())
    db.session.commit()


def _document(left: list[Left]) -> Document:
    columns = (
        Column("id", _("Number")),
        Column("name", _("Name")),
        Column("email", _("E-mail")),
        Column("company", _("Company")),
        Column("reason", _("Reason")),
    )
    rows = [(row.person_id, row.name, row.email, row.company, outcome_label(row.outcome)) for row in left]
    title = _("Left as they are")
    section = Section("left", title, columns, rows)
    return Document(title, g.language, current_app.config["BABEL_DEFAULT_TIMEZONE"], clock.now(), (section,))
