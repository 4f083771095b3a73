"""The staff's pages: all of them behind one gate, and the sign-in beside it."""

from flask import Blueprint, Flask, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.bulk.queries import NoSuchChange
from portal.jobs.queries import NoSuchJob
from portal.people.queries import NoSuchPerson
from portal.web.errors import error_page
from portal.web.staff import account, gate, jobs, passwords, people, settings, sign_in

bp = gate.belongs_to(Blueprint("staff", __name__, url_prefix="/staff"), "account")
bp.before_request(gate.guard)
bp.context_processor(gate.frame)
for nothing_there in (NoSuchPerson, NoSuchJob, NoSuchChange):
    bp.register_error_handler(nothing_there, lambda _: error_page("404", 404))

for page in (*people.PAGES, *jobs.PAGES, *settings.PAGES, account):
    bp.register_blueprint(page.bp)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Go to where this user's work begins: the first page of the menu, else the user's own page."""
    entries = gate.menu()
    return redirect(entries[0]["url"] if entries else url_for("staff.account.show"))


def init_app(app: Flask) -> None:
    """Give the application the staff's pages."""
    for blueprint in (bp, sign_in.bp, passwords.bp):
        app.register_blueprint(blueprint)
