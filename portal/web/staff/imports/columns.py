"""What the columns of a file are, and what holds for all its rows."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import db
from portal.imports.actions import ask_for, settle
from portal.imports.models import Import
from portal.imports.queries import import_by_id, locked_import
from portal.legal_bases.queries import catalogue
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.imports.addresses import ONE_IMPORT
from portal.web.staff.imports.columns_form import ColumnsForm, columns_form

bp = belongs_to(Blueprint("import_columns", __name__, url_prefix=f"{ONE_IMPORT}/columns"), "imports", only_changes=True)


@bp.get("")
def show(import_id: int) -> ResponseReturnValue:
    """Show each column with a few values and what it is taken for."""
    job = import_by_id(import_id)
    if job.state != "open":
        return redirect(url_for("staff.import.show", import_id=import_id))
    return _page(columns_form(job, catalogue()), job)


@bp.post("")
def save(import_id: int) -> ResponseReturnValue:
    """Keep what the columns are, and have the rows checked."""
    job = locked_import(import_id)
    onwards = redirect(url_for("staff.import.show", import_id=import_id), 303)
    if job.state != "open":
        return onwards
    form = columns_form(job, catalogue())
    if not form.validate():
        return _page(form, job, status=422)
    settle(job, form.settings())
    if job.rehearsal is None:
        ask_for("import_check", job, by=current_actor(), at=clock.now())
    db.session.commit()
    return onwards


def _page(form: ColumnsForm, job: Import, *, status: int = 200) -> ResponseReturnValue:
    return render_template("staff/imports/columns.html", form=form, job=job, language=g.language), status
