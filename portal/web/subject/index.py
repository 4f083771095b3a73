"""The short page about the portal."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.web.languages import settle

bp = Blueprint("index", __name__)
bp.before_request(settle)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Say what the portal is for and how to get in; after leaving, also what was done."""
    return render_template("subject/index.html", done=request.args.get("done", ""))
