"""What can be set, one line for each page."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.web.staff.gate import belongs_to, current_staff
from portal.web.staff.settings.entries import entries

bp = belongs_to(
    Blueprint("settings", __name__, url_prefix="/settings"),
    "settings",
    label=_l("Settings"),
    start="staff.settings.show",
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the list, in the order of the pages."""
    staff, order = current_staff(), list(current_app.blueprints)
    shown = [entry for entry in entries if staff.may(entry.area)]
    shown.sort(key=lambda entry: order.index(entry.start.rpartition(".")[0]))
    return render_template("staff/settings/index.html", entries=shown)
