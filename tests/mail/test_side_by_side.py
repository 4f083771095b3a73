"""Two who press at the same moment make one change."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.informing.actions import inform_some, note_informed
from portal.ledger.queries import verify
from portal.mail.models import Letter, LetterTemplate
from portal.mail.templates import NewerWording, shipped, store_wording
from portal.mail.variants import NameTaken, add_variant, variants
from portal.people.queries import person_by_id
from tests import make
from tests.make import AT, BOB


def at_once(app: Flask, deed: Callable[[], object], threads: int = 3) -> list[object]:
    """Let so many threads do it at one moment, and return what came of each."""
    start = Barrier(threads)
    outcomes: list[object] = []

    def one() -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(deed())
                db.session.commit()
            except (NewerWording, NameTaken) as fault:
                db.session.rollback()
                outcomes.append(type(fault))
            db.session.remove()

    running = [Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return outcomes


def count(app: Flask, model: type[Letter | LetterTemplate], **values: object) -> int:
    """Return how many rows have those values."""
    with app.app_context():
        own = [getattr(model, name) == value for name, value in values.items()]
        return db.session.scalar(select(func.count()).select_from(model).where(*own)) or 0


def test_everybody_gets_one_letter_when_several_send_to_all(app: Flask) -> None:
    with app.app_context():
        for number in range(20):
            make.person(source="import", email=f"p{number}@example.se")

    at_once(app, lambda: inform_some(None, at=AT, by=BOB, channel="staff"))

    assert count(app, Letter) == 20
    with app.app_context():
        assert verify() is None


def test_of_several_who_reword_the_same_version_one_gets_through(app: Flask) -> None:
    body = shipped()["new_link", "en"].body

    def reword() -> int:
        return store_wording("new_link", "en", "Anew", body, seen=1, at=AT, by=BOB, channel="staff").version

    outcomes = at_once(app, reword)

    assert sorted(str(outcome) for outcome in outcomes) == sorted(["2", str(NewerWording), str(NewerWording)])
    assert count(app, LetterTemplate, kind="new_link", language="en") == 2


def test_of_several_letters_of_one_name_one_is_added(app: Flask) -> None:
    outcomes = at_once(app, lambda: add_variant("The fair", at=AT, by=BOB, channel="staff"))

    assert outcomes.count(NameTaken) == 2
    with app.app_context():
        assert list(variants().values()) == ["The fair"]


def test_somebody_informed_by_several_is_noted_once(app: Flask) -> None:
    with app.app_context():
        alice = make.person(source="import").id

    outcomes = at_once(app, lambda: note_informed([alice], "Told", at=AT, by=BOB, channel="staff"))

    assert sorted(map(int, map(str, outcomes))) == [0, 0, 1]
    with app.app_context():
        assert person_by_id(alice).informed_at == AT
