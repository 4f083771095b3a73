"""Somebody else was first: the request as it stands now, why the act was not done, and what was written."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access_requests.actions import AlreadyClosed, AlreadyConnected
from portal.access_requests.queries import ChangedMeanwhile
from portal.access_requests.timing import ClockRuns, ClockStands, TooLateToExtend
from portal.extensions import db
from portal.web.staff.requests.card import card_page

WHY: Final[Mapping[type[Exception], Any]] = {
    ChangedMeanwhile: _l("Somebody else did something about the request after you opened the form."),
    AlreadyClosed: _l("The request is closed already."),
    AlreadyConnected: _l("It is known already whose request it is."),
    TooLateToExtend: _l("The time can't be extended: that is allowed once, within the first month."),
    ClockStands: _l("The person was asked already, and the time stands still."),
    ClockRuns: _l("The time runs already: no question waits for an answer."),
}


def tell(fault: Exception) -> ResponseReturnValue:
    """Show the request as it stands now, with what was typed, so that nothing is lost."""
    reference = str((request.view_args or {})["reference"])
    db.session.rollback()
    written = [(name.rpartition("-")[2], text) for name, text in request.form.items(multi=True)]
    typed = [text for name, text in written if name in {"words", "reason", "note"} and text.strip()]
    return card_page(reference, status=409, told=WHY[type(fault)], typed=typed)


def init_blueprint(bp: Blueprint) -> None:
    """Let the blueprint's pages, and those below it, tell who was first."""
    for fault in WHY:
        bp.register_error_handler(fault, tell)
