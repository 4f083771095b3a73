"""Changes of staff users, with an entry for each."""

import json
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from portal.accounts.changes import (
    LastAdministrator,
    OwnAccount,
    change_staff_user,
    note_invitation,
    note_own_change,
    reset_codes,
    restore,
    shut_out,
    sign_out_everywhere,
)
from portal.accounts.models import StaffUser
from portal.accounts.queries import count_administrators, locked_with_administrators, staff_user_by_session
from portal.extensions import db
from portal.ledger.queries import entry, head
from portal.ledger.rules import Actor
from tests import make
from tests.databases import only_postgresql, only_sqlite

ADA = Actor("staff", "ada@example.se")
NOW: dict[str, Any] = {"at": make.AT, "by": ADA, "channel": "staff"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        make.staff("admin", email="ada@example.se", name="Ada")
        make.staff("officer")
        yield


def ada() -> StaffUser:
    return locked("ada@example.se")[0]


def bob() -> StaffUser:
    return locked("bob@example.se")[0]


def locked(email: str) -> tuple[StaffUser, list[StaffUser]]:
    """Return the user and the administrators as a page would hold them."""
    user_id = db.session.query(StaffUser.id).filter_by(email=email).scalar()
    user, administrators = locked_with_administrators(user_id)
    assert user
    return user, administrators


def last() -> tuple[str, str, dict[str, Any]]:
    """Return the latest entry: event, actor, details."""
    found = entry(head()[0])
    assert found
    return found.event, found.actor, json.loads(found.details)


def changed(email: str, **values: Any) -> bool:
    user, administrators = locked(email)
    wanted: dict[str, Any] = {"name": user.name, "role": user.role, "language": user.language} | values
    return change_staff_user(user, **wanted, administrators=administrators, **NOW)


def test_a_changed_role_is_entered_with_old_and_new() -> None:
    assert changed("bob@example.se", role="auditor")

    assert bob().role == "auditor"
    details = {"email": "bob@example.se", "name": "role", "old": "officer", "new": "auditor"}
    assert last() == ("staff.changed", "staff:ada@example.se", details)


@only_sqlite
def test_nothing_changed_enters_nothing() -> None:
    before = head()

    assert not changed("bob@example.se")

    assert head() == before


@only_sqlite
def test_nobody_takes_their_own_role_away() -> None:
    make.staff("admin", email="charlie@example.se")

    with pytest.raises(OwnAccount):
        changed("ada@example.se", role="officer")


@only_sqlite
def test_anybody_changes_their_own_name() -> None:
    assert changed("ada@example.se", name="Ada Alm")


def test_the_last_administrator_keeps_the_role() -> None:
    user, administrators = locked("ada@example.se")

    with pytest.raises(LastAdministrator):
        change_staff_user(
            user,
            name="Ada",
            role="officer",
            language="",
            administrators=administrators,
            at=make.AT,
            by=make.BOB,
            channel="staff",
        )


def test_the_last_administrator_is_not_shut_out() -> None:
    user, administrators = locked("ada@example.se")

    with pytest.raises(LastAdministrator):
        shut_out(user, administrators=administrators, at=make.AT, by=make.BOB, channel="staff")

    assert user.active


@only_sqlite
def test_an_administrator_who_is_shut_out_does_not_count() -> None:
    make.staff("admin", email="charlie@example.se")
    charlie, administrators = locked("charlie@example.se")
    shut_out(charlie, administrators=administrators, **NOW)

    user, administrators = locked("ada@example.se")

    assert administrators == [user]
    assert count_administrators() == 1


def test_who_is_shut_out_is_out_at_once_and_back_when_restored() -> None:
    named = bob().fs_uniquifier
    user, administrators = locked("bob@example.se")

    shut_out(user, administrators=administrators, **NOW)

    assert staff_user_by_session(named) is None
    assert last()[0] == "staff.deactivated"
    restore(bob(), **NOW)
    assert bob().active
    assert last()[0] == "staff.restored"


@only_sqlite
def test_what_holds_already_is_not_entered_again() -> None:
    before = head()

    restore(bob(), **NOW)

    assert head() == before


@only_sqlite
def test_nobody_shuts_themselves_out() -> None:
    user, administrators = locked("ada@example.se")

    with pytest.raises(OwnAccount):
        shut_out(user, administrators=administrators, **NOW)


@only_sqlite
def test_sessions_end_with_an_entry() -> None:
    named = bob().fs_uniquifier

    sign_out_everywhere(bob(), **NOW)

    assert staff_user_by_session(named) is None
    assert last()[0] == "staff.sessions_ended"


@only_sqlite
def test_a_reset_of_codes_tells_its_reason() -> None:
    user = bob()
    user.tf_totp_secret, user.tf_primary_method, named = "secret", "authenticator", user.fs_uniquifier

    reset_codes(user, "Lost the phone", **NOW)

    assert (user.tf_totp_secret, user.mf_recovery_codes) == (None, None)
    assert user.fs_uniquifier != named
    assert last()[2] == {"email": "bob@example.se", "reason": "Lost the phone"}


@only_sqlite
def test_what_users_change_themselves_is_entered_in_their_name() -> None:
    note_own_change(bob(), "codes_on", at=make.AT)

    assert last() == ("staff.codes_on", "staff:bob@example.se", {"email": "bob@example.se"})


@only_sqlite
def test_an_invitation_sent_again_is_entered() -> None:
    note_invitation(bob(), **NOW)

    assert last()[0] == "staff.invited"


def test_the_lock_finds_nobody_for_an_unknown_number() -> None:
    user, administrators = locked_with_administrators(2**31 - 1)

    assert user is None
    assert [one.email for one in administrators] == ["ada@example.se"]


def demote(email: str, by: Actor) -> None:
    """Take the administrator's role away, as a colleague's page would."""
    user, administrators = locked(email)
    change_staff_user(
        user,
        name=user.name,
        role="officer",
        language="",
        administrators=administrators,
        at=make.AT,
        by=by,
        channel="staff",
    )


@only_postgresql
def test_two_administrators_can_not_take_the_role_from_each_other_at_once(app: Flask) -> None:
    make.staff("admin", email="charlie@example.se")
    outcomes: list[str] = []

    def charlie_acts() -> None:
        with app.app_context():
            try:
                demote("ada@example.se", Actor("staff", "charlie@example.se"))
            except LastAdministrator:
                outcomes.append("refused")
            db.session.rollback()

    demote("charlie@example.se", ADA)
    other = Thread(target=charlie_acts)
    other.start()
    other.join(0.5)
    waited = other.is_alive()
    db.session.commit()
    other.join(10)

    assert (waited, outcomes) == (True, ["refused"])
    assert count_administrators() == 1
