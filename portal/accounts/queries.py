"""Find staff users."""

from sqlalchemy import and_, func, or_, select

from portal.accounts.models import StaffUser
from portal.accounts.rules import email_key
from portal.extensions import db


def staff_user(email: str) -> StaffUser | None:
    """Return the staff user with that address, or none."""
    if "\0" in email:  # PostgreSQL would refuse the question
        return None
    return db.session.execute(select(StaffUser).where(StaffUser.email_key == email_key(email))).scalar_one_or_none()


def staff_user_by_session(uniquifier: str) -> StaffUser | None:
    """Return the active staff user that a session names, or none when the session has ended."""
    return db.session.execute(
        select(StaffUser).where(StaffUser.fs_uniquifier == uniquifier, StaffUser.active)
    ).scalar_one_or_none()


def locked_staff_user(user_id: int) -> StaffUser:
    """Return the staff user, fresh and locked until the transaction ends."""
    return db.session.execute(
        select(StaffUser).where(StaffUser.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def staff_user_by_id(user_id: int) -> StaffUser | None:
    """Return the staff user, or none."""
    return db.session.get(StaffUser, user_id)


def locked_with_administrators(user_id: int) -> tuple[StaffUser | None, list[StaffUser]]:
    """Return the staff user, or none, and every active administrator, fresh and locked until the transaction ends."""
    statement = (
        select(StaffUser)
        .where(or_(StaffUser.id == user_id, and_(StaffUser.role == "admin", StaffUser.active)))
        .order_by(StaffUser.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = list(db.session.execute(statement).scalars())
    user = next((one for one in found if one.id == user_id), None)
    return user, [one for one in found if one.role == "admin" and one.active]


def all_staff() -> list[StaffUser]:
    """Return every staff user, by address."""
    return list(db.session.execute(select(StaffUser).order_by(StaffUser.email_key, StaffUser.id)).scalars())


def count_administrators() -> int:
    """Return how many active administrators there are."""
    statement = select(func.count()).select_from(StaffUser).where(StaffUser.role == "admin", StaffUser.active)
    return int(db.session.execute(statement).scalar_one())


def has_staff() -> bool:
    """Tell whether there is any staff user yet."""
    return bool(db.session.execute(select(func.count()).select_from(StaffUser)).scalar_one())
