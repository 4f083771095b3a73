"""Take out everything about a person, as a workbook or as JSON; the reason is noted and shown to the person."""

from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired

from portal import clock
from portal.exports.access_copy import access_copy, file_name
from portal.exports.document import Document
from portal.exports.plain import as_json
from portal.exports.workbook import write_workbook
from portal.extensions import db
from portal.people.actions import note_look
from portal.people.models import Person
from portal.people.queries import locked_person, person_by_id
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_staff, only_reads
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at

LONGEST_REASON = 200
EXCEL, JSON = "xlsx", "json"
MIME_TYPES = {EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", JSON: "application/json"}

bp = belongs_to(Blueprint("person_export", __name__, url_prefix=f"{ONE_PERSON}/export"), "people")


class ExportForm(FlaskForm):
    """Why, and as what."""

    reason = StringField(
        _l("Reason"), [DataRequired(_l("Say why you export.")), at_most(LONGEST_REASON), plain_text()], [tidied]
    )
    format = RadioField(
        _l("Format"),
        choices=[SelectChoice(EXCEL, _l("Excel workbook")), SelectChoice(JSON, _l("JSON, for other programs"))],
        default=EXCEL,
    )


@bp.get("")
def show(person_id: int) -> ResponseReturnValue:
    """Ask why."""
    return render_template("staff/people/export.html", form=ExportForm(), person=looked_at(person_id))


@bp.post("")
@only_reads
def take_out(person_id: int) -> ResponseReturnValue:
    """Note the export, for good, before anything leaves; then hand over the file."""
    form, staff, at = ExportForm(), current_staff(), clock.now()
    if not form.validate():
        return render_template("staff/people/export.html", form=form, person=looked_at(person_id)), 422
    locked_person(person_id)
    note_look(person_id, kind="export", staff=staff.email, role=staff.role, reason=form.reason.data, at=at)
    db.session.commit()
    person = person_by_id(person_id)
    document = access_copy(person, at=at)
    db.session.rollback()
    return _file(document, person, form.format.data)


def _file(document: Document, person: Person, ending: str) -> ResponseReturnValue:
    file = BytesIO()
    if ending == EXCEL:
        write_workbook(document, file)
    else:
        file.write(as_json(document).encode())
    file.seek(0)
    name = file_name(document, person, ending)
    return send_file(file, mimetype=MIME_TYPES[ending], as_attachment=True, download_name=name)
