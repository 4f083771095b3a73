"""A signed note of when a form was opened, to tell programs and forgotten pages from people."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"],
        salt="portal.web.answering",
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )


def new_stamp(form_key: str, *, at: datetime) -> str:
    """Return the stamp of a form opened now; no two are alike."""
    return str(_serializer().dumps([form_key, at.timestamp(), secrets.token_urlsafe(8)]))


def age_of(stamp: str, form_key: str, *, at: datetime) -> timedelta | None:
    """Return how long ago the form was opened, or None when the stamp was not made here for that form."""
    try:
        payload = _serializer().loads(stamp)
    except BadData:
        return None
    match payload:
        case [str(key), float(opened), str()] if key == form_key:
            return timedelta(seconds=at.timestamp() - opened)
    return None
