"""Passwords and the links to set one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
import time_machine
from flask import Flask

from portal.accounts.actions import add_staff_user, set_password
from portal.accounts.models import StaffUser
from portal.accounts.passwords import hashed, matches, owner_of_password_link, password_link
from portal.extensions import db
from portal.ledger.rules import SYSTEM

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def bob() -> StaffUser:
    user = add_staff_user("bob@example.se", "officer", at=AT, by=SYSTEM, channel="cli")
    db.session.commit()
    return user


def token_of(user: StaffUser) -> str:
    return password_link(user).rpartition("/")[2]


def test_a_password_is_kept_as_an_argon2id_hash_with_salt_of_its_own() -> None:
    first, second = hashed("correct horse battery"), hashed("correct horse battery")

    assert first.startswith("$argon2id$")
    assert first != second


def test_a_password_matches_its_own_hash_alone() -> None:
    stored = hashed("correct horse battery")

    assert matches("correct horse battery", stored)
    assert not matches("correct horse batteri", stored)


def test_letters_composed_in_two_ways_are_the_same_password() -> None:
    assert matches("sjo\u0308ma\u0308rke gro\u0308n", hashed("sjömärke grön"))


@pytest.mark.parametrize("password", ["", "nobody has this password", "x" * 200])
def test_without_a_stored_password_none_matches(password: str) -> None:
    assert not matches(password, None)


def test_the_answer_takes_as_long_without_a_stored_password() -> None:
    stored = hashed("correct horse battery")
    matches("x", None)

    def seconds(known: str | None) -> float:
        begun = perf_counter()
        matches("wrong", known)
        return perf_counter() - begun

    with_one, without = (median(seconds(known) for _ in range(9)) for known in (stored, None))

    assert 0.5 < with_one / without < 2


def test_a_link_names_its_user(bob: StaffUser) -> None:
    assert owner_of_password_link(token_of(bob)) is bob


def test_a_link_is_built_from_the_configured_address(app: Flask, bob: StaffUser) -> None:
    assert password_link(bob).startswith(f"{app.config['PORTAL_BASE_URL']}/staff/reset/")


def test_a_link_works_for_a_day(bob: StaffUser) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        token = token_of(bob)
        clock.shift(timedelta(days=1))
        in_time = owner_of_password_link(token)
        clock.shift(timedelta(seconds=2))

        assert (in_time, owner_of_password_link(token)) == (bob, None)


def test_a_link_works_until_the_password_is_set(bob: StaffUser) -> None:
    token = token_of(bob)

    set_password(bob, hashed("correct horse battery"))
    db.session.flush()

    assert owner_of_password_link(token) is None


def test_the_link_of_somebody_who_may_no_longer_sign_in_is_dead(bob: StaffUser) -> None:
    bob.active = False
    db.session.flush()

    assert owner_of_password_link(token_of(bob)) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "å.å.å", "W10.aaaa.bbbb", "." * 500])
def test_what_is_no_token_belongs_to_nobody(token: str) -> None:
    assert owner_of_password_link(token) is None


def test_every_changed_character_kills_the_link(bob: StaffUser) -> None:
    token = token_of(bob)

    changed = [token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :] for n in range(len(token) - 1)]

    assert [text for text in changed if owner_of_password_link(text)] == []
