"""The faces seen in a browser: the person's pages and the staff's."""

from flask import Flask

from portal.web import (
    errors,
    filters,
    forms,
    headers,
    health,
    hosts,
    languages,
    logs,
    look,
    sessions,
    speech,
    staff,
    subject,
    uploads,
)


def init_app(app: Flask) -> None:
    """Give the application its pages; what stands first is asked first, and has the last word on the answer."""
    logs.init_app(app)
    headers.init_app(app)
    sessions.init_app(app)
    languages.init_app(app)
    hosts.init_app(app)
    speech.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
    uploads.init_app(app)
    forms.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(look.bp)
    staff.init_app(app)
    subject.init_app(app)
