"""Add staff users and change how they sign in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select

from portal.accounts.actions import (
    AlreadyStaff,
    UnusableAddress,
    add_staff_user,
    end_sessions,
    forgive_tries,
    may_send_password_link,
    may_try,
    new_recovery_codes,
    require_codes,
    set_password,
    spend_code,
    stop_codes,
)
from portal.accounts.models import StaffUser
from portal.accounts.queries import all_staff, has_staff, staff_user, staff_user_by_session
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import SYSTEM

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
CLIENT = "192.0.2.7"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def add_bob(email: str = "bob@example.se") -> StaffUser:
    bob = add_staff_user(email, "officer", name="Bob", password_hash="x", at=AT, by=SYSTEM, channel="cli")
    db.session.commit()
    return bob


def asked_for_codes(bob: StaffUser) -> tuple[str, list[str]]:
    """Return the secret in Bob's app, and his recovery codes; the clock must stand at AT."""
    factory = current_app.extensions["security"].totp_factory
    secret = factory.generate_totp_secret()
    return secret, require_codes(bob, secret, factory.generate_totp_password(secret))


def code_now(secret: str) -> str:
    return str(current_app.extensions["security"].totp_factory.generate_totp_password(secret))


def test_a_staff_user_is_found_by_address_however_it_is_typed() -> None:
    bob = add_bob("Bob@Example.se")

    assert staff_user(" BOB@example.SE ") is bob


def test_an_address_is_kept_as_it_was_given() -> None:
    assert add_bob("Bob.Berg@EXAMPLE.se").email == "Bob.Berg@example.se"


def test_a_taken_address_is_refused_in_any_spelling() -> None:
    add_bob()

    with pytest.raises(AlreadyStaff):
        add_bob("BOB@example.se")


@pytest.mark.parametrize(
    "email", ["", "bob", "bob@", "@example.se", "bob@example.se\r\nBcc: x@y.se", "bob@exa mple.se"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(UnusableAddress):
        add_bob(email)


def test_the_ledger_tells_who_was_added_and_as_what() -> None:
    add_bob()

    entry = db.session.execute(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).scalar_one()

    assert (entry.event, entry.details) == ("staff.added", '{"email":"bob@example.se","role":"officer"}')


def test_staff_are_listed_by_address() -> None:
    add_bob("charlie@example.se")
    add_bob("Bob@example.se")

    assert [user.email for user in all_staff()] == ["Bob@example.se", "charlie@example.se"]
    assert has_staff()


def test_a_new_portal_has_no_staff() -> None:
    assert not has_staff()


def test_a_new_password_ends_every_session() -> None:
    bob = add_bob()
    named = bob.fs_uniquifier

    set_password(bob, "y")
    db.session.flush()

    assert bob.password == "y"
    assert staff_user_by_session(named) is None


def test_ended_sessions_are_known_no_more_and_new_ones_are() -> None:
    bob = add_bob()
    named = bob.fs_uniquifier

    end_sessions(bob)
    db.session.flush()

    assert staff_user_by_session(named) is None
    assert staff_user_by_session(bob.fs_uniquifier) is bob


def test_somebody_who_may_no_longer_sign_in_has_no_session() -> None:
    bob = add_bob()

    bob.active = False
    db.session.flush()

    assert staff_user_by_session(bob.fs_uniquifier) is None


@time_machine.travel(AT, tick=False)
def test_a_wrong_first_code_changes_nothing() -> None:
    bob = add_bob()
    secret = current_app.extensions["security"].totp_factory.generate_totp_secret()

    assert require_codes(bob, secret, "000000") == []
    assert bob.tf_totp_secret is None


@time_machine.travel(AT, tick=False)
def test_the_shared_secret_and_the_recovery_codes_are_kept_encrypted() -> None:
    bob = add_bob()

    secret, recovery = asked_for_codes(bob)

    factory = current_app.extensions["security"].totp_factory
    assert factory.get_totp_b32_key(secret) not in str(bob.tf_totp_secret)
    assert not set(recovery) & set(bob.mf_recovery_codes or [])


def test_a_code_works_once() -> None:
    with time_machine.travel(AT, tick=False) as clock:
        bob = add_bob()
        secret, _ = asked_for_codes(bob)
        clock.shift(timedelta(minutes=1))
        code = code_now(secret)

        assert [spend_code(bob, code), spend_code(bob, code)] == [True, False]


@time_machine.travel(AT, tick=False)
def test_the_first_code_does_not_work_again_at_sign_in() -> None:
    bob = add_bob()

    secret, _ = asked_for_codes(bob)

    assert not spend_code(bob, code_now(secret))


def test_an_older_code_does_not_work_after_a_newer_one() -> None:
    with time_machine.travel(AT, tick=False) as clock:
        bob = add_bob()
        secret, _ = asked_for_codes(bob)
        clock.shift(timedelta(minutes=1))
        older = code_now(secret)
        clock.shift(timedelta(seconds=30))

        assert spend_code(bob, code_now(secret))
        assert not spend_code(bob, older)


@pytest.mark.parametrize("late", [timedelta(minutes=2), timedelta(minutes=-2)])
def test_a_code_from_another_time_does_not_work(late: timedelta) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        bob = add_bob()
        secret, _ = asked_for_codes(bob)
        clock.shift(timedelta(hours=1))
        code = code_now(secret)
        clock.shift(late)

        assert not spend_code(bob, code)


@pytest.mark.parametrize("code", ["", " ", "abc", "12345", "1234567", "१२३४५६", "\x00", "-1", "0" * 40])
def test_what_is_no_code_does_not_work(code: str) -> None:
    with time_machine.travel(AT, tick=False):
        bob = add_bob()
        asked_for_codes(bob)

        assert not spend_code(bob, code)


@time_machine.travel(AT, tick=False)
def test_a_recovery_code_works_once_in_place_of_the_app() -> None:
    bob = add_bob()
    _, recovery = asked_for_codes(bob)
    db.session.commit()

    assert spend_code(bob, f" {recovery[3].upper()} ")
    db.session.commit()
    db.session.refresh(bob)
    assert not spend_code(bob, recovery[3])
    assert spend_code(bob, recovery[4])


@time_machine.travel(AT, tick=False)
def test_new_recovery_codes_end_the_old_ones() -> None:
    bob = add_bob()
    _, old = asked_for_codes(bob)

    new = new_recovery_codes(bob)

    assert not spend_code(bob, old[0])
    assert spend_code(bob, new[0])


@time_machine.travel(AT, tick=False)
def test_once_codes_are_stopped_none_works() -> None:
    bob = add_bob()
    secret, recovery = asked_for_codes(bob)

    stop_codes(bob)

    assert not spend_code(bob, recovery[0])
    assert not spend_code(bob, code_now(secret))


def test_the_eleventh_try_in_a_quarter_of_an_hour_is_refused() -> None:
    tries = [may_try("bob@example.se", CLIENT, at=AT + timedelta(minutes=n)) for n in range(11)]

    assert tries == [True] * 10 + [False]


def test_tries_are_counted_whatever_the_spelling_of_the_address() -> None:
    for spelling in ("bob@example.se", "BOB@example.se", " bob@example.se"):
        for _ in range(4):
            within = may_try(spelling, CLIENT, at=AT)

    assert not within


def test_a_quarter_of_an_hour_later_one_may_try_again() -> None:
    for _ in range(11):
        may_try("bob@example.se", CLIENT, at=AT)

    assert may_try("bob@example.se", CLIENT, at=AT + timedelta(minutes=15))


def test_another_user_may_try_meanwhile() -> None:
    for _ in range(11):
        may_try("bob@example.se", CLIENT, at=AT)

    assert may_try("charlie@example.se", CLIENT, at=AT)


def test_one_network_address_has_a_hundred_tries_over_all_users() -> None:
    tries = [may_try(f"user{n}@example.se", CLIENT, at=AT) for n in range(101)]

    assert tries == [True] * 100 + [False]


def test_a_sign_in_forgives_the_tries_before_it() -> None:
    bob = add_bob()
    for _ in range(9):
        may_try(bob.email, CLIENT, at=AT)

    forgive_tries(bob)

    assert all(may_try(bob.email, CLIENT, at=AT) for _ in range(10))


def test_an_address_is_sent_three_password_letters_an_hour_and_ten_a_day() -> None:
    sent = [
        [may_send_password_link("bob@example.se", at=AT + timedelta(hours=hour, minutes=minute)) for minute in range(5)]
        for hour in range(5)
    ]

    assert [sum(hour) for hour in sent] == [3, 3, 3, 1, 0]
