"""Imports, undos and people's own choices at the same time: everything happens once, and the ledger holds."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.extensions import db
from portal.imports.actions import import_table, undo_import
from portal.imports.models import Import
from portal.imports.queries import locked_import
from portal.imports.spool import new_file
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.ledger.rules import SYSTEM
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.people.models import Person
from portal.people.queries import locked_person
from tests import make
from tests.imports.tables import settings_of, table_of

Database = scoped_session[Session]
HEADER = ("email", "name", "phone", "EMARKETING")
ROWS = [(f"p{number}@example.se", f"Person {number}", "070-1", "61A") for number in range(200)]


def asked(rows: Sequence[Sequence[str]] = ROWS) -> int:
    """Ask for an import of those rows and return its id."""
    table = table_of(new_file(".rows"), HEADER, rows)
    job = import_table(table, settings_of(HEADER), file_name="people.csv", by=SYSTEM, at=clock.now())
    import_id = int(job.facts["import"])
    db.session.commit()
    return import_id


def work(app: Flask) -> None:
    """Let a worker do everything there is to do."""
    Runner(app, now=clock.now).work(120, stopped=lambda: False)


def together(*deeds: Callable[[], None]) -> None:
    """Do them at the same time, each in a thread of its own, and wait for all of them."""
    ready, faults = Barrier(len(deeds)), []

    def run(deed: Callable[[], None]) -> None:
        ready.wait()
        try:
            deed()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells it
            faults.append(fault)

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def count_of(event: str) -> int:
    """Return how many entries of that event there are."""
    return int(db.session.scalar(select(func.count()).where(LedgerEntry.event == event)) or 0)


def differing() -> list[str]:
    """Return the people of whom the ledger tells something else than what is stored."""
    known, found = catalogue(), []
    for person in db.session.scalars(select(Person).order_by(Person.id)):
        state = replay(entries_of(person.ref))
        told = {key: (held.basis, held.status, held.seq) for key, held in state.bases.items()}
        stored = {
            known.purpose_of[row.purpose_id].key: (known.basis_of[row.legal_basis_id].key, row.status, row.seq)
            for row in recorded_bases(person.id)
        }
        if (told, state.choices_seq) != (stored, person.choices_seq):
            found.append(person.email)
    return found


def test_two_workers_with_the_same_people_register_each_once(app: Flask, session: Database) -> None:
    first, second = asked(), asked(ROWS[::-1])

    together(lambda: work(app), lambda: work(app))

    session.expire_all()
    jobs = [session.get_one(Import, import_id) for import_id in (first, second)]
    assert [job.state for job in jobs] == ["done", "done"]
    assert sum(job.created for job in jobs) == 200
    assert session.scalar(select(func.count()).select_from(Person)) == 200
    assert (count_of("person.registered"), verify()) == (200, None)


def test_a_stop_in_the_middle_of_an_import_is_never_overridden(app: Flask, session: Database) -> None:
    people = [make.person(email=email, bases={"e_marketing": "legitimate_interests"}).id for email, *_ in ROWS[:20]]
    session.commit()
    asked()

    def stop() -> None:
        with app.app_context():
            for person_id in people:
                stop_all_marketing(locked_person(person_id), catalogue(), at=clock.now())
                db.session.commit()

    together(lambda: work(app), stop)

    session.expire_all()
    statuses = {row.status for person_id in people for row in recorded_bases(person_id)}
    assert statuses <= {"withdrawn", "objected"}
    assert (differing(), verify()) == ([], None)


def test_choices_made_during_an_undo_stay(app: Flask, session: Database) -> None:
    import_id = asked()
    work(app)
    session.expire_all()
    people = list(session.scalars(select(Person.id).order_by(Person.id.desc()).limit(20)))
    undo_import(locked_import(import_id), by=SYSTEM, at=clock.now())
    session.commit()

    def stop() -> None:
        with app.app_context():
            for person_id in people:
                person = db.session.get(Person, person_id, with_for_update=True)
                if person is not None:
                    stop_all_marketing(person, catalogue(), at=clock.now())
                db.session.commit()

    together(lambda: work(app), stop)

    session.expire_all()
    left = session.scalars(select(Person)).all()
    assert count_of("marketing.objected") == len(left)
    assert count_of("person.removed") == 200 - len(left)
    assert (differing(), verify()) == ([], None)


@pytest.mark.parametrize("workers", [3])
def test_however_many_workers_come_by_an_import_is_done_once(app: Flask, session: Database, workers: int) -> None:
    import_id = asked()

    together(*(lambda: work(app) for _ in range(workers)))

    session.expire_all()
    job = session.get_one(Import, import_id)
    assert (job.state, job.rows, job.created, job.letters) == ("done", 200, 200, 200)
    assert [one.attempts for one in session.scalars(select(Job))] == [0]
