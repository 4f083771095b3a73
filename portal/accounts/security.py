"""Flask-Security as the portal uses it: its hashing, sessions, codes and tokens, under pages of our own."""

import base64
import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore

from portal.accounts.codes import Codes
from portal.accounts.models import NoRole, StaffUser
from portal.extensions import db

PASSWORD_LINK_LASTS = timedelta(days=1)


def init_app(app: Flask) -> None:
    """Start Flask-Security without its pages, and keep it from every request that has no use for it."""
    app.config.from_mapping(_settings(app.config["SECRET_KEY"]))
    security = Security(totp_cls=Codes)
    security.init_app(app, SQLAlchemyUserDatastore(db, StaffUser, NoRole), register_blueprint=False)
    security.login_manager.session_protection = None
    security.login_manager.request_loader(None)
    _unhook(app)


def _settings(secret: str) -> dict[str, Any]:
    return {
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_CLI_USERS_NAME": "",
        "SECURITY_CLI_ROLES_NAME": "",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            # The least that OWASP's password storage cheat sheet asks of argon2id: 19 MiB, two rounds, one lane.
            "argon2__type": "ID",
            "argon2__memory_cost": 19456,
            "argon2__rounds": 2,
            "argon2__parallelism": 1,
        },
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": PASSWORD_LINK_LASTS,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TOTP_SECRETS": {"1": _derived(secret, "authenticator").hex()},
        "SECURITY_TOTP_ISSUER": "Grund",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_derived(secret, "recovery"))],
    }


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), sha256).digest()


def _unhook(app: Flask) -> None:
    """Take away what the extensions would do around every request, the person's pages included.

    Nobody is remembered beyond the session, and the gate of the staff's pages loads the user itself.
    """
    ours = ("flask_login", "flask_principal", "flask_security")
    around: tuple[dict[str | None, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.template_context_processors,
    )
    for hooks in around:
        hooks[None] = [hook for hook in hooks[None] if not getattr(hook, "__module__", "").startswith(ours)]
