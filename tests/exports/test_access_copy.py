"""The access copy holds everything that is stored about one person, and nobody's name who works here."""

import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.exports.access_copy import access_copy, file_name
from portal.exports.document import Document
from portal.exports.plain import as_json
from portal.exports.workbook import write_workbook
from portal.extensions import db
from portal.ledger.queries import entries_of, head
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.links.actions import view_link
from portal.mail.letters.queued import confirm_registration
from portal.mail.models import Letter
from portal.people.actions import add_field, change, note_look
from portal.people.models import Person
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from tests import make
from tests.web_forms.designing import answered, confirmed, newsletter

Database = scoped_session[Session]
LATER = make.AT + timedelta(days=30)
SWEDISH = [
    "Omslag",
    "Personuppgifter",
    "Syften och rättsliga grunder",
    "Kategorier av uppgifter",
    "Mottagare",
    "Överföringar utanför EU",
    "Hur länge det sparas",
    "Varifrån det kom",
    "Automatiserade beslut",
    "Dina rättigheter",
    "Val",
    "Köp",
    "Svar på webbformulär",
    "Historik",
    "Brev",
    "Begäranden",
    "Vem har tittat",
    "Länkar och besök",
]
ENGLISH = [
    "Cover",
    "Personal data",
    "Purposes and legal bases",
    "Categories of data",
    "Recipients",
    "Transfers outside the EU",
    "How long it is kept",
    "Where it came from",
    "Automated decisions",
    "Your rights",
    "Preferences",
    "Purchases",
    "Answers to web forms",
    "History",
    "Letters",
    "Requests",
    "Who has looked",
    "Links and visits",
]


@pytest.fixture
def alice(session: Database) -> Person:
    """Return Alice, to whom a lot has happened."""
    person = make.person(phone="070-1", country="SE", address="Gata 1\n123 45 Ort", company="=1+1")
    record = make.record("sales_service", "contract", comment="Order 7", evidence="Letter 17")
    record_basis(person, record, at=make.AT, by=make.BOB, channel="staff")
    give_consent(person, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=make.AT)
    choose_topics(person, {topics()[1]: False}, at=make.AT)
    set_pause(person, date(2026, 9, 1), at=make.AT)
    came = catalogue().source("phone")
    told = {"label": "Shoe size", "category": "Purchases", "value": "37"}
    add_field(person, **told, source_id=came.id, source_key=came.key, at=make.AT, by=make.BOB, channel="staff")
    change(person, {"title": "Buyer"}, at=LATER, by=make.BOB, channel="staff")
    confirm_registration(person, at=make.AT)
    note_look(person.id, kind="view", staff="bob@example.se", role="officer", reason="An invoice", at=LATER)
    stop_all_marketing(person, catalogue(), at=LATER, channel="link")
    session.commit()
    return person


def rows(copy: Document, key: str) -> list[dict[str, Any]]:
    """Return the rows of a section by column."""
    section = copy.section(key)
    return [dict(zip([column.key for column in section.columns], row, strict=True)) for row in section.rows]


@pytest.mark.parametrize(("language", "titles"), [("sv", SWEDISH), ("en", ENGLISH)])
def test_the_sheets_are_named_in_the_language_asked_for(alice: Person, language: str, titles: list[str]) -> None:
    copy = access_copy(alice, language=language, at=LATER)

    assert [section.title for section in copy.sections] == titles


@pytest.mark.parametrize(
    ("spoken", "country", "first"), [("sv", "", "Omslag"), ("en", "SE", "Cover"), ("", "GB", "Cover")]
)
def test_unasked_it_speaks_the_person_s_language(session: Database, spoken: str, country: str, first: str) -> None:
    person = make.person(language=spoken, country=country)

    assert access_copy(person, at=LATER).sections[0].title == first


def test_every_stored_item_is_there_with_a_readable_label(alice: Person) -> None:
    told = {row["label"]: row["value"] for row in rows(access_copy(alice, language="en", at=LATER), "personal_data")}

    assert told == {
        "Name": "Alice Alm",
        "E-mail": "alice@example.se",
        "Phone": "070-1",
        "Company": "=1+1",
        "Title": "Buyer",
        "Address": "Gata 1\n123 45 Ort",
        "Country": "Sweden",
        "Language": "Swedish",
        "Shoe size": "37",
    }


def test_each_purpose_tells_basis_status_source_comment_and_evidence(alice: Person) -> None:
    sales, marketing = rows(access_copy(alice, language="en", at=LATER), "purposes")

    assert (sales["legal_basis"], sales["article"], sales["status"], sales["comment"], sales["evidence"]) == (
        "Contract",
        "6(1)(b)",
        "In force",
        "Order 7",
        "Letter 17",
    )
    assert sales["kept_until"] == date(2029, 4, 2)
    assert (marketing["status"], marketing["wording_version"], marketing["kept_until"]) == ("Withdrawn", 1, None)
    assert marketing["wording"].startswith("I want to get news")


def test_a_purpose_with_nothing_recorded_says_so(session: Database) -> None:
    told = rows(access_copy(make.person(), language="en", at=LATER), "purposes")

    assert {row["status"] for row in told} == {"Nothing recorded"}


def test_preferences_tell_stop_pause_and_topics(alice: Person) -> None:
    told = {
        row["what"]: (row["choice"], row["date"])
        for row in rows(access_copy(alice, language="en", at=LATER), "preferences")
    }

    assert told["All marketing stopped"] == ("Yes", LATER)
    assert told["Marketing paused until"] == (None, date(2026, 9, 1))
    assert told["Topic: News"] == ("No", None)
    assert told["Topic: Invitations"] == ("No own choice: follows its purpose", None)


def test_the_history_has_every_entry_with_its_seal(alice: Person) -> None:
    told = rows(access_copy(alice, language="en", at=LATER), "history")

    entries = entries_of(alice.ref)
    assert [(row["seq"], row["hash"], row["at"]) for row in told] == [(one.seq, one.hash, one.at) for one in entries]


def test_the_history_tells_old_and_new_values_while_they_are_kept(alice: Person) -> None:
    told = rows(access_copy(alice, language="en", at=LATER), "history")

    changed = next(row for row in told if row["event"] == "Your details were changed")
    assert changed["explanation"] == "Before: Title: -\nAfter: Title: Buyer"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_code_of_the_ledger_is_left_in_the_history(alice: Person, language: str) -> None:
    told = rows(access_copy(alice, language=language, at=LATER), "history")

    words = " ".join(str(row[name]) for row in told for name in ("event", "status", "changed_by", "channel", "purpose"))
    assert "." not in words
    assert "_" not in words


def test_who_has_looked_is_told_by_role_and_reason(alice: Person) -> None:
    told = rows(access_copy(alice, language="en", at=LATER), "looks")

    assert told == [{"at": LATER, "kind": "Viewed", "role": "Case officer", "reason": "An invoice"}]


def test_nobody_who_works_here_is_named(alice: Person) -> None:
    content = as_json(access_copy(alice, language="en", at=LATER))

    assert "bob" not in content.lower()


def test_a_letter_is_there_without_the_links_that_open_doors(session: Database, alice: Person) -> None:
    letter = session.scalars(select(Letter)).one()
    link = view_link(alice.id, at=LATER)
    letter.state, letter.sent_at, letter.subject, letter.text = "sent", LATER, "Hello", f"Open {link} now"
    session.commit()

    [told] = rows(access_copy(alice, language="en", at=LATER), "letters")

    assert (told["subject"], told["sent_at"], told["state"]) == ("Hello", LATER, "Sent")
    assert link not in told["text"]
    assert told["text"].endswith(" now")


def test_the_cover_says_whose_from_whom_and_when(alice: Person) -> None:
    make.organisation(number="556000-0000", officer_name="Elin")

    told = {row["what"]: row["value"] for row in rows(access_copy(alice, language="en", at=LATER), "cover")}

    assert told["Name"] == "Alice Alm"
    assert told["Responsible for the data"] == "Björkvik Handel AB, 556000-0000"
    assert (told["Made"], told["Time zone of all times"]) == (LATER, "Europe/Stockholm")
    assert told["Sheet: Who has looked"] == "1 row"


def test_making_a_copy_leaves_the_ledger_alone(alice: Person) -> None:
    before = head()

    access_copy(alice, at=LATER)
    db.session.commit()

    assert head() == before


def test_other_people_s_data_is_not_in_it(alice: Person) -> None:
    make.person(name="Dan Dal", email="dan@example.se")

    assert "dan" not in as_json(access_copy(alice, language="en", at=LATER)).lower().replace("standard", "")


def test_the_workbook_says_the_same_as_the_json(alice: Person) -> None:
    copy = access_copy(alice, language="sv", at=LATER)
    file = io.BytesIO()
    write_workbook(copy, file)

    book, plain = openpyxl.load_workbook(file), json.loads(as_json(copy))

    assert [sheet.title for sheet in book] == SWEDISH
    for section in copy.sections:
        said = plain["sections"][section.key]
        sheet = list(book[section.title].iter_rows(values_only=True))
        assert list(sheet[0]) == list(said["labels"].values())
        if not section.rows:
            assert sheet[1][0] == copy.nothing == "Inget är sparat här."
            continue
        assert len(sheet) - 1 == len(said["rows"]) == len(section.rows)
        for cells, row in zip(sheet[1:], said["rows"], strict=True):
            pairs = zip(cells, row.values(), strict=True)
            assert all(cell == (value or None) or isinstance(cell, datetime) for cell, value in pairs)


def test_json_tells_moments_in_utc(alice: Person) -> None:
    plain = json.loads(as_json(access_copy(alice, language="en", at=LATER)))

    assert plain["made_at"] == "2026-05-02T07:30:00.000000Z"
    assert plain["sections"]["looks"]["rows"][0]["at"] == "2026-05-02T07:30:00.000000Z"


def test_the_file_s_name_does_not_name_the_person(alice: Person) -> None:
    name = file_name(access_copy(alice, at=LATER), alice, "xlsx")

    assert name.endswith("-2026-05-02.xlsx")
    assert "alice" not in name.lower()


def test_what_was_answered_with_the_address_is_there_while_it_waits_and_after(session: Database) -> None:
    person = make.person()
    newsletter()
    answered(chosen=["news"], company="Björkvik", at=make.AT)
    [waiting] = rows(access_copy(person, language="en", at=LATER), "form_answers")
    confirmed(at=LATER)

    [done] = rows(access_copy(person, language="en", at=LATER), "form_answers")

    assert waiting == {
        "answered_at": make.AT,
        "form": "The newsletter",
        "confirmed_at": None,
        "consents": "E-marketing, wording 1",
        "topics": "News",
        "given": "Name: Alice Alm; E-mail: alice@example.se; Language: en; Company: Björkvik",
    }
    assert (done["confirmed_at"], done["given"]) == (LATER, "")
