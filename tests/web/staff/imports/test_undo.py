"""Undoing an import is told before it is done, and shows what it came to."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.imports.actions import FILES_KEPT, UNDO_KEPT, forget_old
from portal.imports.models import ImportChange, ImportFault
from portal.imports.spool import folder
from portal.jobs.models import Job
from portal.people.actions import change
from portal.people.queries import people_at
from tests import make
from tests.web.staff.imports.working import MENDABLE, TWO, bring_in, press, the_import, upload, work
from tests.web.staff.people.working import at_work


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the pages ask nothing that depends on the database."""
    return "sqlite"


@pytest.fixture
def bob(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return a browser with Bob at work."""
    at_work(app, client)
    return client


def test_the_page_tells_what_will_happen(app: Flask, bob: FlaskClient) -> None:
    with app.app_context():
        make.person(email="asa@example.se", company="Old AB")
    bring_in(app, bob, TWO + "Eve Ek;eve@example.se;;\n")
    with app.app_context():
        [eve] = people_at("eve@example.se")
        change(eve, {"phone": "070-1"}, at=clock.now(), by=make.BOB, channel="staff")
        db.session.commit()

    page = bob.get("/staff/imports/1/undo").text

    assert "1 person whom the import registered is removed" in page
    assert "1 person whom it registered stays" in page
    assert "1 person who was here already gets back" in page
    assert "2 letters to them are not sent yet." in page


def test_an_undo_is_done_by_a_worker_and_told(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob)

    press(bob, "undo")
    assert "The import is being taken back." in bob.get("/staff/imports/1").text
    work(app)

    page = bob.get("/staff/imports/1").text
    assert "<dt>People removed</dt><dd>2</dd>" in page
    with app.app_context():
        assert (the_import().state, the_import().undone_by) == ("undone", "staff:bob@example.se")
        assert not people_at("asa@example.se")


def test_a_second_press_undoes_nothing_more(app: Flask, bob: FlaskClient) -> None:
    bring_in(app, bob)
    press(bob, "undo")

    press(bob, "undo")

    assert "can&#39;t be undone now" in bob.get("/staff/imports/1").text
    with app.app_context():
        assert db.session.query(Job).filter_by(kind="import_undo").count() == 1


def test_what_has_not_begun_can_not_be_undone(bob: FlaskClient) -> None:
    upload(bob, TWO)

    answer = bob.get("/staff/imports/1/undo")

    assert answer.location == "/staff/imports/1"


def test_after_ninety_days_there_is_no_undo(app: Flask, bob: FlaskClient) -> None:
    with app.app_context():
        make.person(email="alice@example.se", company="Old AB")
    bring_in(app, bob, MENDABLE)
    assert "Undo the whole import" in bob.get("/staff/imports/1").text
    with app.app_context():
        the_import().at = clock.now() - UNDO_KEPT
        db.session.commit()

    with app.app_context():
        forget_old(at=clock.now() + timedelta(seconds=1))
        db.session.commit()

    with app.app_context():
        assert (db.session.query(ImportChange).count(), db.session.query(ImportFault).count()) == (0, 0)
    assert "Undo the whole import" not in bob.get("/staff/imports/1").text


def test_a_file_that_nobody_goes_on_with_is_gone_after_a_day(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)

    with app.app_context():
        forget_old(at=clock.now() + FILES_KEPT + timedelta(minutes=1))
        db.session.commit()

    with app.app_context():
        assert (the_import().state, list(folder().iterdir())) == ("abandoned", [])


def test_a_file_of_today_is_kept(app: Flask, bob: FlaskClient) -> None:
    upload(bob, TWO)

    with app.app_context():
        forget_old(at=clock.now())
        db.session.commit()

    with app.app_context():
        assert the_import().state == "open"
        assert len(list(folder().iterdir())) == 1
