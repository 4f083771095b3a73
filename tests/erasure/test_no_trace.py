"""Of somebody who lived a full life in the portal, nothing is left after the erasure, down to the bytes."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.erasure.actions import erase_people
from portal.erasure.sweeping import sweep_now
from portal.ledger.queries import entries_of, evidence_of, verify
from portal.ledger.replay import PersonState, replay
from portal.mail.letters.queued import confirmation
from portal.mail.models import Letter
from tests import make
from tests.databases import only_sqlite
from tests.erasure.a_life import EMAIL, WORDS, live, post
from tests.erasure.traces import traces
from tests.make import BOB

Database = scoped_session[Session]


def test_nothing_that_names_an_erased_person_is_left(app: Flask, session: Database, tmp_path: Path) -> None:
    asa = live(app, tmp_path / "post")
    ref, before = asa.ref, traces(WORDS)

    erase_people([asa.id], reason="request", actor=BOB, channel="staff", at=clock.now(), tell=True, stop_marketing=True)
    session.commit()
    told = session.scalars(select(Letter.recipient).where(Letter.kind == "erased")).all()
    post(app, tmp_path / "post")
    swept = sweep_now()

    assert len(before) > 50
    assert told == [EMAIL]
    assert swept
    assert traces(WORDS) == []
    assert verify() is None
    assert replay(entries_of(ref)) == PersonState()
    assert evidence_of([entry.seq for entry in entries_of(ref)]) == {}


@only_sqlite
def test_letters_that_lie_as_files_in_the_instance_folder_go_with_the_person(
    app: Flask, session: Database, tmp_path: Path
) -> None:
    alice, dan = make.person(), make.person(name="Dan Dahl", email="dan@example.se")
    for person in (alice, dan):
        confirmation(person, at=clock.now())
    session.commit()
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    before = [path.read_bytes() for path in (tmp_path / "mail").iterdir()]

    erase_people([alice.id], reason="request", actor=BOB, channel="staff", at=clock.now())
    session.commit()

    [left] = [path.read_bytes() for path in (tmp_path / "mail").iterdir()]
    assert len(before) == 2
    assert b"dan@example.se" in left and b"alice@example.se" not in left
