"""The one and same page for every link that was forged, altered, ended or made for something else."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.web.languages import settle


class BrokenLink(LookupError):
    """The token opens nothing here."""


def broken_page(_: BrokenLink) -> ResponseReturnValue:
    """Say that the link does not work, and nothing about why."""
    settle()
    return render_template("subject/broken.html"), 404
