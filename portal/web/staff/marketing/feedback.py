"""Bounces and complaints: a new file from a mailing tool, and the earlier ones."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from portal import clock
from portal.extensions import db
from portal.feedback.columns import NoColumn
from portal.feedback.queries import latest_files
from portal.feedback.taking import NO_COLUMN
from portal.imports.reading.faults import Unreadable
from portal.web.looking import looking
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.marketing.receiving import receive
from portal.web.staff.marketing.words import LABELS

bp = belongs_to(
    Blueprint("feedback", __name__, url_prefix="/marketing/feedback"),
    "marketing",
    label=_l("Bounces and complaints"),
    start="staff.feedback.show",
)


class FeedbackForm(FlaskForm):
    """The file, and what its rows are."""

    file = FileField(_l("File"))
    kind = RadioField(
        _l("What the rows are"),
        choices=[
            SelectChoice("column", _l("A column says it")),
            SelectChoice("bounce", _l("Every row is a bounce for good")),
            SelectChoice("complaint", _l("Every row is a complaint")),
        ],
        default="column",
    )

    def validate_file(self, field: Any) -> None:
        """Check that a file was chosen."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(_("Choose a file."))


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the form for a new file and the earlier files."""
    return _page(FeedbackForm())


@bp.post("")
def upload() -> ResponseReturnValue:
    """Take in a file; its rows are taken in the background."""
    db.session.rollback()  # reading takes a while, and must not keep other writers waiting
    form = FeedbackForm()
    if not form.validate():
        return _page(form, status=422)
    kind = form.kind.data if form.kind.data != "column" else ""
    try:
        file = receive(form.file.data, kind, by=current_actor(), at=clock.now())
    except Unreadable as fault:
        form.file.errors = [str(fault)]
        return _page(form, status=422)
    except NoColumn as fault:
        field = form.file if fault.field == "email" else form.kind
        field.errors = [str(NO_COLUMN[fault.field])]
        return _page(form, status=422)
    onwards = url_for("staff.feedback_one.show", file_id=file.id)
    db.session.commit()
    flash(_("The file is here."))
    return redirect(onwards, 303)


def _page(form: FeedbackForm, *, status: int = 200) -> ResponseReturnValue:
    with looking():
        page = render_template("staff/marketing/feedback.html", form=form, files=latest_files(), labels=LABELS)
    return page, status
