"""An answer is delivered once, complete, and forgotten in time."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.access_answers.actions import TooLarge, TooMany, add_rows, attach, hide, remove, say_part, unsay_part
from portal.access_answers.composing import composed, missing_in
from portal.access_answers.delivering import (
    NoLetter,
    PartsMissing,
    deliver,
    deliver_on_paper,
    forget_answers,
    forget_delivered,
    note_download,
)
from portal.access_answers.models import AnswerDelivery, AnswerDownload, AnswerFile, AnswerMask, AnswerPart, AnswerRow
from portal.access_answers.queries import (
    NoSuchFile,
    additions_to,
    can_be_fetched,
    delivery_of,
    downloads_of,
    file_with_data,
    files_of,
)
from portal.access_answers.rules import LARGEST_FILE, MOST_FILES, MOST_ROWS
from portal.access_requests.actions import AlreadyClosed, Asked, receive
from portal.access_requests.models import AccessRequest
from portal.exports.additions import Row
from portal.extensions import db
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.ledger.rules import PERSON
from portal.links.queries import link_of
from portal.mail.models import Letter
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite

AT = make.AT
BY = {"at": AT, "by": make.BOB, "channel": "staff"}
PDF = b"%PDF-1.7\n%%EOF"
Database = scoped_session[Session]


@pytest.fixture
def alice(session: Database) -> Person:
    """Return Alice, whose data is used with her consent."""
    make.organisation()
    return make.person(bases={"e_marketing": "consent"}, language="en")


@pytest.fixture
def request_open(alice: Person) -> AccessRequest:
    """Return Alice's request for a copy."""
    return receive(Asked("access"), alice, at=AT, by=PERSON, channel="page")


def complete(request: AccessRequest) -> None:
    """Say that nothing is elsewhere and nothing withheld."""
    for part in ("other_systems", "withheld"):
        say_part(request, (part, ""), "", **BY)


def sent(request: AccessRequest, person: Person) -> None:
    """Complete the answer and send it."""
    complete(request)
    deliver(request, person, composed(request, person, at=AT), **BY)
    db.session.commit()


def events(person: Person) -> list[str]:
    """Return what the ledger says about the person's requests."""
    return [entry.event for entry in entries_of(person.ref) if entry.event.startswith("request.")]


def count(model: type) -> int:
    """Return how many rows the table has."""
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def test_an_answer_is_delivered_with_its_letter_its_link_and_its_files(
    alice: Person, request_open: AccessRequest
) -> None:
    sent(request_open, alice)

    delivery = delivery_of(request_open.id)
    assert delivery is not None and delivery.available_until == AT + timedelta(days=30)
    assert request_open.state == "answered"
    [letter] = db.session.scalars(select(Letter).where(Letter.kind == "answer_ready")).all()
    link = link_of(letter.facts["link"].rpartition("/")[2], "delivery", at=AT)
    assert link is not None and (link.scope, link.state) == (request_open.reference, "open")
    assert [(file.made, file.size > 1000) for file in files_of(request_open.id)] == [(True, True)] * 2
    assert events(alice)[-1] == "request.answered"
    assert verify() is None
    assert replay(entries_of(alice.ref)).bases["e_marketing"].status == "in_force"


@only_sqlite
def test_nothing_is_delivered_while_a_part_is_missing(alice: Person, request_open: AccessRequest) -> None:
    made = composed(request_open, alice, at=AT)

    with pytest.raises(PartsMissing) as caught:
        deliver(request_open, alice, made, **BY)

    assert caught.value.keys == [("other_systems", ""), ("withheld", "")] == missing_in(request_open, alice)
    assert request_open.is_open and count(AnswerFile) == count(AnswerDelivery) == 0


@only_sqlite
def test_what_is_added_and_hidden_says_that_nothing_more_is(alice: Person, request_open: AccessRequest) -> None:
    add_rows(request_open, [Row("CRM", "Shoe size", "37")], **BY)
    hide(request_open, "Erik", "Why", **BY)

    assert missing_in(request_open, alice) == []


@only_sqlite
def test_an_answer_is_delivered_once(alice: Person, request_open: AccessRequest) -> None:
    sent(request_open, alice)

    for act in (
        lambda: deliver(request_open, alice, [], **BY),
        lambda: deliver_on_paper(request_open, alice, [], "Again", **BY),
        lambda: say_part(request_open, ("withheld", ""), "", **BY),
        lambda: unsay_part(request_open, ("withheld", ""), **BY),
        lambda: add_rows(request_open, [], **BY),
        lambda: hide(request_open, "Erik", "Why", **BY),
        lambda: attach(request_open, "a.pdf", PDF, "", **BY),
        lambda: remove(request_open, "rows_removed", [1], **BY),
    ):
        with pytest.raises(AlreadyClosed):
            act()


@only_sqlite
def test_without_an_address_nothing_is_delivered_by_link(alice: Person, request_open: AccessRequest) -> None:
    alice.email = ""
    complete(request_open)

    with pytest.raises(NoLetter):
        deliver(request_open, alice, [], **BY)


@only_sqlite
def test_what_was_said_about_a_part_is_replaced_and_taken_back(request_open: AccessRequest) -> None:
    key = ("recipients", "e_marketing")

    say_part(request_open, key, "Tryck AB", **BY)
    say_part(request_open, key, "", **BY)
    none = additions_to(request_open).parts
    unsay_part(request_open, key, **BY)
    unsay_part(request_open, key, **BY)

    assert none == {key: ""}
    assert additions_to(request_open).parts == {}


@only_sqlite
def test_there_are_limits_to_files_and_rows(request_open: AccessRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_FILES):
        attach(request_open, f"{number}.pdf", PDF, "", **BY)

    with pytest.raises(TooMany):
        attach(request_open, "one more.pdf", PDF, "", **BY)
    with pytest.raises(TooLarge):
        attach(request_open, "large.pdf", bytes(LARGEST_FILE + 1), "", **BY)
    with pytest.raises(TooMany):
        add_rows(request_open, [Row("CRM", "a", "b")] * (MOST_ROWS + 1), **BY)


@only_sqlite
def test_nothing_of_another_answer_can_be_removed(alice: Person, request_open: AccessRequest) -> None:
    other = receive(Asked("portability"), alice, at=AT, by=PERSON, channel="page")
    file = attach(other, "a.pdf", PDF, "", **BY)

    removed = remove(request_open, "file_removed", [file.id], **BY)

    assert removed == 0
    assert file_with_data(other.id, file.id).data == PDF
    with pytest.raises(NoSuchFile):
        file_with_data(request_open.id, file.id)


@only_sqlite
def test_a_download_is_counted_and_entered(alice: Person, request_open: AccessRequest) -> None:
    sent(request_open, alice)
    file = files_of(request_open.id)[0]

    for hours in (1, 2):
        note_download(request_open, file, at=AT + timedelta(hours=hours))

    assert downloads_of(request_open.id) == {file.id: (2, AT + timedelta(hours=2))}
    assert events(alice)[-2:] == ["request.downloaded"] * 2


@pytest.mark.parametrize("way", ["link", "paper"])
@only_sqlite
def test_files_are_deleted_when_their_time_is_over(alice: Person, request_open: AccessRequest, way: str) -> None:
    attach(request_open, "a.pdf", PDF, "", **BY)
    add_rows(request_open, [Row("CRM", "Shoe size", "37")], **BY)
    complete(request_open)
    made = composed(request_open, alice, at=AT)
    if way == "link":
        deliver(request_open, alice, made, **BY)
    else:
        deliver_on_paper(request_open, alice, made, "At the desk", **BY)
    last = AT + timedelta(days=30)

    early = forget_delivered(at=last - timedelta(seconds=1))
    late = forget_delivered(at=last + timedelta(seconds=1))
    again = forget_delivered(at=last + timedelta(days=9))

    assert (early, late, again) == (0, 1, 0)
    assert [file.name for file in files_of(request_open.id)][-1] == "a.pdf"
    assert db.session.scalars(select(AnswerFile.data)).all() == [None] * 3
    assert count(AnswerRow) == 0
    assert not can_be_fetched(delivery_of(request_open.id), at=last)
    assert events(alice)[-1] == "request.files_forgotten"


def test_erasing_leaves_nothing_of_the_answers_and_of_nobody_elses(alice: Person, request_open: AccessRequest) -> None:
    dan = make.person(email="dan@example.se", bases={"e_marketing": "consent"})
    other = receive(Asked("access"), dan, at=AT, by=PERSON, channel="page")
    for request, person in ((request_open, alice), (other, dan)):
        attach(request, "a.pdf", PDF, "", **BY)
        add_rows(request, [Row("CRM", "Shoe size", "37")], **BY)
        hide(request, "Erik", "Why", **BY)
        sent(request, person)
        note_download(request, files_of(request.id)[0], at=AT)
    tables = (AnswerFile, AnswerRow, AnswerMask, AnswerPart, AnswerDelivery, AnswerDownload)
    before = [count(table) for table in tables]

    forget_answers([alice.id])
    db.session.commit()

    assert [count(table) * 2 for table in tables] == before
    assert {file.name for file in files_of(other.id)} >= {"a.pdf"}
    assert verify() is None


@only_sqlite
def test_what_was_deleted_is_gone_from_the_database_file(
    alice: Person, request_open: AccessRequest, tmp_path: Path
) -> None:
    attach(request_open, "a.pdf", PDF + b"a very telling sentence", "", **BY)
    db.session.commit()

    forget_answers([alice.id])
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    file = tmp_path / "portal.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b"a very telling sentence" not in file.read_bytes()


def test_the_ledger_holds_nothing_personal_of_what_staff_add(alice: Person, request_open: AccessRequest) -> None:
    add_rows(request_open, [Row("CRM", "Secret", "Secret")], **BY)
    hide(request_open, "Secret", "Secret", **BY)
    say_part(request_open, ("recipients", "e_marketing"), "Secret", **BY)
    attach(request_open, "Secret.pdf", PDF, "Secret", **BY)

    details = [entry.details for entry in entries_of(alice.ref)]

    assert not any("Secret" in told for told in details)
    assert events(alice)[-4:] == [
        f"request.{event}" for event in ("rows_added", "words_hidden", "part_said", "file_attached")
    ]
