"""A portal with people and letters goes through the step that notes who was told."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from portal.cli.setup import set_up
from portal.extensions import db, migrate
from portal.factory import create_app
from portal.ledger.configuration import forget_version
from portal.legal_bases.queries import catalogue
from portal.mail.models import LetterTemplate
from portal.mail.outbox import queue_letter
from portal.mail.templates import shipped, store_wording
from portal.mail.uninformed import uninformed_places
from portal.people.models import Person
from tests import make
from tests.databases import PostgreSQL, SQLite
from tests.make import AT


@pytest.fixture(autouse=True)
def older(database_kind: str, databases: Callable[[str], SQLite | PostgreSQL], tmp_path: Path) -> Iterator[Flask]:
    """Give a portal inside its context; what a test puts there is carried back with ``go_back``."""
    with databases(database_kind).empty(tmp_path) as url:
        app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=tmp_path)
        with app.app_context():
            set_up()
            yield app
            db.session.remove()
            db.engine.dispose()


def go_back_and_forth(app: Flask) -> None:
    """Go to the schema before the step, and through it again."""
    db.session.remove()
    steps = ScriptDirectory(str(migrate.directory)).walk_revisions()
    downgrade(revision=next(str(step.down_revision) for step in steps if Path(step.path).stem.endswith("letters")))
    upgrade()
    app.extensions.pop("portal_configuration", None)
    forget_version()


def sent(person: Person, at: datetime, *, kind: str = "confirmation") -> None:
    """Put a letter there that was sent to the person."""
    letter = queue_letter(kind, recipient=person.email, language="sv", person_id=person.id, at=AT)
    letter.state, letter.sent_at = "sent", at
    db.session.commit()


def test_whoever_was_confirmed_before_the_step_is_confirmed_after_it(older: Flask) -> None:
    alice = make.person(source="import")
    sent(alice, AT + timedelta(days=3))
    sent(alice, AT + timedelta(days=1))

    go_back_and_forth(older)

    assert db.session.query(Person).one().confirmed_at == AT + timedelta(days=1)
    assert uninformed_places(most=9) == []


def test_whoever_only_got_another_letter_is_not(older: Flask) -> None:
    sent(make.person(source="import"), AT, kind="new_link")

    go_back_and_forth(older)

    assert db.session.query(Person).one().confirmed_at is None
    assert len(uninformed_places(most=9)) == 1


def test_letters_sent_after_the_step_are_noted(older: Flask) -> None:
    make.person(source="import")
    go_back_and_forth(older)
    alice = db.session.query(Person).one()
    letter = queue_letter("confirmation", recipient=alice.email, language="sv", person_id=alice.id, at=AT)
    db.session.flush()

    letter.state, letter.sent_at = "sent", AT
    db.session.commit()

    db.session.refresh(alice)
    assert alice.confirmed_at == AT


def test_words_of_the_system_are_known_as_shipped_and_those_of_staff_are_not(older: Flask) -> None:
    usual = shipped()["new_link", "en"]
    store_wording("new_link", "en", "Staff's", usual.body, at=AT, by=make.BOB, channel="staff")
    db.session.commit()

    go_back_and_forth(older)

    rows = db.session.query(LetterTemplate).filter_by(kind="new_link", language="en").order_by(LetterTemplate.version)
    assert [row.is_shipped for row in rows] == [True, False]


def test_every_source_sends_the_usual_confirmation(older: Flask) -> None:
    go_back_and_forth(older)

    assert {source.confirmation for source in catalogue().all_sources} == {"confirmation"}


def test_nobody_s_address_is_refused(older: Flask) -> None:
    make.person()

    go_back_and_forth(older)

    row = db.session.execute(text("SELECT address_refused_at, address_answer FROM people")).one()
    assert tuple(row) == (None, "")
