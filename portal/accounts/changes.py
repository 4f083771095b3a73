"""What is changed about a staff user after they were added, each with an entry that tells who, old and new."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from portal.accounts.actions import end_sessions, stop_codes
from portal.accounts.models import Role, StaffUser
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft

SignInChange = Literal["password_set", "codes_on", "codes_off", "codes_reset"]
SIGN_IN_CHANGES: tuple[SignInChange, ...] = get_args(SignInChange)


class OwnAccount(Exception):
    """Nobody takes away their own role or shuts themselves out."""


class LastAdministrator(Exception):
    """Without this user nobody could change the settings any more."""


def change_staff_user(
    user: StaffUser,
    *,
    name: str,
    role: Role,
    language: str,
    administrators: Sequence[StaffUser],
    at: datetime,
    by: Actor,
    channel: Channel,
) -> bool:
    """Set what differs and tell whether anything did; the sessions stay, and the new role holds from the next page.

    :param administrators: every active one, locked, so that two can't take the role from each other
    :raises OwnAccount: somebody changes their own role
    :raises LastAdministrator: nobody else is an active administrator
    """
    if role != user.role:
        _check_not_needed(user, administrators, by)
    wanted = {"name": name, "role": role, "language": language}
    drafts = [
        _draft("staff.changed", user, name=field, old=getattr(user, field), new=value)
        for field, value in wanted.items()
        if getattr(user, field) != value
    ]
    user.name, user.role, user.language = name, role, language
    append(drafts, at=at, by=by, channel=channel)
    return bool(drafts)


def shut_out(
    user: StaffUser, *, administrators: Sequence[StaffUser], at: datetime, by: Actor, channel: Channel
) -> None:
    """End the user's sessions and password links, and let them in no more until they are restored.

    :param administrators: as for ``change_staff_user``
    :raises OwnAccount: somebody shuts themselves out
    :raises LastAdministrator: nobody else is an active administrator
    """
    if not user.active:
        return
    _check_not_needed(user, administrators, by)
    user.active = False
    end_sessions(user)
    append([_draft("staff.deactivated", user)], at=at, by=by, channel=channel)


def restore(user: StaffUser, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Let the user sign in again, with the role, password and codes they had."""
    if user.active:
        return
    user.active = True
    append([_draft("staff.restored", user)], at=at, by=by, channel=channel)


def sign_out_everywhere(user: StaffUser, *, at: datetime, by: Actor, channel: Channel) -> None:
    """End every session and password link of the user."""
    end_sessions(user)
    append([_draft("staff.sessions_ended", user)], at=at, by=by, channel=channel)


def reset_codes(user: StaffUser, reason: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Forget the secret of a lost phone and end the sessions, so that the user sets codes up anew."""
    stop_codes(user)
    end_sessions(user)
    append([_draft("staff.codes_reset", user, reason=reason)], at=at, by=by, channel=channel)


def note_invitation(user: StaffUser, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Enter that the user was sent another link to choose a password."""
    append([_draft("staff.invited", user)], at=at, by=by, channel=channel)


def note_own_change(user: StaffUser, change: SignInChange, *, at: datetime) -> None:
    """Enter that the user changed how they sign in."""
    append([_draft(f"staff.{change}", user)], at=at, by=Actor("staff", user.email), channel="staff")


def _check_not_needed(user: StaffUser, administrators: Sequence[StaffUser], by: Actor) -> None:
    if by == Actor("staff", user.email):
        raise OwnAccount(user.email)
    if user.role == "admin" and user.active and not [other for other in administrators if other.id != user.id]:
        raise LastAdministrator(user.email)


def _draft(event: str, user: StaffUser, **details: object) -> Draft:
    return Draft(event, details={"email": user.email, **details})
