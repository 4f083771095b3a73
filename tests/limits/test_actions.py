"""Tries are counted in the database, under keys that tell nothing."""

from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.limits.actions import LONGEST, forget_old_tries, forgive, spend, tries, try_key
from portal.limits.models import Try
from tests.make import AT

Database = scoped_session[Session]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURLY = (3, HOUR)


@pytest.fixture
def key(session: Database) -> str:
    """Return the key of Alice's new links."""
    return try_key("new_link", "alice@example.se")


def test_tries_within_the_limit_pass_and_the_next_does_not(key: str) -> None:
    answers = [spend(key, HOURLY, at=AT) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_a_refused_try_is_not_counted(key: str) -> None:
    for minute in range(10):
        spend(key, HOURLY, at=AT + timedelta(minutes=minute))

    assert tries(key, HOUR, at=AT + timedelta(minutes=30)) == 3


def test_a_try_counts_for_its_time_and_no_longer(key: str) -> None:
    for _ in range(3):
        spend(key, HOURLY, at=AT)

    assert not spend(key, HOURLY, at=AT + HOUR - timedelta(seconds=1))
    assert spend(key, HOURLY, at=AT + HOUR)


def test_the_narrowest_of_several_limits_decides(key: str) -> None:
    answers = [spend(key, HOURLY, (4, DAY), at=AT + HOUR * step) for step in range(5) for _ in range(1)]

    assert answers == [True, True, True, True, False]


def test_tries_of_another_subject_or_kind_are_their_own(session: Database, key: str) -> None:
    for _ in range(3):
        spend(key, HOURLY, at=AT)

    assert spend(try_key("new_link", "dan@example.se"), HOURLY, at=AT)
    assert spend(try_key("sign_in", "alice@example.se"), HOURLY, at=AT)


def test_kind_and_subject_can_not_run_into_each_other(session: Database) -> None:
    assert try_key("ab", "c") != try_key("a", "bc")


def test_a_key_tells_nothing_of_its_subject(session: Database, key: str) -> None:
    spend(key, HOURLY, at=AT)
    session.flush()

    kept = session.scalars(select(Try.key)).one()

    assert "alice" not in kept
    assert len(kept) == 64


def test_another_portal_has_other_keys(app: Flask, session: Database, key: str) -> None:
    current_app.config["SECRET_KEY"] = "z" * 40

    assert try_key("new_link", "alice@example.se") != key


def test_tries_can_be_forgiven(key: str) -> None:
    for _ in range(3):
        spend(key, HOURLY, at=AT)

    forgive(key)

    assert spend(key, HOURLY, at=AT)


def test_tries_of_the_future_do_not_count_when_the_clock_was_set_back(key: str) -> None:
    for _ in range(3):
        spend(key, HOURLY, at=AT + DAY)

    assert spend(key, HOURLY, at=AT)


def test_tries_that_no_limit_looks_at_are_forgotten(session: Database, key: str) -> None:
    spend(key, HOURLY, at=AT)
    spend(key, HOURLY, at=AT + LONGEST)

    forget_old_tries(at=AT + LONGEST + timedelta(seconds=1))

    assert tries(key, LONGEST * 2, at=AT + LONGEST) == 1
