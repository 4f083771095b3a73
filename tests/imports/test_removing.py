"""Of people who are removed nothing stays but the ledger's chain; of the others nothing is touched."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.extensions import db
from portal.imports.models import Import
from portal.imports.removing import count_touched, count_unsent, merge_index, newcomers, remove
from portal.ledger.models import LedgerEvidence
from portal.ledger.queries import entries_of, verify
from portal.legal_bases.models import RecordedBasis
from portal.links.actions import permanent_links
from portal.links.models import Link
from portal.mail.models import Letter
from portal.people.actions import change, note_look
from portal.people.models import DataField, Person, PersonLook
from tests import make
from tests.databases import only_postgresql, only_sqlite
from tests.imports.tables import imported

Database = scoped_session[Session]
HEADER = ("email", "name", "EMARKETING", "comment")
ROWS = [(f"p{number}@example.se", f"Person {number}", "61A", "From the fair") for number in range(4)]


@pytest.fixture
def job(app: Flask, session: Database) -> Import:
    """Return an import that registered four people, beside somebody who was here."""
    make.person()
    return imported(app, HEADER, ROWS)


def everybody(job: Import) -> list[int]:
    """Return the ids of the people whom the import registered."""
    return [one.person_id for one in newcomers(job, after=0, most=100, lock=False)]


def test_newcomers_come_in_pieces_by_id(job: Import) -> None:
    ids = everybody(job)

    first = newcomers(job, after=0, most=3, lock=True)
    second = newcomers(job, after=first[-1].person_id, most=3, lock=True)

    assert [one.person_id for one in (*first, *second)] == ids == sorted(ids)
    assert len(ids) == 4


def test_somebody_is_touched_by_what_others_enter_about_them_and_not_by_looks(job: Import) -> None:
    changed, looked_at, *_ = everybody(job)
    person = db.session.get_one(Person, changed)
    change(person, {"phone": "070-1"}, at=clock.now(), by=make.BOB, channel="staff")
    note_look(looked_at, kind="view", staff="bob@example.se", role="officer", reason="", at=clock.now())

    touched = [one.person_id for one in newcomers(job, after=0, most=100, lock=False) if one.touched]

    assert touched == [changed]
    assert count_touched(job) == 1


def test_letters_that_were_sent_are_not_counted_as_unsent(job: Import) -> None:
    letter = db.session.scalars(select(Letter).order_by(Letter.id)).first()
    assert letter
    letter.state = "sent"
    db.session.flush()

    assert count_unsent(job) == 3


def test_everything_about_those_removed_goes_and_the_others_stay(job: Import) -> None:
    people = newcomers(job, after=0, most=100, lock=True)

    cancelled = remove(people, import_id=job.id, at=clock.now(), by=make.BOB)

    assert cancelled == 4
    for model in (RecordedBasis, DataField, PersonLook, LedgerEvidence):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert [person.email for person in db.session.scalars(select(Person))] == ["alice@example.se"]


def test_the_chain_holds_and_names_who_removed_whom(job: Import) -> None:
    people = newcomers(job, after=0, most=1, lock=True)

    remove(people, import_id=job.id, at=clock.now(), by=make.BOB)

    last = entries_of(people[0].ref)[-1]
    assert (last.event, last.actor, last.channel) == ("person.removed", "staff:bob@example.se", "import")
    assert verify() is None


def test_what_a_sent_letter_said_and_to_whom_is_forgotten(job: Import) -> None:
    letter = db.session.scalars(select(Letter).order_by(Letter.id)).first()
    assert letter
    letter.state, letter.subject, letter.text, letter.html = "sent", "Hello", "Person 0", "<p>Person 0</p>"
    letter.headers = {"To": "p0@example.se"}
    db.session.flush()

    remove(newcomers(job, after=0, most=1, lock=True), import_id=job.id, at=clock.now(), by=make.BOB)

    db.session.refresh(letter)
    assert (letter.state, letter.recipient, letter.person_id) == ("sent", "", None)
    assert (letter.subject, letter.headers, letter.text, letter.html) == (None, None, None, None)


def test_links_in_delivered_letters_become_tombstones(job: Import) -> None:
    [person_id, *_] = everybody(job)
    permanent_links([person_id], "stop", "marketing", at=clock.now())
    db.session.flush()

    remove(newcomers(job, after=0, most=1, lock=True), import_id=job.id, at=clock.now(), by=make.BOB)

    [link] = db.session.scalars(select(Link).execution_options(populate_existing=True))
    assert link.person_id is None


def test_removing_nobody_enters_nothing(job: Import) -> None:
    before = db.session.scalar(select(func.count()).select_from(Letter).where(Letter.state == "cancelled"))

    assert remove([], import_id=job.id, at=clock.now(), by=make.BOB) == 0

    assert db.session.scalar(select(func.count()).select_from(Letter).where(Letter.state == "cancelled")) == before


@only_sqlite
def test_the_search_index_forgets_in_small_pieces_until_it_is_done(job: Import) -> None:
    remove(newcomers(job, after=0, most=100, lock=True), import_id=job.id, at=clock.now(), by=make.BOB)

    rounds = [merge_index(first=True)]
    while rounds[-1] and len(rounds) < 50:
        rounds.append(merge_index(first=False))

    assert rounds[-1] is False


@only_postgresql
def test_postgresql_needs_no_such_pieces(job: Import) -> None:
    assert merge_index(first=True) is False
