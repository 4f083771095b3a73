"""The staff's pages: all of them behind one gate, and the sign-in beside it."""

from flask import Blueprint, Flask, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access_requests.queries import NoSuchRequest
from portal.asking.queries import NoSuchRound
from portal.bulk.queries import NoSuchChange
from portal.feedback.queries import NoSuchFile
from portal.imports.queries import NoSuchImport
from portal.jobs.queries import NoSuchJob
from portal.people.queries import NoSuchPerson
from portal.web.errors import error_page
from portal.web.staff import (
    account,
    gate,
    imports,
    jobs,
    letters,
    marketing,
    passwords,
    people,
    requests,
    settings,
    sign_in,
)
from portal.web.staff.requests import conflicts
from portal.web.staff.settings import first_day

bp = gate.belongs_to(Blueprint("staff", __name__, url_prefix="/staff"), "account")
bp.before_request(gate.guard)
bp.context_processor(gate.frame)
NOTHING_THERE = (
    NoSuchPerson,
    NoSuchJob,
    NoSuchImport,
    NoSuchChange,
    NoSuchRequest,
    NoSuchFile,
    NoSuchRound,
)
for nothing_there in NOTHING_THERE:
    bp.register_error_handler(nothing_there, lambda _: error_page("404", 404))

conflicts.init_blueprint(bp)
for page in (
    *requests.PAGES,
    *people.PAGES,
    *imports.PAGES,
    *letters.PAGES,
    *marketing.PAGES,
    *jobs.PAGES,
    *settings.PAGES,
    account,
):
    bp.register_blueprint(page.bp)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Show what a fresh portal needs, or go to the first page of the user's menu, else to their own page."""
    if first_day.is_first_day():
        return first_day.first_day_page()
    entries = gate.menu()
    return redirect(entries[0]["url"] if entries else url_for("staff.account.show"))


def init_app(app: Flask) -> None:
    """Give the application the staff's pages."""
    for blueprint in (bp, sign_in.bp, passwords.bp):
        app.register_blueprint(blueprint)
