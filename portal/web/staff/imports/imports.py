"""Imports: earlier ones, and a new file."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from portal import clock
from portal.extensions import db
from portal.imports.queries import latest_imports
from portal.imports.reading.faults import Unreadable
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.imports.receiving import receive
from portal.web.staff.imports.words import LABELS

bp = belongs_to(
    Blueprint("imports", __name__, url_prefix="/imports"), "imports", label=_l("Import"), start="staff.imports.show"
)


class UploadForm(FlaskForm):
    """The file."""

    file = FileField(_l("File"))

    def validate_file(self, field: Any) -> None:
        """Check that a file was chosen."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(_("Choose a file."))


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the earlier imports and the form for a new file."""
    return _page(UploadForm())


@bp.post("")
def upload() -> ResponseReturnValue:
    """Take in a file and go on to its columns; a large one is read in the background first."""
    db.session.rollback()  # reading takes a while, and must not keep other writers waiting
    form = UploadForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        job = receive(form.file.data, by=current_actor(), at=clock.now())
    except Unreadable as fault:
        form.file.errors = [str(fault)]
        return _page(form, status=422)
    page = "staff.import_columns.show" if job.state == "open" else "staff.import.show"
    onwards = url_for(page, import_id=job.id)
    db.session.commit()
    flash(_("The file is here."))
    return redirect(onwards, 303)


def _page(form: UploadForm, *, status: int = 200) -> ResponseReturnValue:
    with looking():
        page = render_template("staff/imports/index.html", form=form, imports=latest_imports(), labels=LABELS)
    return page, status
