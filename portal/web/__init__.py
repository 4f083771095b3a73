"""The faces seen in a browser: the person's pages and the staff's."""

from flask import Flask

from portal.extensions import csrf, limiter
from portal.web import errors, filters, headers, health, hosts, languages, logs, sessions, staff, subject


def init_app(app: Flask) -> None:
    """Give the application its pages; what stands first is asked first, and has the last word on the answer."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form's token lives as long as the session it was made in
    app.config["WTF_CSRF_SSL_STRICT"] = False  # some browsers send no referrer; the token is the protection
    logs.init_app(app)
    headers.init_app(app)
    sessions.init_app(app)
    languages.init_app(app)
    hosts.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.register_blueprint(health.bp)
    staff.init_app(app)
    subject.init_app(app)
