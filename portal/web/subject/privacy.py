"""How the organisation uses people's data: the information of GDPR art. 13 and 14, made from what is set up."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal.legal_bases.queries import catalogue
from portal.web.languages import settle

bp = Blueprint("privacy", __name__, url_prefix="/privacy")
bp.before_request(settle)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the short answers first, then everything."""
    return render_template("subject/privacy.html", catalogue=catalogue(), language=g.language)
