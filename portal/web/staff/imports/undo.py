"""Take a whole import back, after having said what that means."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.imports.actions import CannotUndo, can_be_undone, undo_import
from portal.imports.queries import import_by_id, locked_import, newcomers_left, people_changed
from portal.imports.removing import count_touched, count_unsent
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.imports.addresses import ONE_IMPORT

bp = belongs_to(Blueprint("import_undo", __name__, url_prefix=f"{ONE_IMPORT}/undo"), "imports", only_changes=True)


@bp.get("")
def ask(import_id: int) -> ResponseReturnValue:
    """Say what will happen."""
    job = import_by_id(import_id)
    if not can_be_undone(job, at=clock.now()):
        flash(_("The import can't be undone now."), "warning")
        return redirect(url_for("staff.import.show", import_id=import_id))
    touched = count_touched(job)
    return render_template(
        "staff/imports/undo.html",
        job=job,
        removed=newcomers_left(job) - touched,
        kept=touched,
        changed=people_changed(job),
        unsent=count_unsent(job),
    )


@bp.post("")
def undo(import_id: int) -> ResponseReturnValue:
    """Start the undo; a second press starts nothing."""
    job = locked_import(import_id)
    try:
        undo_import(job, by=current_actor(), at=clock.now())
        db.session.commit()
    except CannotUndo:
        flash(_("The import can't be undone now."), "warning")
    return redirect(url_for("staff.import.show", import_id=import_id), 303)
