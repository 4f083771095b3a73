"""Tell the ledger and the user how a sign-in was changed."""

from portal import clock
from portal.accounts.changes import SignInChange, note_own_change
from portal.accounts.models import StaffUser
from portal.mail.letters.queued import staff_changed


def tell_own_change(user: StaffUser, change: SignInChange, *, by_letter: bool = True) -> None:
    """Enter what the user changed and, in case it was somebody else in their name, write to them about it."""
    at = clock.now()
    if by_letter:
        staff_changed(user, change, at=at)
    note_own_change(user, change, at=at)
