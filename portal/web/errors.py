"""What a visitor sees when something goes wrong: a page that says so, without telling what lies behind."""

import sqlite3
from typing import Any

from flask import Flask, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from psycopg import errors as postgresql
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog import get_logger
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.extensions import db
from portal.settings.queries import last_known_organisation
from portal.web.hosts import CrossSite, UnknownHost, is_cross_site
from portal.web.languages import spoken_languages
from portal.web.logs import scrubbed
from portal.web.sessions import is_staff_path
from portal.web.speech import words

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
RETRY_SECONDS = 5
DRAIN_BYTES = 32 * 1024 * 1024
"""How much of an oversized post is read and thrown away, so that the browser gets to see the answer."""
LONGEST_KEPT = 2000
_SECRETS = ("csrf", "password", "code", "token", "secret")
_BUSY = (
    postgresql.LockNotAvailable,
    postgresql.DeadlockDetected,
    postgresql.SerializationFailure,
    postgresql.QueryCanceled,
)

log = get_logger("portal.errors")


def init_app(app: Flask) -> None:
    """Show a page of our own for every error."""
    app.register_error_handler(UnknownHost, lambda _: error_page("host", 400))
    app.register_error_handler(CrossSite, lambda _: error_page("cross_site", 400))
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _fault)


def error_page(name: str, status: int, **facts: Any) -> ResponseReturnValue:
    """Return the error page of that name, in the visitor's language.

    It needs nothing that may itself be broken: no database, and no blueprint's own variables.
    """
    staff = is_staff_path(request.path)
    person = not staff and (request.path == "/me" or request.path.startswith("/me/"))
    page = current_app.jinja_env.get_template(f"errors/{name}.html").render(
        **words(),
        **spoken_languages(),
        organisation=last_known_organisation(),
        home="/staff/" if staff else "/",
        is_staff=staff,
        is_person=person,
        **facts,
    )
    return make_response(page, status)


def _old_form(_: CSRFError) -> ResponseReturnValue:
    return error_page("csrf", 400, typed=[] if is_cross_site() else _typed())


def _typed() -> list[str]:
    """Return what a person wrote themselves, never passwords, codes or tokens."""
    texts = [
        text.strip()[:LONGEST_KEPT]
        for name, text in request.form.items(multi=True)
        if not any(secret in name.lower() for secret in _SECRETS)
    ]
    return list(dict.fromkeys(text for text in texts if text))[:50]


def _too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    if (request.content_length or 0) <= DRAIN_BYTES:
        stream = request.environ["wsgi.input"]
        left = request.content_length or 0
        while left > 0 and (chunk := stream.read(min(left, 65536))):
            left -= len(chunk)
    return error_page("413", 413)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    status = error.code if error.code in PAGES else 400 if error.code < 500 else 500
    response = make_response(error_page(str(status), error.code))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _fault(error: Exception) -> ResponseReturnValue:
    """Answer what no view foresaw.

    A number that no column holds, or a NUL where PostgreSQL takes none, was typed: it is the visitor's mistake.
    """
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    if is_busy(error):
        log.warning("busy", path=scrubbed(request.path), method=request.method)
        response = make_response(error_page("503", 503))
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    if isinstance(error, (DataError, OverflowError)):
        log.warning("unfit", path=scrubbed(request.path), method=request.method)
        return error_page("400", 400)
    log.error("fault", path=scrubbed(request.path), method=request.method, exc_info=error)
    return error_page("500", 500)


def is_busy(error: Exception) -> bool:
    """Tell whether the database was locked, full of work or away: worth trying again."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return error.connection_invalidated or isinstance(cause, _BUSY)
