"""Add staff users and change how they sign in."""

import unicodedata
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_security.core import Security

from portal.accounts.codes import WINDOW
from portal.accounts.models import Role, StaffUser, new_uniquifier
from portal.accounts.queries import staff_user
from portal.accounts.rules import CLIENT_TRIES, RESET_LETTERS, SIGN_IN_TRIES, email_key
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.limits.actions import forgive, spend, try_key

AUTHENTICATOR = "authenticator"


class AlreadyStaff(Exception):
    """There is a staff user with that address."""


class UnusableAddress(ValueError):
    """That is not an e-mail address."""


def add_staff_user(
    email: str,
    role: Role,
    *,
    name: str = "",
    language: str = "",
    password_hash: str | None = None,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> StaffUser:
    """Add somebody who may sign in; without a password hash they must set a password first.

    :raises AlreadyStaff: the address is taken
    :raises UnusableAddress: no letter could reach the address
    """
    try:
        address = validate_email(unicodedata.normalize("NFC", email.strip()), check_deliverability=False).normalized
    except EmailNotValidError as fault:
        raise UnusableAddress(email) from fault
    if staff_user(address):
        raise AlreadyStaff(address)
    user = StaffUser(
        email=address,
        email_key=email_key(address),
        name=name,
        role=role,
        language=language,
        password=password_hash,
        fs_uniquifier=new_uniquifier(),
        added_at=at,
    )
    db.session.add(user)
    append([Draft("staff.added", details={"email": address, "role": role})], at=at, by=by, channel=channel)
    return user


def set_password(user: StaffUser, password_hash: str) -> None:
    """Give the user a new password, which ends every session and password link of theirs."""
    user.password = password_hash
    end_sessions(user)


def end_sessions(user: StaffUser) -> None:
    """Sign the user out everywhere."""
    user.fs_uniquifier = new_uniquifier()


def require_codes(user: StaffUser, secret: str, code: str) -> list[str]:
    """Ask the user for a code at every sign-in from now on; return the recovery codes, or none for a wrong code."""
    user.totp_counter = None
    if not _security().totp_factory.verify_totp(code, secret, user, window=WINDOW):
        return []
    user.tf_primary_method, user.tf_totp_secret = AUTHENTICATOR, secret
    return new_recovery_codes(user)


def new_recovery_codes(user: StaffUser) -> list[str]:
    """Give the user new codes for a lost app; the old ones stop working."""
    codes: list[str] = _security().mf_recovery_codes_util.create_recovery_codes(user)
    return codes


def stop_codes(user: StaffUser) -> None:
    """Let the user sign in with the password alone."""
    user.tf_primary_method = user.tf_totp_secret = user.totp_counter = user.mf_recovery_codes = None


def spend_code(user: StaffUser, code: str) -> bool:
    """Tell whether the code, from the app or a recovery code, is right; it does not work a second time."""
    if not user.tf_totp_secret:
        return False
    if _security().totp_factory.verify_totp(code, user.tf_totp_secret, user, window=WINDOW):
        return True
    recovery = _security().mf_recovery_codes_util
    code = code.strip().lower()
    return bool(recovery.check_recovery_code(user, code) and recovery.delete_recovery_code(user, code))


def may_try(email: str, client: str, *, at: datetime) -> bool:
    """Count one try to sign in; tell whether there were not too many for that user or from that network address."""
    return spend(sign_in_key(email), SIGN_IN_TRIES, at=at) and spend(
        try_key("sign_in_client", client), CLIENT_TRIES, at=at
    )


def may_send_password_link(email: str, *, at: datetime) -> bool:
    """Count one letter to set a password; tell whether there were not too many to that address."""
    return spend(try_key("password_link", email_key(email)), *RESET_LETTERS, at=at)


def forgive_tries(user: StaffUser) -> None:
    """Forget the tries of a user who has signed in."""
    forgive(sign_in_key(user.email))


def note_sign_in(user: StaffUser, *, at: datetime) -> None:
    """Note that the user has signed in, and forget the tries it took."""
    user.last_signed_in_at = at
    forgive_tries(user)


def sign_in_key(email: str) -> str:
    """Return the key under which tries for that user are counted."""
    return try_key("sign_in", email_key(email))


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security
