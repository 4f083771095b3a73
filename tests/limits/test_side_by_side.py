"""Those who try at the same moment share one limit."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal.extensions import db
from portal.limits.actions import spend, tries, try_key
from tests.make import AT

HOUR = timedelta(hours=1)


def spent_at_once(app: Flask, key: str, threads: int, *limits: tuple[int, timedelta]) -> int:
    """Let so many threads try at one moment, and return how many were let through."""
    start, passed = Barrier(threads), []

    def one() -> None:
        with app.app_context():
            start.wait()
            if spend(key, *limits, at=AT):
                passed.append(1)
            db.session.commit()
            db.session.remove()

    running = [Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return len(passed)


@pytest.fixture
def key(app: Flask) -> str:
    """Return the key of Alice's tries."""
    with app.app_context():
        return try_key("new_link", "alice@example.se")


def test_no_more_are_let_through_at_once_than_one_after_the_other(app: Flask, key: str) -> None:
    passed = spent_at_once(app, key, 8, (3, HOUR))

    assert passed == 3


def test_what_was_let_through_is_what_is_counted(app: Flask, key: str) -> None:
    passed = spent_at_once(app, key, 6, (4, HOUR), (5, 2 * HOUR))

    with app.app_context():
        assert tries(key, HOUR, at=AT) == passed == 4


def test_nobody_is_refused_while_there_is_room_for_all(app: Flask, key: str) -> None:
    assert spent_at_once(app, key, 4, (4, HOUR)) == 4
