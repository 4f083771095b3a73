"""The rows of a file are taken some at a time: killed, the worker goes on; nothing is taken twice."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.feedback.actions import add_file, forget_old_faults, keep_table, rows_path, upload_path
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.feedback.queries import every_fault, file_by_id, latest_files, some_faults
from portal.imports.spool import new_file
from portal.jobs.models import Job
from portal.jobs.rules import LEASE
from portal.jobs.running import Runner
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, verify
from portal.marketing.feedback import MOST_AT_ONCE
from portal.people.queries import person_by_id
from tests import make
from tests.databases import only_sqlite
from tests.imports.tables import table_of
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(hours=1)
HEADER = ("email", "kind", "date")
Rows = Sequence[Sequence[str]]


def received(rows: Rows, *, kind: str = "", header: Sequence[str] = HEADER) -> int:
    """Keep a file that was just read, and return its id."""
    table = table_of(new_file(".rows"), header, rows)
    file = add_file("bounces.csv", kind, by=BOB, at=AT)
    keep_table(file, table)
    table.path.rename(rows_path(file.id))
    file_id = file.id
    db.session.commit()
    return file_id


def finish(app: Flask) -> None:
    """Let a worker do everything there is to do."""
    Runner(app, now=lambda: LATER).work(60, stopped=lambda: False)
    db.session.rollback()
    db.session.expire_all()


def kinds_of(person_id: int) -> list[str]:
    """Return what has happened to the person."""
    return [entry.event for entry in entries_of(person_by_id(person_id).ref)]


def test_every_row_counts_once_whatever_it_holds(app: Flask, session: Database) -> None:
    alice = make.person().id
    rows = [
        ["alice@example.se", "complaint", "2026-04-01"],
        ["alice@example.se", "complaint", "2026-04-01"],
        ["alice@example.se", "soft bounce", ""],
        ["nobody@example.se", "bounce", ""],
        ["", "bounce", ""],
        ["alice@example.se", "", ""],
        ["alice@example.se", "complaint", "next week"],
    ]

    file_id = received(rows)
    finish(app)

    file = file_by_id(file_id)
    counts = (file.rows, file.stopped, file.unchanged, file.passing, file.unknown, file.refused)
    assert counts == (7, 1, 1, 1, 1, 3)
    assert file.rows == sum(counts[1:]) + file.marked
    assert [(fault.row, fault.reason) for fault in some_faults(file_id, most=9)] == [
        (6, "no_address"),
        (7, "no_kind"),
        (8, "bad_day"),
    ]
    assert kinds_of(alice)[1:] == ["complaint.received", "marketing.objected"]
    assert session.scalars(select(LedgerEntry.channel).order_by(LedgerEntry.seq.desc()).limit(1)).one() == "import"
    assert verify() is None


@only_sqlite
def test_a_worker_that_is_killed_between_two_steps_takes_nothing_twice(app: Flask, session: Database) -> None:
    alice = make.person().id
    rows = [[f"nobody{number}@example.se", "bounce", ""] for number in range(MOST_AT_ONCE * 2)]
    file_id = received([["alice@example.se", "complaint", ""], *rows])
    stops = iter([False, True])

    Runner(app, now=lambda: AT).work(0, stopped=lambda: next(stops, True))
    session.rollback()
    session.expire_all()
    first = file_by_id(file_id).rows
    session.rollback()
    Runner(app, now=lambda: AT + LEASE * 2).work(60, stopped=lambda: False)
    session.rollback()
    session.expire_all()

    file = file_by_id(file_id)
    assert 0 < first < file.total
    assert (file.state, file.rows, file.unknown, file.stopped) == ("done", len(rows) + 1, len(rows), 1)
    assert kinds_of(alice).count("complaint.received") == 1


@only_sqlite
def test_the_person_is_stopped_in_the_name_of_who_brought_the_file(app: Flask, session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}).id

    received([["alice@example.se", "", ""]], kind="complaint")
    finish(app)

    entry = entries_of(person_by_id(alice).ref)[-1]
    assert (entry.event, entry.actor, entry.channel) == ("consent.withdrawn", "staff:bob@example.se", "import")


@only_sqlite
def test_a_file_without_rows_is_done_at_once(app: Flask, session: Database) -> None:
    file_id = received([])

    finish(app)

    file = file_by_id(file_id)
    assert (file.state, file.rows, file.finished_at) == ("done", 0, LATER)


@only_sqlite
def test_a_file_whose_rows_are_gone_fails_with_a_reason(app: Flask, session: Database) -> None:
    file_id = received([["alice@example.se", "bounce", ""]])
    rows_path(file_id).unlink()

    finish(app)

    job = session.scalars(select(Job)).one()
    assert (file_by_id(file_id).state, job.state) == ("failed", "failed")
    assert job.error
    assert job.error["en"] == "The file is no longer there. Upload it again."


@only_sqlite
def test_what_is_no_table_fails_when_the_worker_reads_it(app: Flask, session: Database) -> None:
    file = add_file("bounces.csv", "bounce", by=BOB, at=AT)
    upload_path(file.id).write_bytes(b"\0\1\2")
    file_id = file.id
    session.commit()

    finish(app)

    assert file_by_id(file_id).state == "failed"
    assert not upload_path(file_id).exists()
    assert not rows_path(file_id).exists()


@only_sqlite
def test_refused_rows_are_kept_for_a_time_and_then_forgotten(app: Flask, session: Database) -> None:
    file_id = received([["odd", "bounce", ""]] * 3)
    finish(app)

    forget_old_faults(at=AT + timedelta(days=89))
    kept = len(list(every_fault(file_id)))
    forget_old_faults(at=AT + timedelta(days=91))
    session.commit()

    assert kept == 3
    assert session.scalars(select(FeedbackFault)).all() == []
    assert file_by_id(file_id).refused == 3


@only_sqlite
def test_a_name_is_kept_printable_and_short(session: Database) -> None:
    names = [add_file(name, "bounce", by=BOB, at=AT).file_name for name in ("a\nb.csv", "", "x" * 300 + ".csv")]

    assert names[:2] == ["ab.csv", "?"]
    assert len(names[2]) == 255
    assert names[2].endswith(".csv")
    assert [file.file_name for file in latest_files(2)] == [names[2], "?"]


@only_sqlite
def test_long_cells_are_cut_where_refused_rows_are_kept(app: Flask, session: Database) -> None:
    file_id = received([["x" * 5000, "bounce", ""]])

    finish(app)

    [fault] = some_faults(file_id, most=5)
    assert len(fault.cells[0]) == 1000
    assert session.get_one(FeedbackFile, file_id).refused == 1
