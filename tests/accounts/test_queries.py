"""Find staff users."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.accounts.actions import end_sessions
from portal.accounts.queries import all_staff, has_staff, locked_staff_user, staff_user, staff_user_by_session
from portal.extensions import db
from tests import make


@pytest.mark.parametrize(
    "typed", ["bob@example.se", "BOB@EXAMPLE.SE", "  Bob@example.se ", "\uff42\uff4f\uff42@example.se"]
)
def test_an_address_is_found_however_it_is_typed(session: scoped_session[Session], typed: str) -> None:
    bob = make.staff()

    assert staff_user(typed) is bob


@pytest.mark.parametrize("typed", ["", "charlie@example.se", "bob@example.se\0", "%", "bob@example.se' --"])
def test_other_addresses_find_nobody(session: scoped_session[Session], typed: str) -> None:
    make.staff()

    assert staff_user(typed) is None


def test_a_session_names_its_user(session: scoped_session[Session]) -> None:
    bob = make.staff()

    assert staff_user_by_session(bob.fs_uniquifier) is bob


def test_a_session_that_was_ended_names_nobody(session: scoped_session[Session]) -> None:
    bob = make.staff()
    old = bob.fs_uniquifier
    end_sessions(bob)
    session.commit()

    assert staff_user_by_session(old) is None


def test_a_user_who_may_no_longer_come_in_has_no_session(session: scoped_session[Session]) -> None:
    bob = make.staff()
    bob.active = False
    session.commit()

    assert staff_user_by_session(bob.fs_uniquifier) is None
    assert staff_user(bob.email) is bob


def test_staff_are_listed_by_address(session: scoped_session[Session]) -> None:
    for email in ("dora@example.se", "Bob@example.se", "charlie@example.se"):
        make.staff(email=email)

    assert [user.email for user in all_staff()] == ["Bob@example.se", "charlie@example.se", "dora@example.se"]


def test_a_new_portal_knows_that_it_has_no_staff(session: scoped_session[Session]) -> None:
    before = has_staff()
    make.staff()

    assert (before, has_staff()) == (False, True)


def test_a_locked_user_is_read_afresh(app: Flask, session: scoped_session[Session]) -> None:
    bob = make.staff()

    def rename() -> None:
        with app.app_context():
            locked_staff_user(1).name = "Robert"
            db.session.commit()

    with ThreadPoolExecutor(1) as other:
        other.submit(rename).result()

    assert locked_staff_user(bob.id).name == "Robert"
