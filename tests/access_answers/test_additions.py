"""What staff add to an answer can be taken back, closed requests stay as they are, and the document follows it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.access_answers.actions import add_rows, attach, hide, remove, say_part, unsay_part
from portal.access_answers.composing import ENDINGS, FORMATS, answer_document, composed, missing_in, stated_for
from portal.access_answers.delivering import deliver, forget_delivered, forget_delivered_to
from portal.access_answers.models import AnswerFile, AnswerRow
from portal.access_answers.queries import (
    NoSuchFile,
    additions_to,
    can_be_fetched,
    delivery_of,
    downloads_of,
    file_with_data,
    files_of,
    masks_of,
    parts_of,
    rows_of,
)
from portal.access_answers.recognising import Unrecognised
from portal.access_answers.rules import WrongName
from portal.access_requests.actions import Asked, receive
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import timeline
from portal.access_requests.rules import Kind
from portal.exports.additions import HIDDEN, File, Mask, Row
from portal.ledger.rules import PERSON
from portal.people.models import Person
from portal.people.queries import LARGEST_ID
from tests import make
from tests.databases import only_sqlite

pytestmark = only_sqlite
AT = make.AT
BY: dict[str, Any] = {"at": AT, "by": make.BOB, "channel": "staff"}
PDF = b"%PDF-1.7\n%%EOF"
Database = scoped_session[Session]


@pytest.fixture
def alice(session: Database) -> Person:
    """Return Alice, whose data is used with her consent."""
    make.organisation(postal_address="Hamngatan 1")
    return make.person(bases={"e_marketing": "consent"}, language="en", company="Friends of Erik Ek")


def asked(person: Person, kind: Kind = "access") -> AccessRequest:
    """Keep what she asks for."""
    return receive(Asked(kind), person, at=AT, by=PERSON, channel="page")


def events(request: AccessRequest) -> list[str]:
    """Return what stands on the request's timeline."""
    return [what.event for what in timeline(request.id)]


@pytest.mark.parametrize("event", ["file_removed", "words_shown", "rows_removed"])
def test_what_was_added_is_taken_back_and_that_is_kept(alice: Person, event: str) -> None:
    request = asked(alice)
    attach(request, "a.pdf", PDF, "Contract", **BY)
    hide(request, "Erik", "Somebody else", **BY)
    add_rows(request, [Row("CRM", "Shoe size", "37"), Row("CRM", "Colour", "red")], **BY)
    ids = {
        "file_removed": [file.id for file in files_of(request.id)],
        "words_shown": [mask.id for mask in masks_of(request.id)],
        "rows_removed": [row.id for row in rows_of(request.id)],
    }[event]

    removed = remove(request, event, ids, **BY)
    again = remove(request, event, ids, **BY)

    left = len(files_of(request.id)), len(masks_of(request.id)), len(rows_of(request.id))
    assert (removed, again) == (len(ids), 0)
    assert 0 in left and sum(left) == 4 - len(ids)
    assert events(request)[-1] == event
    assert timeline(request.id)[-1].facts == {"count": len(ids)}
    assert not timeline(request.id)[-1].shown


def test_some_of_many_rows_are_taken_back(alice: Person) -> None:
    request = asked(alice)
    add_rows(request, [Row("CRM", f"Item {number}", "x") for number in range(4)], **BY)
    ids = [row.id for row in rows_of(request.id)]

    assert remove(request, "rows_removed", [ids[0], ids[2], 10**9], **BY) == 2
    assert [row.label for row in rows_of(request.id)] == ["Item 1", "Item 3"]


def test_adding_no_rows_is_kept_as_an_act_and_adds_none(alice: Person) -> None:
    request = asked(alice)

    add_rows(request, [], **BY)

    assert list(rows_of(request.id)) == []
    assert timeline(request.id)[-1].facts == {"rows": 0}


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [("run.exe", b"MZ", Unrecognised), ("a.pdf", b"<html>", Unrecognised), ("", PDF, WrongName)],
)
def test_a_file_that_is_refused_leaves_nothing_behind(
    alice: Person, name: str, data: bytes, fault: type[Exception]
) -> None:
    request = asked(alice)

    with pytest.raises(fault):
        attach(request, name, data, "", **BY)

    assert list(files_of(request.id)) == []
    assert events(request) == ["received"]


def test_an_attached_file_is_kept_byte_by_byte_with_its_digest(alice: Person) -> None:
    request = asked(alice)

    file = attach(request, "C:\\Users\\bob\\Avtal.pdf", PDF, "The contract", **BY)

    kept = file_with_data(request.id, file.id)
    assert (kept.name, kept.kind, kept.size, kept.note, kept.made) == (
        "Avtal.pdf",
        "application/pdf",
        len(PDF),
        "The contract",
        False,
    )
    assert kept.data == PDF
    assert kept.digest == timeline(request.id)[-1].facts["digest"]


@pytest.mark.parametrize("file_id", [0, 7, LARGEST_ID, LARGEST_ID + 1, 10**30])
def test_a_file_that_is_not_there_is_told_so_however_large_its_number(alice: Person, file_id: int) -> None:
    request = asked(alice)

    with pytest.raises(NoSuchFile):
        file_with_data(request.id, file_id)


def test_everything_that_was_added_reaches_the_document_in_its_order(alice: Person) -> None:
    request = asked(alice)
    say_part(request, ("recipients", "e_marketing"), "Tryck AB", **BY)
    say_part(request, ("withheld", ""), "", **BY)
    add_rows(request, [Row("CRM", "Second", "2")], **BY)
    add_rows(request, [Row("Archive", "First", "1")], **BY)
    attach(request, "a.pdf", PDF, "Contract", **BY)
    hide(request, "Erik Ek", "Somebody else", **BY)

    added = additions_to(request)

    assert added.reference == request.reference
    assert added.parts == {("recipients", "e_marketing"): "Tryck AB", ("withheld", ""): ""}
    assert added.rows == [Row("CRM", "Second", "2"), Row("Archive", "First", "1")]
    assert added.files == [File("a.pdf", len(PDF), "Contract")]
    assert added.masks == [Mask("Erik Ek", "Somebody else")]
    assert [part.part for part in parts_of(request.id)] == ["recipients", "withheld"]


def test_the_document_hides_what_staff_hide_and_says_what_they_say(alice: Person) -> None:
    request = asked(alice)
    hide(request, "erik ek", "Somebody else", **BY)
    say_part(request, ("recipients", "e_marketing"), "Tryck AB", **BY)

    document = answer_document(request, alice, at=AT)

    cells = [cell for section in document.sections for row in section.rows for cell in row]
    assert f"Friends of {HIDDEN}" in cells
    assert "Tryck AB" in cells
    assert not any("Erik" in str(cell) for cell in cells)


def test_data_to_take_elsewhere_needs_no_part_and_comes_in_two_kinds(alice: Person) -> None:
    request = asked(alice, "portability")

    files = composed(request, alice, at=AT)

    assert stated_for(request, alice, additions_to(request)) == {}
    assert missing_in(request, alice) == []
    assert [name.rpartition(".")[2] for name, _, _ in files] == ["json", "csv"]
    assert [kind for _, kind, _ in files] == ["application/json", "text/csv"]
    assert all(name.startswith(request.reference) and b"Alice Alm" in data for name, _, data in files)


def test_a_copy_comes_as_a_workbook_and_as_json_of_the_same(alice: Person) -> None:
    request = asked(alice)

    (workbook, excel, first), (plain, kind, second) = composed(request, alice, at=AT)

    assert (workbook, plain) == (f"{request.reference}.xlsx", f"{request.reference}.json")
    assert (excel, kind) == (FORMATS["xlsx"][0], "application/json")
    assert first.startswith(b"PK")
    assert b'"Alice Alm"' in second
    assert {ending for endings in ENDINGS.values() for ending in endings} == set(FORMATS)


def test_what_is_said_once_is_no_longer_missing_and_missing_again_when_unsaid(alice: Person) -> None:
    request = asked(alice)
    keys = missing_in(request, alice)

    for key in keys:
        say_part(request, key, "", **BY)
    complete = missing_in(request, alice)
    unsay_part(request, keys[0], **BY)

    assert ("withheld", "") in keys
    assert complete == []
    assert missing_in(request, alice) == keys[:1]


@pytest.mark.parametrize(
    ("seconds", "fetched"), [(-1, True), (0, False), (1, False)], ids=["before", "at the end", "after"]
)
def test_an_answer_can_be_fetched_until_its_time_is_over(alice: Person, seconds: int, *, fetched: bool) -> None:
    request = asked(alice, "portability")
    deliver(request, alice, composed(request, alice, at=AT), **BY)
    until = AT + timedelta(days=30)

    assert can_be_fetched(delivery_of(request.id), at=until + timedelta(seconds=seconds)) is fetched
    assert not can_be_fetched(None, at=AT)
    assert downloads_of(request.id) == {}


def test_only_so_many_answers_are_forgotten_at_once(session: Database, alice: Person) -> None:
    for number in range(3):
        person = make.person(name=f"P{number}", email=f"p{number}@example.se", bases={"e_marketing": "consent"})
        request = asked(person, "portability")
        deliver(request, person, composed(request, person, at=AT), **BY)
    session.commit()
    over = AT + timedelta(days=31)

    counts = [forget_delivered(most=2, at=over) for _ in range(3)]

    assert counts == [2, 1, 0]
    assert set(session.scalars(select(AnswerFile.data))) == {None}


def test_what_one_person_was_given_is_forgotten_before_its_time_and_nobody_elses(
    session: Database, alice: Person
) -> None:
    dan = make.person(name="Dan", email="dan@example.se", bases={"e_marketing": "consent"})
    given, others, waiting = asked(alice, "portability"), asked(dan, "portability"), asked(alice)
    for request, person in ((given, alice), (others, dan)):
        add_rows(request, [Row("CRM", "Shoe size", "37")], **BY)
        deliver(request, person, composed(request, person, at=AT), **BY)
    add_rows(waiting, [Row("CRM", "Shoe size", "37")], **BY)

    for _ in range(2):
        forget_delivered_to(alice.id, at=AT)
    session.flush()

    left = session.scalars(select(AnswerRow.request_id).order_by(AnswerRow.id)).all()
    assert left == [others.id, waiting.id]
    assert {file.request_id for file in session.scalars(select(AnswerFile).where(AnswerFile.data.is_not(None)))} == {
        others.id
    }
    assert events(given).count("files_forgotten") == 1
