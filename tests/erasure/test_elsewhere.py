"""Erased people are forgotten where others name them: in files, searches and letters; what names others stays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.actions import Asked, add_note, mark_answered, receive
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import timeline
from portal.asking.actions import prepare
from portal.asking.models import ConsentRound
from portal.bulk.models import BulkChange
from portal.erasure import traces
from portal.erasure.rules import Named, Names
from portal.erasure.traces import GONE, forget_elsewhere
from portal.feedback.actions import add_file
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.imports.models import Import, ImportFault
from portal.imports.spool import rows_path
from portal.jobs.models import Job
from portal.legal_bases.queries import catalogue
from portal.mail.letters.about_requests import request_letter
from portal.mail.models import Letter
from tests.databases import only_sqlite
from tests.imports.tables import table_of
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
EMAIL = "asa.q@skogsbyn.example"
ASA = Named("Åsa Qvarnström", EMAIL, "070-987 65 43")
HERS, OTHERS = ["Qvarnström, Åsa", "x"], ["Charlie Ceder", "070-111 22 33"]


def forget(session: Database, *people: Named) -> None:
    """Forget Åsa, or those people, wherever others name them."""
    gone = people or (ASA,)
    session.flush()
    forget_elsewhere(Names.of(gone), [one.email for one in gone])
    session.flush()
    session.expire_all()


def brought_in(session: Database, **values: Any) -> Import:
    """Keep an import, of which nothing is done yet."""
    job = Import(file_name="people.csv", at=AT, by=str(BOB), **values)
    session.add(job)
    session.flush()
    return job


def with_rows(job: Import, *rows: list[str]) -> None:
    """Keep the rows of its file."""
    job.header, job.total = ["name", "phone"], len(rows)
    table_of(rows_path(job.id), job.header, rows)


@pytest.mark.parametrize("kind", ["import", "feedback"])
def test_refused_rows_that_name_her_are_emptied_and_counted_as_before(
    session: Database, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "BATCH", 2)
    kept: list[Any]
    if kind == "import":
        file_id = brought_in(session).id
        kept = [ImportFault(import_id=file_id, row=row, kind="refused", reason="no_email") for row in range(2, 7)]
    else:
        file_id = add_file("bounces.csv", "bounce", by=BOB, at=AT).id
        kept = [FeedbackFault(file_id=file_id, row=row, reason="no_address") for row in range(2, 7)]
    for fault, cells in zip(kept, (OTHERS, HERS, OTHERS, HERS, HERS), strict=True):
        fault.cells = cells
    session.add_all(kept)

    forget(session)

    assert [fault.cells for fault in kept] == [OTHERS, [], OTHERS, [], []]


def test_without_any_refused_row_nothing_happens(session: Database) -> None:
    forget(session)

    assert session.scalars(select(ImportFault)).all() == []


@pytest.mark.parametrize(
    ("samples", "left"),
    [
        ([["Åsa Qvarnström", "Dan"], ["1", "2"]], False),
        ([["Åsa", "Dan"], ["Qvarnström", "Dahl"]], False),
        ([["a", EMAIL.upper()], ["1", "2"]], False),
        ([["Åsa", "Qvarnström"], ["1", "2"]], True),
        ([["Dan", "Eva"], ["1", "2"]], True),
        ([], True),
    ],
)
def test_the_first_values_of_a_file_go_when_one_of_its_rows_names_her(
    session: Database, samples: list[list[str]], *, left: bool
) -> None:
    job = brought_in(session, samples=samples)

    forget(session)

    assert job.samples == (samples if left else [])


@pytest.mark.parametrize("name", ["asa qvarnstrom.csv", "export of Qvarnström Åsa 2026.xlsx", f"{EMAIL}.csv"])
def test_a_file_that_is_called_after_her_loses_its_name_and_so_does_its_job(session: Database, name: str) -> None:
    job, report = brought_in(session), add_file(name, "bounce", by=BOB, at=AT)
    job.file_name = name
    other = add_file("dan.csv", "bounce", by=BOB, at=AT)

    forget(session)

    assert (job.file_name, report.file_name, other.file_name) == (GONE, GONE, "dan.csv")
    assert sorted(session.scalars(select(Job.subject))) == sorted([GONE, "dan.csv"])


@pytest.mark.parametrize(
    ("state", "names_her", "kept"),
    [("open", True, False), ("stopped", True, False), ("open", False, True), ("stopped", False, True)],
)
def test_a_file_that_nobody_works_on_goes_when_it_names_her(
    session: Database, state: str, *, names_her: bool, kept: bool
) -> None:
    job = brought_in(session, state=state)
    with_rows(job, OTHERS, HERS if names_her else OTHERS)

    forget(session)

    assert rows_path(job.id).exists() is kept


def test_a_file_that_can_not_be_read_any_more_stops_no_erasure(session: Database) -> None:
    job = brought_in(session, state="open", header=["name"], total=3)
    rows_path(job.id).write_text("{broken", encoding="ascii")

    forget(session)

    assert job.file_name == "people.csv"


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("Åsa Qvarnström", GONE),
        ("asa.q@skogsbyn.example", GONE),
        ("0709876543", GONE),
        ("Åsa Ek", "Åsa Ek"),
        ("", ""),
    ],
)
def test_the_words_of_a_search_go_when_they_name_her(session: Database, words: str, after: str) -> None:
    searched = {"q": words, "status": "in_force"}
    known = catalogue()
    made = prepare(searched, known.purpose("e_marketing"), 1, [], at=AT, by=BOB)

    forget(session)

    assert session.get_one(ConsentRound, made.id).searched == {"q": after, "status": "in_force"}


def test_a_search_that_is_still_being_counted_keeps_its_words_until_then(session: Database) -> None:
    made = prepare({"q": ASA.name}, catalogue().purpose("e_marketing"), 1, None, at=AT, by=BOB)

    forget(session)

    assert made.searched == {"q": ASA.name}
    made.state = "counted"
    forget(session)
    assert made.searched == {"q": GONE}


def test_searches_without_words_stay_as_they_are(session: Database) -> None:
    made = prepare({"purpose": "e_marketing"}, catalogue().purpose("e_marketing"), 1, [], at=AT, by=BOB)

    forget(session)

    assert made.searched == {"purpose": "e_marketing"}
    assert session.scalars(select(BulkChange)).all() == []


def asked_from_outside(email: str, *, closed: bool) -> AccessRequest:
    """Keep a request of somebody who was not in the portal, with its letter and a note."""
    stranger = Asked("access", "email", words="I live at Granitvägen", name="Åsa Q", email=email, address="Granitv 1")
    request = receive(stranger, None, at=AT, by=BOB, channel="staff")
    add_note(request, "She rang.", at=AT, by=BOB, channel="staff")
    request_letter("request_received", request, at=AT)
    if closed:
        mark_answered(request, text="Nothing.", at=AT + timedelta(days=1), by=BOB, channel="staff")
    return request


def test_a_closed_request_from_her_address_keeps_only_its_days(session: Database) -> None:
    hers, others = asked_from_outside(EMAIL, closed=True), asked_from_outside("dan@example.se", closed=True)

    forget(session)

    assert (hers.words, hers.name, hers.email, hers.address) == ("", "", "", "")
    assert {what.text for what in timeline(hers.id)} == {""}
    assert (hers.state, hers.received_on) == ("answered", AT.date())
    assert others.email == "dan@example.se"
    assert "She rang." in {what.text for what in timeline(others.id)}
    assert session.scalars(select(Letter.recipient)).all() == ["dan@example.se"]


def test_an_open_request_from_her_address_is_kept_for_its_answer(session: Database) -> None:
    hers = asked_from_outside(EMAIL, closed=False)

    forget(session)

    assert (hers.email, hers.words) == (EMAIL, "I live at Granitvägen")
    assert session.scalars(select(Letter.recipient)).all() == [EMAIL]


def test_of_an_open_and_a_closed_request_the_closed_one_goes_and_the_letters_wait(session: Database) -> None:
    closed, waiting = asked_from_outside(EMAIL, closed=True), asked_from_outside(EMAIL, closed=False)

    forget(session)

    assert (closed.email, waiting.email) == ("", EMAIL)
    assert len(session.scalars(select(Letter)).all()) == 2


def test_many_are_forgotten_at_once_by_the_whole_of_their_names(session: Database) -> None:
    crowd = [Named(f"Person Nummer{number}", f"n{number}@example.se") for number in range(150)]
    report = add_file("Person Nummer7", "bounce", by=BOB, at=AT)
    beside = add_file("list of Person Nummer7.csv", "bounce", by=BOB, at=AT)

    forget(session, *crowd)

    assert session.get_one(FeedbackFile, report.id).file_name == GONE
    assert session.get_one(FeedbackFile, beside.id).file_name == "list of Person Nummer7.csv"
