"""An import that was killed, or that others worked beside, leaves nothing half done and goes on where it was."""

from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.imports import applying
from portal.imports.applying import Applying
from portal.imports.models import Import
from portal.imports.spool import rows_path
from portal.jobs.actions import cancel_job
from portal.jobs.models import Job
from portal.jobs.rules import LEASE
from portal.jobs.running import Runner
from portal.ledger.queries import verify
from portal.mail.models import Letter
from portal.people.models import Person
from tests import make
from tests.imports.csv_files import Importing

TWO = "name,email\nAlice Alm,alice@example.se\nDan Dal,dan@example.se\n"
MANY = "name,email\n" + "".join(f"Person {number},p{number}@example.se\n" for number in range(300)) + "x,y\n"


def killed(*_: object, **__: object) -> None:
    """Stand for a process that ends here."""
    raise KeyboardInterrupt


def killed_after(chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end after so many chunks."""
    left = iter(range(chunks))
    create = applying.create

    def limited(*given: object, **more: object) -> object:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return create(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(applying, "create", limited)


def go_on(app: Flask) -> None:
    """Let a worker come by when the lease of the killed one has ended."""
    Runner(app, now=lambda: clock.now() + 2 * LEASE).work(60, stopped=lambda: False)


def states() -> set[str]:
    """Return the states of all letters."""
    return set(db.session.scalars(select(Letter.state)))


def people() -> int:
    """Return how many there are."""
    return int(db.session.scalar(select(func.count()).select_from(Person)) or 0)


def the_import() -> Import:
    """Return the only import."""
    return db.session.scalars(select(Import).execution_options(populate_existing=True)).one()


def test_letters_wait_until_everything_is_in(app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Applying, "letters", killed)

    done = imported.invoke(TWO)

    assert done.exit_code != 0
    with app.app_context():
        assert states() == {"held"}


def test_a_killed_import_goes_on_exactly_where_it_was(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        killed_after(2, patched)
        imported.invoke(MANY)
    with app.app_context():
        assert 0 < people() < 300

    go_on(app)

    with app.app_context():
        done = the_import()
        assert (done.state, done.rows, done.created, done.refused, done.letters) == ("done", 301, 300, 1, 300)
        assert people() == 300
        assert states() == {"due"}
        assert verify() is None


def test_the_rows_are_deleted_once_they_are_in(app: Flask, imported: Importing) -> None:
    imported(TWO)

    with app.app_context():
        assert list(rows_path(1).parent.iterdir()) == []


def test_an_import_whose_rows_have_vanished_says_so(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        killed_after(1, patched)
        imported.invoke(MANY)
    with app.app_context():
        rows_path(1).unlink()

    go_on(app)

    with app.app_context():
        [job] = db.session.scalars(select(Job))
        assert (job.state, the_import().state) == ("failed", "stopped")
        assert (job.error or {})["en"] == "The file is no longer there. Upload it again."
        assert states() == {"held"}


def test_a_cancelled_import_keeps_what_went_in(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        killed_after(1, patched)
        imported.invoke(MANY)
    with app.app_context():
        [job] = db.session.scalars(select(Job))
        cancel_job(job.id, at=clock.now())
        db.session.commit()

    go_on(app)

    with app.app_context():
        stopped = the_import()
        assert (stopped.state, stopped.created) == ("stopped", people())


def test_a_chunk_that_fails_is_taken_back_whole(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "create", killed)

    imported.invoke(TWO)

    with app.app_context():
        assert people() == 0
        assert verify() is None


def test_somebody_registered_in_between_is_not_registered_twice(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter([True])
    looked_up = Applying._looked_up

    def meanwhile(*given: object) -> object:
        found = looked_up(*given)  # type: ignore[arg-type]
        if next(asked, False):
            register_alice(app)
        return found

    monkeypatch.setattr(Applying, "_looked_up", meanwhile)

    summary = imported(TWO)

    assert (summary["created"], summary["unchanged"]) == (1, 1)
    with app.app_context():
        assert people() == 2
        assert verify() is None


def register_alice(app: Flask) -> None:
    """Register Alice from elsewhere."""

    def register() -> None:
        with app.app_context():
            make.person()

    other = Thread(target=register)
    other.start()
    other.join()


def test_people_s_own_choices_get_through_meanwhile(app: Flask, imported: Importing) -> None:
    rows = "".join(f"Person {number},p{number}@example.se\n" for number in range(1500))
    got_through = []

    def choose() -> None:
        for number in range(10):
            with app.app_context():
                made = make.person(email=f"other{number}@example.se")
                got_through.append(made.id)

    other = Thread(target=choose)
    other.start()
    summary = imported("name,email\n" + rows, "--no-letters")
    other.join()

    assert summary["created"] == 1500
    assert len(got_through) == 10
    with app.app_context():
        assert verify() is None
