"""An import that was killed, or that others worked beside, leaves nothing half done."""

from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.imports import applying
from portal.ledger.queries import verify
from portal.mail.models import Letter
from portal.people.models import Person
from tests import make
from tests.imports.csv_files import Importing

TWO = "name,email\nAlice Alm,alice@example.se\nDan Dal,dan@example.se\n"


def killed(*_: object) -> None:
    """Stand for a process that ends here."""
    raise KeyboardInterrupt


def states() -> list[str]:
    """Return the states of all letters."""
    return list(db.session.scalars(select(Letter.state).order_by(Letter.id)))


def test_letters_wait_until_everything_is_in(app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "_finish", killed)

    done = imported.invoke(TWO)

    assert done.exit_code != 0
    with app.app_context():
        assert states() == ["held", "held"]


def test_the_same_file_again_lets_the_letters_of_a_killed_import_go(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(applying, "_finish", killed)
        imported.invoke(TWO)

    summary = imported(TWO)

    assert summary["unchanged"] == 2
    with app.app_context():
        assert states() == ["due", "due"]


def test_another_file_leaves_them_held(app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(applying, "_finish", killed)
        imported.invoke(TWO)

    imported("name,email\nEve Ek,eve@example.se\n")

    with app.app_context():
        assert states() == ["held", "held", "due"]


def test_a_chunk_that_fails_is_taken_back_whole(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "create", killed)

    imported.invoke(TWO)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0
        assert verify() is None


def test_somebody_registered_in_between_is_not_registered_twice(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter([True])
    pending = applying._pending

    def meanwhile(*given: object) -> object:
        found = pending(*given)  # type: ignore[arg-type]
        if next(asked, False):
            register_alice(app)
        return found

    monkeypatch.setattr(applying, "_pending", meanwhile)

    summary = imported(TWO)

    assert (summary["created"], summary["unchanged"]) == (1, 1)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 2
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
