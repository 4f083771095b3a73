"""Several processes, and threads with people locked, write one chain without a gap."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from portal.config import ROOT
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, head, verify
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import KeptNo
from portal.people.queries import locked_person
from tests import make
from tests.make import AT

WRITER = """
import sys
from pathlib import Path
from portal.extensions import db
from portal.factory import create_app
from portal.ledger.actions import append
from portal.ledger.rules import SYSTEM, Draft
from tests.make import AT

url, instance, times = sys.argv[1:]
app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=Path(instance))
with app.app_context():
    for _ in range(int(times)):
        append([Draft("links.ended"), Draft("links.ended")], at=AT, by=SYSTEM, channel="system")
        db.session.commit()
"""
"""A program of its own that appends pairs of entries."""


def test_processes_that_append_at_once_leave_no_gap(app: Flask, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        before, _ = head()
    command = [sys.executable, "-c", WRITER, database_url, str(tmp_path), "10"]

    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    with app.app_context():
        assert head()[0] == before + 40
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == before + 40
        assert verify() is None


def together(*deeds: object) -> None:
    """Do the deeds at one moment, each in a thread."""
    threads = [Thread(target=deed) for deed in deeds if callable(deed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_a_stop_and_an_import_at_one_moment_the_stop_holds(app: Flask) -> None:
    with app.app_context():
        person_id = make.person().id
        db.session.remove()
    start = Barrier(2)

    def stopping() -> None:
        with app.app_context():
            start.wait()
            stop_all_marketing(locked_person(person_id), catalogue(), at=AT + timedelta(days=1))
            db.session.commit()

    def importing() -> None:
        with app.app_context():
            start.wait()
            try:
                person = locked_person(person_id)
                record_basis(person, make.record(), at=AT + timedelta(days=1), by=make.BOB, channel="import")
                db.session.commit()
            except KeptNo:
                db.session.rollback()

    together(stopping, importing)

    with app.app_context():
        person = locked_person(person_id)
        assert person.marketing_objected_at is not None
        last = entries_of(person.ref)[-1]
        assert last.event in {"marketing.objected", "consent.withdrawn"}
        assert verify() is None


def test_two_stops_at_one_moment_are_one(app: Flask) -> None:
    with app.app_context():
        person = make.person(bases={"e_marketing": "consent"})
        person_id, ref = person.id, person.ref
        db.session.remove()
    start = Barrier(2)

    def stopping() -> None:
        with app.app_context():
            start.wait()
            stop_all_marketing(locked_person(person_id), catalogue(), at=AT + timedelta(days=1))
            db.session.commit()

    together(stopping, stopping)

    with app.app_context():
        events = [entry.event for entry in entries_of(ref)]
        assert events.count("marketing.objected") == events.count("consent.withdrawn") == 1
