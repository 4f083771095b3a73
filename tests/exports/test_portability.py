"""What a person may take elsewhere: what they gave by consent or for a contract, and nothing else."""

import csv
from io import StringIO
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.exports.csv_cells import harmless
from portal.exports.document import Column, Document, Section
from portal.exports.portability import as_csv, portable_data
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import Status, is_portable
from portal.people.actions import add_field
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import answered, newsletter

Database = scoped_session[Session]


def values(copy: Document) -> list[object]:
    """Return the values of the personal data."""
    return [row[1] for row in copy.section("personal_data").rows]


def given_field(person: Person, value: str, source: str) -> None:
    """Store a further item from that source."""
    came = catalogue().source(source)
    told = {"label": "Note", "category": "", "value": value}
    add_field(person, **told, source_id=came.id, source_key=came.key, at=make.AT, by=make.BOB, channel="staff")


@given(article=st.sampled_from("abcdef"), status=st.sampled_from([None, *get_args(Status)]), given_by=st.booleans())
def test_only_what_the_person_gave_and_is_used_by_consent_or_contract_is_portable(
    article: str, status: Status | None, given_by: bool
) -> None:
    portable = is_portable(article, status, from_person=given_by)

    assert portable is (given_by and article in "ab" and status == "in_force")


@only_sqlite
@pytest.mark.parametrize("basis", ["consent", "contract"])
def test_what_the_person_gave_is_there_and_what_others_gave_is_not(session: Database, basis: str) -> None:
    alice = make.person(bases={"sales_service": basis}, phone="070-123 45 67")
    given_field(alice, "Told on the phone", "phone")
    given_field(alice, "Bought from a list", "import")

    copy = portable_data(alice, at=make.AT)

    assert values(copy) == ["Alice Alm", "alice@example.se", "070-123 45 67", "svenska", "Told on the phone"]
    assert [section.key for section in copy.sections] == ["personal_data", "preferences", "form_answers"]


@only_sqlite
def test_of_somebody_registered_by_others_only_what_they_gave_later_is_there(session: Database) -> None:
    dan = make.person(source="import", bases={"e_marketing": "consent"}, email="dan@example.se")
    given_field(dan, "Told on the phone", "phone")

    assert values(portable_data(dan, at=make.AT)) == ["Told on the phone"]


@only_sqlite
@pytest.mark.parametrize("basis", ["legitimate_interests", "legal_obligation", "public_task"])
def test_under_another_basis_nothing_is_there(session: Database, basis: str) -> None:
    alice = make.person(bases={"sales_service": basis})

    copy = portable_data(alice, language="en", at=make.AT)

    assert [(section.key, len(section.rows)) for section in copy.sections] == [("personal_data", 0)]
    assert copy.nothing == "Nothing that you gave us is used by consent or for a contract now."


@only_sqlite
def test_a_consent_that_was_withdrawn_carries_nothing(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=make.AT)

    assert values(portable_data(alice, at=make.AT)) == []


@only_sqlite
def test_answers_to_forms_go_along(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    newsletter()
    answered(email="alice@example.se")

    copy = portable_data(alice, language="en", at=make.AT)

    assert len(copy.section("form_answers").rows) == 1


def table(*cells: str | int | None) -> Document:
    """Return a document with one row of those cells."""
    columns = tuple(Column(f"c{number}", f"Column {number}") for number in range(len(cells)))
    return Document("T", "en", "UTC", make.AT, (Section("s", "S", columns, [cells]),))


def test_a_table_names_section_row_and_column_and_leaves_out_what_is_empty() -> None:
    read = list(csv.reader(StringIO(as_csv(table('a;\n"b"', 7, None)))))

    assert read == [
        ["section", "row", "column", "label", "value"],
        ["s", "1", "c0", "Column 0", 'a;\n"b"'],
        ["s", "1", "c1", "Column 1", "7"],
    ]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("\t=1", "'\t=1"),
        ("+46 70 123 45 67", "+46 70 123 45 67"),
        ("-12,5", "-12,5"),
        ("Anna", "Anna"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert harmless([cell]) == [written]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_text_comes_back_from_the_table(text: str) -> None:
    read = list(csv.reader(StringIO(as_csv(table(text)), newline="")))

    assert read[1][4] == harmless([text])[0]
