"""Every form that is posted must carry the token of the session it was made in."""

from flask import Flask, request

from portal.database import QUIET_METHODS
from portal.extensions import csrf


def init_app(app: Flask) -> None:
    """Check the token of every POST but those of listed blueprints; other requests are not looked at."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # some browsers send no referrer; the token is the protection
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked here instead
    csrf.init_app(app)

    @app.before_request
    def check_token() -> None:
        if request.method not in QUIET_METHODS and app.config["WTF_CSRF_ENABLED"]:
            csrf.protect(apply_exemptions=True)
