"""Missing translations: one list of every text that lacks an offered language."""

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.settings.queries import current_organisation
from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.missing import Gap, all_gaps, finds_gaps, gaps_in

PAGE_TEXTS = {
    "landing": _l("Page that letters lead to"),
    "hub": _l("The person's own page"),
    "stop_receipt": _l("Receipt for a stop"),
    "privacy": _l("How we use your data"),
}
"""The organisation's own texts on the person's pages."""

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


@finds_gaps
def page_texts() -> list[Gap]:
    """Return where the organisation's own texts lack a language."""
    forms = (name for name in ("staff.look.show", "staff.organisation.show") if name in current_app.view_functions)
    texts = current_organisation().texts
    return list(gaps_in(texts, PAGE_TEXTS, where=_("Texts of the person's pages"), url=url_for(next(forms))))
