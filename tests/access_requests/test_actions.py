"""What happens to a request, on its timeline and in the ledger, on both databases."""

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.access_requests.actions import (
    AlreadyAsked,
    AlreadyClosed,
    AlreadyConnected,
    Asked,
    WorkHasBegun,
    add_note,
    assign,
    begin_work,
    connect,
    forget_person,
    mark_answered,
    receive,
    refuse,
    take_back,
)
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import (
    ChangedMeanwhile,
    NoSuchRequest,
    locked_request,
    open_count,
    open_requests_of,
    request_named,
    requests_of,
    timeline,
)
from portal.access_requests.rules import KINDS, Kind
from portal.access_requests.timing import extend, pause
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.ledger.rules import PERSON
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
LATE = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)
"""Half past midnight on 1 May in Stockholm."""


def ask(person: Person | None, kind: Kind = "access", *, at: datetime = AT, **values: str) -> AccessRequest:
    """Keep a request from the person, or from Dan who is not in the portal."""
    known = values if person else {"name": "Dan Dahl", "email": "dan@example.se"} | values
    return receive(Asked(kind, **known), person, at=at, by=PERSON, channel="page")  # type: ignore[arg-type]


def events(request: AccessRequest) -> list[str]:
    """Return what stands on the request's timeline, oldest first."""
    return [what.event for what in timeline(request.id)]


def test_a_request_is_received_worked_on_and_answered(app: Flask) -> None:
    with app.app_context():
        alice, bob = make.person(), make.staff()
        request = ask(alice, words="Everything, please.")
        begin_work(request, owner_id=bob.id, at=AT, by=make.BOB, channel="staff")
        begin_work(request, owner_id=None, at=AT, by=make.BOB, channel="staff")
        add_note(request, "Search the archive.", at=AT, by=make.BOB, channel="staff")
        mark_answered(
            request, outcome="in_words", text="Here.", facts={"files": 1}, at=AT, by=make.BOB, channel="staff"
        )
        db.session.commit()

        found = request_named(request.reference.lower())
        entries = [entry for entry in entries_of(alice.ref) if entry.event.startswith("request.")]
        details = json.loads(entries[-1].details)
        assert (found.state, found.owner_id, found.due_on, found.closed_at) == (
            "answered",
            bob.id,
            date(2026, 5, 4),
            AT,
        )
        assert events(found) == ["received", "begun", "noted", "answered"]
        assert [entry.event.removeprefix("request.") for entry in entries] == events(found)
        assert (details["reference"], details["files"]) == (found.reference, 1)
        assert (details["old"]["state"], details["new"]["state"]) == ("working", "answered")
        assert "Everything" not in str([entry.details for entry in entries])
        assert verify() is None
        assert replay(entries_of(alice.ref)).registered_at == make.AT


def test_a_request_is_the_persons_own_and_counts_until_it_is_closed(app: Flask) -> None:
    with app.app_context():
        alice, other = make.person(), make.person(email="charlie@example.se", name="Charlie")
        first, second, third = ask(alice), ask(alice, "erasure"), ask(other)
        refuse(second, "A law.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert [item.id for item in requests_of(alice.id)] == [second.id, first.id]
        assert [item.id for item in open_requests_of(alice.id)] == [first.id]
        assert [item.id for item in requests_of(other.id)] == [third.id]
        assert open_count() == 2


@only_sqlite
def test_the_day_of_receipt_is_the_organisations(app: Flask) -> None:
    with app.app_context():
        alice = make.person()

        late, told = ask(alice, at=LATE), ask(alice, "question", received_on=date(2026, 4, 28), at=LATE)  # type: ignore[arg-type]

        assert (late.received_on, late.due_on) == (date(2026, 5, 1), date(2026, 6, 1))
        assert (told.received_on, told.due_on) == (date(2026, 4, 28), date(2026, 5, 28))


@only_sqlite
def test_the_holidays_are_those_of_the_organisations_country(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        swedish = ask(alice, at=datetime(2026, 4, 14, 9, tzinfo=UTC))
        make.organisation(country="FR")
        french = ask(alice, "erasure", at=datetime(2026, 6, 14, 9, tzinfo=UTC))
        make.organisation(country="AQ")
        nowhere = ask(alice, "restriction", at=datetime(2026, 6, 14, 9, tzinfo=UTC))

        assert swedish.due_on == date(2026, 5, 15)  # Ascension Day is the 14th
        assert french.due_on == date(2026, 7, 15)  # Bastille Day
        assert nowhere.due_on == date(2026, 7, 14)


@only_sqlite
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_asked_twice_is_one_request(app: Flask, kind: Kind) -> None:
    with app.app_context():
        alice = make.person()
        first = ask(alice, kind, words="The same.")

        with pytest.raises(AlreadyAsked) as told:
            ask(alice, kind, words="The same.")
        refuse(first, "No.", at=AT, by=make.BOB, channel="staff")

        assert told.value.request.id == first.id
        assert ask(alice, kind, words="The same.").id != first.id


@only_sqlite
def test_two_questions_and_two_objections_to_different_things_are_two(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        ask(alice, "question", words="One?")
        ask(alice, "question", words="Two?")
        ask(alice, "objection", purpose="sales_service")
        ask(alice, "objection", purpose="e_marketing")

        assert len(open_requests_of(alice.id)) == 4


@only_sqlite
def test_a_request_is_taken_back_until_work_has_begun(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        first, second = ask(alice), ask(alice, "erasure")
        begin_work(second, owner_id=None, at=AT, by=make.BOB, channel="staff")

        take_back(first, at=AT, by=PERSON, channel="page")

        assert first.state == "taken_back"
        with pytest.raises(AlreadyClosed):
            take_back(first, at=AT, by=PERSON, channel="page")
        with pytest.raises(WorkHasBegun):
            take_back(second, at=AT, by=PERSON, channel="page")


@only_sqlite
def test_what_is_closed_stays_closed(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        request = ask(alice)
        refuse(request, "Reasons.", at=AT, by=make.BOB, channel="staff")
        acts = (
            lambda: begin_work(request, owner_id=None, at=AT, by=make.BOB, channel="staff"),
            lambda: mark_answered(request, at=AT, by=make.BOB, channel="staff"),
            lambda: refuse(request, "Again.", at=AT, by=make.BOB, channel="staff"),
            lambda: extend(request, "Long.", at=AT, by=make.BOB, channel="staff"),
            lambda: pause(request, "Who?", at=AT, by=make.BOB, channel="staff"),
            lambda: connect(request, alice, at=AT, by=make.BOB, channel="staff"),
        )

        for act in acts:
            with pytest.raises(AlreadyClosed):
                act()
        assert events(request) == ["received", "refused"]


@only_sqlite
def test_a_form_of_an_older_version_is_stale_but_for_notes(app: Flask) -> None:
    with app.app_context():
        bob = make.staff()
        request = ask(make.person())
        seen = request.version
        add_note(request, "A note.", at=AT, by=make.BOB, channel="staff")
        assert locked_request(request.reference, version=seen).id == request.id

        assign(request, bob.id, at=AT, by=make.BOB, channel="staff")

        with pytest.raises(ChangedMeanwhile):
            locked_request(request.reference, version=seen)
        assert locked_request(request.reference).owner_id == bob.id


@only_sqlite
def test_giving_a_request_to_whoever_has_it_changes_nothing(app: Flask) -> None:
    with app.app_context():
        request = ask(make.person())

        assign(request, None, at=AT, by=make.BOB, channel="staff")

        assert events(request) == ["received"]


@only_sqlite
def test_a_request_from_somebody_unknown_is_connected_once(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        request = ask(None, address="Storgatan 1")
        assert (request.person_id, request.name, request.email) == (None, "Dan Dahl", "dan@example.se")

        connect(request, alice, at=AT, by=make.BOB, channel="staff")

        assert (request.person_id, request.name, request.email, request.address) == (alice.id, "", "", "")
        with pytest.raises(AlreadyConnected):
            connect(request, alice, at=AT, by=make.BOB, channel="staff")
        assert [entry.event for entry in entries_of(alice.ref)][-1] == "request.connected"


def test_of_an_erased_persons_requests_only_the_proof_is_left(app: Flask) -> None:
    with app.app_context():
        alice, other = make.person(), make.person(email="charlie@example.se", name="Charlie")
        closed, is_open, others = ask(alice, "erasure"), ask(alice, words="Secret words."), ask(other, words="Mine.")
        refuse(closed, "A secret reason.", at=AT, by=make.BOB, channel="staff")
        add_note(is_open, "A secret note.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        count = forget_person(alice.id, at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert count == 2
        assert [(item.state, item.person_id, item.words) for item in (closed, is_open)] == [
            ("refused", None, ""),
            ("erased", None, ""),
        ]
        texts = [what.text for request in (closed, is_open) for what in timeline(request.id)]
        assert set(texts) == {""}
        assert events(is_open) == ["received", "noted", "erased"]
        assert is_open.closed_at == AT and is_open.due_on == date(2026, 5, 4)
        assert (others.words, others.state) == ("Mine.", "received")
        assert [entry.event for entry in entries_of(alice.ref)][-1] == "request.erased"
        assert forget_person(alice.id, at=AT, by=make.BOB, channel="staff") == 0
        assert verify() is None


def test_a_person_who_is_deleted_leaves_the_request_behind(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        reference = ask(alice).reference
        forget_person(alice.id, at=AT, by=make.BOB, channel="staff")

        db.session.delete(alice)
        db.session.commit()

        assert request_named(reference).person_id is None


@only_sqlite
@pytest.mark.parametrize("reference", ["", "AAAA-AAAA", "x" * 500, "ÅÄÖÅ-ÅÄÖÅ", "\0", "%", "1' OR '1'='1"])
def test_a_reference_that_nobody_has_finds_nothing(app: Flask, reference: str) -> None:
    with app.app_context():
        ask(make.person())

        for find in (request_named, locked_request):
            with pytest.raises(NoSuchRequest):
                find(reference)


@only_sqlite
def test_references_are_easy_to_tell_and_all_different(app: Flask) -> None:
    with app.app_context():
        references = {ask(None, "question", words=str(number)).reference for number in range(50)}

        assert len(references) == 50
        assert not {*"AEIOUY01L"} & set("".join(references))
        assert db.session.query(LedgerEntry).filter(LedgerEntry.event == "request.received").count() == 50
