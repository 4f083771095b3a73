"""People are erased many at once: their noes stay under a hash, the others are not touched, and links still answer."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.actions import Asked, receive
from portal.erasure.actions import Erased, erase_people
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, evidence_of, verify
from portal.ledger.rules import PERSON, SYSTEM
from portal.legal_bases.actions import end_basis
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import permanent_link, view_link
from portal.links.models import Link
from portal.mail.letters.queued import confirmation
from portal.mail.models import Letter
from portal.people.kept_stops import MARKETING, kept_stops
from portal.people.models import Person
from portal.people.queries import locked_person, people_at
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB
from tests.questions import noted

Database = scoped_session[Session]
ALICE = "alice@example.se"
LATER = AT + timedelta(days=1)


def erase(session: Database, *people: Person, **more: Any) -> Erased:
    """Erase the people, committed."""
    done = erase_people(
        [person.id for person in people],
        **{"reason": "retention", "actor": SYSTEM, "channel": "system"} | more,
        at=LATER,
    )
    session.commit()
    return done


def names(session: Database) -> list[str]:
    """Return who is registered."""
    return list(session.scalars(select(Person.name).order_by(Person.id)))


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
def test_those_who_are_named_go_and_the_others_stay(session: Database) -> None:
    people = [make.person(name=f"Person {number}", email=f"p{number}@example.se") for number in range(5)]
    ids, refs = [person.id for person in people], [person.ref for person in people]

    done = erase(session, *people[1:4])
    again = erase_people([10**9, *ids[1:4]], reason="retention", actor=SYSTEM, channel="system", at=LATER)

    assert (done, again) == (Erased(3, 0), Erased(0, 0))
    assert names(session) == ["Person 0", "Person 4"]
    assert [entries_of(ref)[-1].event for ref in refs[1:4]] == ["person.erased"] * 3
    assert verify() is None


@only_sqlite
def test_the_entry_says_why_and_names_nobody(session: Database) -> None:
    alice = make.person()
    ref = alice.ref

    erase(session, alice, reason="request", actor=BOB, channel="staff", comment="Asked in the shop")

    last = entries_of(ref)[-1]
    assert (last.details, last.actor, last.channel) == ('{"reason":"request"}', str(BOB), "staff")
    assert evidence_of([last.seq]) == {last.seq: '{"comment":"Asked in the shop"}'}


@only_sqlite
def test_each_no_is_kept_as_what_it_was(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "legitimate_interests"})
    known = catalogue()
    stop_purpose(alice, known.purpose("e_marketing"), known, at=AT)
    stop_purpose(alice, known.purpose("sales_service"), known, at=AT)
    charlie = make.person(name="Charlie", email="charlie@example.se")
    stop_all_marketing(charlie, known, at=AT)

    erase(session, alice, charlie)

    assert kept_stops([ALICE, "charlie@example.se"]) == {
        ALICE: {"e_marketing": "withdrawn", "sales_service": "objected"},
        "charlie@example.se": {MARKETING: "objected"},
    }


@only_sqlite
def test_somebody_who_said_no_to_nothing_leaves_nothing_unless_they_asked_to_be_erased(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    charlie = make.person(name="Charlie", email="charlie@example.se")

    erase(session, alice)
    erase(session, charlie, stop_marketing=True)

    assert kept_stops([ALICE, "charlie@example.se"]) == {"charlie@example.se": {MARKETING: "objected"}}


@only_sqlite
def test_somebody_of_whom_the_law_requires_something_is_not_touched(session: Database) -> None:
    alice = make.person(bases={"sales_service": "legal_obligation"})
    before = len(entries_of(alice.ref))

    done = erase(session, alice, stop_marketing=True, tell=True)

    assert done == Erased(0, 1)
    assert len(entries_of(alice.ref)) == before
    assert kept_stops([ALICE]) == {}


@only_sqlite
def test_an_obligation_that_ended_keeps_nobody(session: Database) -> None:
    alice = make.person(bases={"sales_service": "legal_obligation"})
    end_basis(alice, catalogue().purpose("sales_service"), at=AT, by=BOB, channel="staff")

    assert erase(session, alice) == Erased(1, 0)


@only_sqlite
def test_letters_go_and_those_that_wait_are_not_sent(session: Database) -> None:
    alice = make.person()
    confirmation(alice, at=AT)
    session.commit()

    erase(session, alice)

    assert session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize(("tell", "email", "letters"), [(True, ALICE, 1), (True, "", 0), (False, ALICE, 0)])
@only_sqlite
def test_whoever_can_be_told_is_told_by_a_letter_that_leads_to_nobody(
    session: Database, *, tell: bool, email: str, letters: int
) -> None:
    alice = make.person(email=email)

    erase(session, alice, tell=tell, stop_marketing=True)

    found = session.scalars(select(Letter)).all()
    assert [(row.kind, row.person_id, row.recipient, row.language) for row in found] == [
        ("erased", None, ALICE, "sv")
    ] * letters


def test_links_in_delivered_mail_still_answer(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        alice = make.person()
        addresses = {
            "stop": permanent_link(alice.id, "stop", "marketing", at=AT),
            "preferences": permanent_link(alice.id, "preferences", at=AT),
            "view": view_link(alice.id, at=LATER),
        }
        erase(db.session, alice)
        links = db.session.scalars(select(Link)).all()
        assert [(link.person_id, link.permanent_id) for link in links] == [(None, None)] * 3
    paths = {use: address.partition("127.0.0.1:5000")[2] for use, address in addresses.items()}

    asked = client.get(paths["stop"])
    stopped = client.post(paths["stop"], data={"List-Unsubscribe": "One-Click"})
    opened = client.get(paths["preferences"])

    assert (asked.status_code, stopped.status_code, opened.status_code) == (200, 200, 200)
    assert client.get(paths["view"]).status_code in {200, 404}
    for answer in (asked, stopped, opened):
        assert "alice" not in answer.text.lower()


@only_sqlite
def test_a_request_that_is_open_ends_and_keeps_only_its_days(session: Database) -> None:
    alice = locked_person(make.person().id)
    asked = Asked("question", words="What do you know about Alice Alm?")
    request = receive(asked, alice, at=AT, by=PERSON, channel="page")

    erase(session, alice)

    assert (request.state, request.person_id, request.words) == ("erased", None, "")
    entry = session.scalars(select(LedgerEntry.event).order_by(LedgerEntry.seq.desc()).limit(2)).all()
    assert entry == ["person.erased", "request.erased"]


@only_sqlite
def test_however_many_people_go_a_few_statements_erase_them(app: Flask, session: Database) -> None:
    few = [make.person(name=f"Few {number}", email=f"f{number}@example.se") for number in range(2)]
    many = [make.person(name=f"Many {number}", email=f"m{number}@example.se") for number in range(40)]

    ids = [[person.id for person in people] for people in (few, many)]

    counts = []
    for some in ids:
        with noted(app) as asked:
            erase_people(some, reason="retention", actor=SYSTEM, channel="system", at=LATER)
        counts.append(len(asked))

    assert counts[0] == counts[1] < 26


@only_sqlite
def test_nothing_happens_when_the_transaction_is_taken_back(session: Database) -> None:
    alice = make.person()

    erase_people([alice.id], reason="request", actor=BOB, channel="staff", at=LATER, stop_marketing=True)
    session.rollback()

    assert [person.name for person in people_at(ALICE)] == ["Alice Alm"]
    assert kept_stops([ALICE]) == {}
    assert verify() is None
