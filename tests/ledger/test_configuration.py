"""What every process keeps in memory is loaded anew exactly when an entry says that it has changed."""

import pytest
from flask import Flask, g
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import cached, configuration_version, forget_version, remember_version
from portal.ledger.rules import SYSTEM, Draft
from tests.make import AT

Database = scoped_session[Session]


class Loading:
    """A load function that counts how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, session: Session) -> int:
        self.calls += 1
        return self.calls


@pytest.fixture
def loading() -> Loading:
    """Return something to load."""
    return Loading()


def reconfigure() -> None:
    """Enter a change of the settings, as another process might."""
    append([Draft("settings.changed")], at=AT, by=SYSTEM, channel="system")
    db.session.commit()


def test_it_is_loaded_once_however_often_it_is_asked_for(session: Database, loading: Loading) -> None:
    current = cached(loading)

    assert [current() for _ in range(3)] == [1, 1, 1]


def test_it_is_not_loaded_again_in_the_next_request(app: Flask, loading: Loading) -> None:
    current = cached(loading)

    for _ in range(3):
        with app.app_context():
            current()

    assert loading.calls == 1


def test_it_is_loaded_again_in_the_next_request_after_a_change(app: Flask, loading: Loading) -> None:
    current = cached(loading)
    with app.app_context():
        current()
        reconfigure()

    with app.app_context():
        assert current() == 2


def test_within_a_request_it_stays_as_it_was(app: Flask, session: Database, loading: Loading) -> None:
    current = cached(loading)
    current()
    session.commit()

    with app.app_context():
        reconfigure()

    assert current() == 1


def test_a_long_running_process_forgets_and_sees_the_change(app: Flask, session: Database, loading: Loading) -> None:
    current = cached(loading)
    current()
    session.commit()
    with app.app_context():
        reconfigure()

    forget_version()

    assert current() == 2


def test_an_entry_about_a_person_loads_nothing_anew(app: Flask, loading: Loading) -> None:
    current = cached(loading)
    with app.app_context():
        current()
        append([Draft("consent.given", person_ref="a" * 32)], at=AT, by=SYSTEM, channel="page")
        db.session.commit()

    with app.app_context():
        assert current() == 1


def test_a_version_that_came_along_is_not_asked_for(session: Database) -> None:
    remember_version("v" * 64)

    assert configuration_version() == "v" * 64


def test_forgetting_what_was_never_known_is_harmless(session: Database) -> None:
    forget_version()
    forget_version()

    assert "configuration_version" not in g


def test_two_things_kept_are_kept_apart(session: Database) -> None:
    one, other = Loading(), Loading()
    first, second = cached(one), cached(other)

    first()

    assert (first(), second(), one.calls, other.calls) == (1, 1, 1, 1)


def test_two_portals_in_one_process_keep_their_own(app: Flask, loading: Loading) -> None:
    current = cached(loading)
    with app.app_context():
        current()
        app.extensions.pop("portal_configuration")

        assert current() == 2
