"""The sheet of purchases: every sale that is kept, in words, oldest first."""

from datetime import date

import pytest
from flask_babel import force_locale
from sqlalchemy.orm import Session, scoped_session

from portal.customers.actions import record_sales, remove_sale
from portal.customers.queries import sales_of
from portal.customers.rules import SaleFact
from portal.exports.access_copy import access_copy
from portal.exports.sales import sales
from portal.ledger.rules import Actor
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
FIRST = SaleFact(date(2025, 12, 1), "Skor", way_out_offered=False)
LAST = SaleFact(date(2026, 3, 1), "=1+1", way_out_offered=True)


@pytest.fixture
def alice(session: Database) -> Person:
    """Return Alice, who bought twice."""
    person = make.person()
    phone = catalogue().source("phone")
    record_sales(person, [LAST, FIRST], source=phone, at=AT, by=BOB, channel="staff")
    return person


@pytest.mark.parametrize(
    ("language", "no", "yes", "source"), [("sv", "Nej", "Ja", "Telefon"), ("en", "No", "Yes", "Phone")]
)
def test_every_sale_is_told_in_the_language_oldest_first(
    alice: Person, language: str, no: str, yes: str, source: str
) -> None:
    with force_locale(language):
        rows = [row[:5] for row in sales(alice, language).rows]

    assert rows == [
        (date(2025, 12, 1), "Skor", no, source, AT),
        (date(2026, 3, 1), "=1+1", yes, source, AT),
    ]


def test_who_recorded_it_is_told_without_an_employee_s_address(alice: Person) -> None:
    record_sales(
        alice,
        [SaleFact(date(2026, 1, 1), "Hattar", way_out_offered=True)],
        source=catalogue().source("import"),
        at=AT,
        by=Actor("import", "1"),
        channel="import",
    )

    with force_locale("en"):
        by = {row[1]: str(row[5]) for row in sales(alice, "en").rows}

    assert not any("@" in who for who in by.values())
    assert by["Skor"] != by["Hattar"]


def test_a_sale_that_was_deleted_is_told_no_more(alice: Person) -> None:
    remove_sale(alice, sales_of(alice.id)[0], at=AT, by=BOB, channel="staff")

    with force_locale("en"):
        assert [row[1] for row in sales(alice, "en").rows] == ["Skor"]


def test_the_copy_has_the_sheet_also_when_nothing_was_bought(session: Database) -> None:
    dan = make.person(name="Dan", email="dan@example.se", language="en")

    sheet = access_copy(dan, at=AT).section("sales")

    assert (sheet.title, list(sheet.rows)) == ("Purchases", [])


def test_the_sheet_stands_in_the_copy_with_every_sale(alice: Person) -> None:
    copy = access_copy(alice, language="sv", at=AT)

    assert [column.label for column in copy.section("sales").columns][:2] == ["Försäljningsdag", "Varuslag"]
    assert [row[1] for row in copy.section("sales").rows] == ["Skor", "=1+1"]
