"""Missing translations: one list of every text that lacks an offered language."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.missing import all_gaps

bp = settings_page(
    Blueprint("translations", __name__, url_prefix="/settings/translations"),
    label=_l("Missing translations"),
    hint=_l("Texts that one language has and another lacks."),
    start="staff.translations.show",
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is missing, each with the way to its form."""
    return render_template("staff/settings/translations.html", gaps=all_gaps())
