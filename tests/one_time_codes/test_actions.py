"""A code is sent to the address on file, is good once, in one visit, and is counted in the database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.links.actions import forget_old_visits, open_visit
from portal.links.models import Link
from portal.links.tokens import id_hash, new_id
from portal.mail.models import Letter
from portal.one_time_codes.actions import NoAddress, TooManyCodes, Tried, send_code, try_code
from portal.one_time_codes.models import OneTimeCode
from portal.one_time_codes.queries import is_proven, waits_for_code
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite

AT = make.AT
Database = scoped_session[Session]


def visit_of(person: Person, *, at: datetime = AT) -> bytes:
    """Open a visit of the person, and return the hash of its id."""
    link = Link(id_hash=id_hash(new_id()), use="view", person_id=person.id, scope="", made_at=at)
    db.session.add(link)
    db.session.flush()
    return id_hash(open_visit(link.id, person.id, at=at))


def sent_code(person: Person, visit: bytes, *, at: datetime = AT) -> str:
    """Send a code for the visit, and return it as the letter has it."""
    send_code(person, visit, at=at)
    db.session.commit()
    letter = select(Letter).where(Letter.kind == "one_time_code").order_by(Letter.id.desc()).limit(1)
    return str(db.session.scalars(letter).one().facts["code"])


def another(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_goes_to_the_address_on_file_and_opens_the_visit_once(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)

    code = sent_code(alice, visit)
    first = try_code(visit, code, at=AT)
    again = try_code(visit, code, at=AT)
    session.commit()

    letter = session.scalars(select(Letter)).one()
    assert (letter.recipient, letter.language) == ("alice@example.se", "sv")
    assert (first.outcome, again.outcome) == ("right", "used")
    assert is_proven(visit, at=AT)
    assert not is_proven(visit, at=AT + timedelta(minutes=30))


def test_wrong_tries_are_counted_in_the_database_until_the_fifth_ends_the_code(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)
    code = sent_code(alice, visit)

    tried = []
    for _ in range(5):
        tried.append(try_code(visit, another(code), at=AT))
        session.commit()
        session.expire_all()
    right = try_code(visit, code, at=AT)

    assert tried == [*(Tried("wrong", left) for left in (4, 3, 2, 1)), Tried("too_many", 0)]
    assert right.outcome == "too_many"
    assert not waits_for_code(visit, at=AT)
    assert not is_proven(visit, at=AT)


@only_sqlite
def test_a_code_is_good_in_no_other_visit(session: Database) -> None:
    alice = make.person()
    here, there = visit_of(alice), visit_of(alice)
    code = sent_code(alice, here)

    nothing_sent = try_code(there, code, at=AT)
    other = sent_code(alice, there)

    assert nothing_sent.outcome == "none"
    assert try_code(there, code, at=AT).outcome == ("right" if code == other else "wrong")
    assert not is_proven(here, at=AT)


@only_sqlite
def test_a_new_code_ends_the_one_before(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)

    old, new = sent_code(alice, visit), sent_code(alice, visit)

    assert try_code(visit, old, at=AT).outcome == ("right" if old == new else "wrong")
    assert try_code(visit, new, at=AT).outcome in {"right", "used"}


@only_sqlite
def test_a_code_ends_after_ten_minutes_and_trying_then_costs_nothing_more(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)
    code = sent_code(alice, visit)
    late = AT + timedelta(minutes=10)

    tried = try_code(visit, code, at=late)

    assert tried.outcome == "too_late"
    assert waits_for_code(visit, at=late - timedelta(seconds=1))
    assert not waits_for_code(visit, at=late)


@only_sqlite
def test_the_database_holds_no_code_that_could_be_read_or_guessed(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)

    code = sent_code(alice, visit)

    kept = session.scalars(select(OneTimeCode)).one()
    assert len(kept.digest) == 64
    assert code not in kept.digest


@only_sqlite
def test_nobody_is_sent_codes_without_end(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)

    for _ in range(5):
        sent_code(alice, visit)
    with pytest.raises(TooManyCodes):
        send_code(alice, visit, at=AT)
    session.rollback()
    sent_code(alice, visit, at=AT + timedelta(hours=1, minutes=2))

    assert len(session.scalars(select(Letter)).all()) == 6


@only_sqlite
@pytest.mark.parametrize("state", ["no address", "unusable", "unconfirmed"])
def test_without_a_usable_address_no_code_is_sent(session: Database, state: str) -> None:
    alice = make.person(email="" if state == "no address" else "alice@example.se")
    visit = visit_of(alice)
    if state == "unusable":
        alice.email = "alice@"
    if state == "unconfirmed":
        alice.unconfirmed_since = AT

    with pytest.raises(NoAddress):
        send_code(alice, visit, at=AT)

    session.rollback()
    assert session.scalars(select(OneTimeCode)).all() == []


@only_sqlite
def test_codes_go_with_the_visit(session: Database) -> None:
    alice = make.person()
    visit = visit_of(alice)
    sent_code(alice, visit)

    forget_old_visits(at=AT + timedelta(days=1))
    session.commit()

    assert session.scalars(select(OneTimeCode)).all() == []
