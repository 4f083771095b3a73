"""Files of imports are for their owner alone, and leave when they are no longer needed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db
from portal.imports.actions import (
    FILES_KEPT,
    UNDO_KEPT,
    CannotUndo,
    abandon,
    begin_import,
    can_be_undone,
    end_here,
    forget_old,
    go_on,
    settle,
    start_import,
    undo_import,
)
from portal.imports.models import Import
from portal.imports.spool import folder, forget_files, forget_leftovers, new_file, rows_path, upload_path
from portal.jobs.models import Job
from portal.ledger.rules import SYSTEM
from tests import make
from tests.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.usefixtures("session")]


def begun(state: str = "open", *, name: str = "people.csv", **more: object) -> Import:
    """Return an import in that state."""
    job = begin_import(name, by=make.BOB, at=clock.now())
    for key, value in {"state": state, **more}.items():
        setattr(job, key, value)
    db.session.commit()
    return job


def grown_old(path: Path, days: float) -> None:
    """Let the file be touched so long ago for the last time."""
    at = clock.now().timestamp() - days * 86400
    os.utime(path, (at, at))


def test_the_folder_and_its_files_are_for_their_owner_alone(app: Flask) -> None:
    file = new_file(".rows")

    assert folder().stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder().parent == Path(app.instance_path)


def test_forgetting_files_that_are_gone_is_no_fault(app: Flask) -> None:
    rows_path(1).touch()

    forget_files(1)
    forget_files(1)

    assert list(folder().iterdir()) == []


def test_leftovers_go_by_age_and_those_in_use_stay(app: Flask) -> None:
    for path, days in ((rows_path(1), 3), (rows_path(2), 3), (upload_path(3), 0.1), (folder() / "x.part", 3)):
        path.touch()
        grown_old(path, days)

    forget_leftovers(before=clock.now() - FILES_KEPT, keep={2})

    assert {path.name for path in folder().iterdir()} == {"2.rows", "3.upload"}


def test_rows_of_an_import_under_way_outlive_a_day(app: Flask) -> None:
    job = begun("applying")
    rows_path(job.id).touch()
    grown_old(rows_path(job.id), 5)

    forget_old(at=clock.now())

    assert rows_path(job.id).exists()


@pytest.mark.parametrize("state", ["reading", "unreadable", "open"])
def test_what_nobody_started_is_left_after_a_day(app: Flask, state: str) -> None:
    job = begun(state)

    forget_old(at=clock.now() + FILES_KEPT + timedelta(minutes=1))

    assert job.state == "abandoned"


@pytest.mark.parametrize("state", ["applying", "stopped", "done", "undoing", "undone"])
def test_what_was_started_is_not_left(app: Flask, state: str) -> None:
    job = begun(state)

    forget_old(at=clock.now() + FILES_KEPT + timedelta(minutes=1))

    assert job.state == state


def test_first_values_are_forgotten_with_the_file(app: Flask) -> None:
    job = begun(samples=[["Alice"]])
    rows_path(job.id).touch()

    abandon(job)

    assert (job.samples, rows_path(job.id).exists()) == ([], False)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("people.csv", "people.csv"), ("a\0b\x1b.csv", "ab.csv"), ("", "?"), ("\n", "?"), ("x" * 300 + ".csv", None)],
)
def test_a_file_s_name_is_kept_as_far_as_it_can_be_shown(app: Flask, name: str, kept: str | None) -> None:
    job = begun(name=name)

    assert job.file_name == (kept or name[-255:])


def test_other_settings_make_a_dry_run_worthless_and_the_same_do_not(app: Flask) -> None:
    job = begun(settings={"source": "import"}, rehearsal={"rows": 1})

    settle(job, {"source": "import"})
    same = job.rehearsal
    settle(job, {"source": "phone"})

    assert (same, job.rehearsal) == ({"rows": 1}, None)


def test_a_stopped_import_goes_on_from_where_its_job_was(app: Flask) -> None:
    job = begun(total=100)
    before = start_import(job, by=make.BOB, at=clock.now())
    before.facts, before.done, job.state = {**before.facts, "offset": 4711}, 60, "stopped"

    asked = go_on(job, by=SYSTEM, at=clock.now())

    assert (asked.facts, asked.done, asked.total) == ({"import": job.id, "offset": 4711}, 60, 100)
    assert (job.state, job.job_id, asked.owner) == ("applying", asked.id, "system")


def test_an_import_that_ends_where_it_is_reads_no_further_rows(app: Flask) -> None:
    job = begun("stopped")

    asked = end_here(job, by=SYSTEM, at=clock.now())

    assert asked.facts == {"import": job.id, "letter": 0}


@pytest.mark.parametrize(
    ("state", "can"),
    [
        ("reading", False),
        ("open", False),
        ("applying", False),
        ("stopped", True),
        ("done", True),
        ("undoing", False),
        ("undone", False),
        ("abandoned", False),
    ],
)
def test_only_what_is_over_can_be_undone(app: Flask, state: str, can: bool) -> None:
    job = begun(state)

    assert can_be_undone(job, at=clock.now()) is can
    assert not can_be_undone(job, at=job.at + UNDO_KEPT)


def test_an_undo_that_can_not_be_is_not_asked_for(app: Flask) -> None:
    job = begun("undone")

    with pytest.raises(CannotUndo):
        undo_import(job, by=make.BOB, at=clock.now())

    assert db.session.query(Job).count() == 0
