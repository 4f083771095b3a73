"""A large file of bounces and complaints is read by a worker; what can't be used fails and leaves nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.feedback.actions import add_file, rows_path, upload_path
from portal.feedback.models import FeedbackFile
from portal.feedback.queries import NoSuchFile, every_fault, file_by_id, latest_files, some_faults
from portal.feedback.taking import GONE, NO_COLUMN
from portal.jobs.actions import cancel_job
from portal.jobs.kinds import in_every_language
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.people.queries import LARGEST_ID, person_by_id
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
LATER = AT + timedelta(hours=1)


def uploaded(content: str, *, kind: str = "") -> int:
    """Keep a file that a worker has to read, and return its id."""
    file = add_file("report.csv", kind, by=BOB, at=AT)
    upload_path(file.id).write_text(content, encoding="utf-8")
    file_id = file.id
    db.session.commit()
    return file_id


def worked(app: Flask) -> Job:
    """Let a worker do everything, and return the job as it is then."""
    Runner(app, now=lambda: LATER).work(60, stopped=lambda: False)
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Job).order_by(Job.id.desc())).first()  # type: ignore[return-value]


def nothing_left(file_id: int) -> bool:
    """Tell whether nothing of the file itself is kept."""
    return not upload_path(file_id).exists() and not rows_path(file_id).exists()


def test_a_file_is_read_then_taken_and_nothing_of_it_is_kept(app: Flask, session: Database) -> None:
    alice, dan = make.person().id, make.person(name="Dan", email="dan@example.se").id
    rows = "alice@example.se;spam;2026-04-01\ndan@example.se;hard bounce;2026-04-01\nodd;spam;\n"
    file_id = uploaded(f"E-post;Händelse;Datum\n{rows}")

    job = worked(app)

    file = file_by_id(file_id)
    assert (job.state, job.result, job.total) == ("done", {"rows": 3}, 3)
    assert (file.state, file.header, file.columns) == (
        "done",
        ["E-post", "Händelse", "Datum"],
        {"email": 0, "kind": 1, "at": 2},
    )
    assert (file.stopped, file.marked, file.refused) == (1, 1, 1)
    assert person_by_id(alice).marketing_objected_at == LATER
    assert person_by_id(dan).address_refused_at == LATER
    assert nothing_left(file_id)


@pytest.mark.parametrize(
    ("content", "kind", "lacks"),
    [
        ("name;kind\nAlice;spam\n", "", "email"),
        ("name\nAlice\n", "complaint", "email"),
        ("email;name\nalice@example.se;Alice\n", "", "kind"),
    ],
)
def test_a_file_without_what_is_needed_says_which_column(
    app: Flask, session: Database, content: str, kind: str, lacks: str
) -> None:
    alice = make.person().id
    file_id = uploaded(content, kind=kind)

    job = worked(app)

    assert (job.state, file_by_id(file_id).state) == ("failed", "failed")
    assert job.error == in_every_language(NO_COLUMN[lacks])
    assert person_by_id(alice).marketing_objected_at is None
    assert nothing_left(file_id)


def test_the_reason_is_told_in_every_language(app: Flask, session: Database) -> None:
    uploaded("name\nAlice\n", kind="bounce")

    error = worked(app).error

    assert error is not None
    assert "email" in error["en"]
    assert error["sv"] != error["en"]


def test_a_file_that_was_cancelled_before_it_was_read_leaves_nothing(app: Flask, session: Database) -> None:
    file_id = uploaded("email;kind\nalice@example.se;spam\n")

    cancel_job(file_by_id(file_id).job_id or 0, at=LATER)
    session.commit()

    file = file_by_id(file_id)
    assert (file.state, file.finished_at, file.rows) == ("failed", LATER, 0)
    assert nothing_left(file_id)


def test_a_job_whose_file_is_gone_fails_and_says_so(app: Flask, session: Database) -> None:
    file_id = uploaded("email;kind\n")
    session.delete(file_by_id(file_id))
    session.commit()

    job = worked(app)

    assert (job.state, job.error) == ("failed", in_every_language(GONE))


@pytest.mark.parametrize("file_id", [0, 7, LARGEST_ID, LARGEST_ID + 1, 10**30])
def test_a_file_that_is_not_there_is_told_so_however_large_its_number(session: Database, file_id: int) -> None:
    with pytest.raises(NoSuchFile):
        file_by_id(file_id)


def test_the_latest_files_come_first(session: Database) -> None:
    ids = [add_file(f"{number}.csv", "bounce", by=BOB, at=AT).id for number in range(3)]

    assert [file.id for file in latest_files(2)] == ids[:0:-1]
    assert [file.id for file in latest_files()] == ids[::-1]


def test_refused_rows_come_in_the_order_of_their_file_and_of_no_other(
    app: Flask, session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.feedback.queries.BATCH", 2)
    first = uploaded("email\n" + "odd\n" * 5, kind="bounce")
    second = uploaded("email\nstrange\n", kind="bounce")
    worked(app)

    assert [fault.row for fault in every_fault(first)] == [2, 3, 4, 5, 6]
    assert [(fault.row, fault.cells) for fault in every_fault(second)] == [(2, ["strange"])]
    shown = some_faults(first, most=2)
    assert [fault.row for fault in some_faults(first, after=shown[-1].id, most=9)] == [4, 5, 6]


def test_a_file_that_names_a_kind_for_all_rows_ignores_the_column_that_says_otherwise(
    app: Flask, session: Database
) -> None:
    alice = make.person().id
    file_id = uploaded("email;kind\nalice@example.se;soft bounce\n", kind="complaint")

    worked(app)

    assert session.get_one(FeedbackFile, file_id).stopped == 1
    assert person_by_id(alice).marketing_objected_at == LATER
