"""Passwords: hashed with argon2, and compared in the same time whether or not there is one."""

import unicodedata
from collections.abc import Callable
from functools import cache

from flask import current_app
from flask_security.recoverable import generate_reset_password_token, reset_password_token_status
from flask_security.utils import hash_password, verify_password

from portal.accounts.models import StaffUser

_new_token: Callable[[StaffUser], str] = generate_reset_password_token
_status: Callable[[str], tuple[bool, bool, StaffUser | None]] = reset_password_token_status


def hashed(password: str) -> str:
    """Return the argon2 hash of the password; it takes tens of milliseconds, so hold no transaction meanwhile."""
    return hash_password(_spelled(password))


def matches(password: str, stored: str | None) -> bool:
    """Tell whether the password is the stored one; without a stored one the answer is no, as slowly as ever."""
    right = bool(verify_password(_spelled(password), stored or _nobodys()))
    return right and stored is not None


def _spelled(password: str) -> str:
    return unicodedata.normalize("NFKD", password)


@cache
def _nobodys() -> str:
    return hash_password("nobody has this password")


def password_link(user: StaffUser) -> str:
    """Return the address at which the user can set a password, once and within a day."""
    return f"{current_app.config['PORTAL_BASE_URL']}/staff/reset/{_new_token(user)}"


def owner_of_password_link(token: str) -> StaffUser | None:
    """Return who may set a password by the token, or none when it is used, too old or not ours."""
    expired, invalid, user = _status(token)
    return None if expired or invalid or user is None or not user.active else user
