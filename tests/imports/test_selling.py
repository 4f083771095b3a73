"""Sales come in with a file, once each, and go when the import is taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session, scoped_session

from portal.customers.actions import fact_of, record_sales
from portal.customers.queries import sales_of
from portal.customers.rules import SaleFact
from portal.imports.reasons import Refused
from portal.imports.selling import sale_told
from portal.ledger.queries import entries_of, verify
from portal.legal_bases.queries import catalogue
from portal.people.queries import people_at
from tests import make
from tests.databases import only_sqlite
from tests.imports.csv_files import Importing
from tests.make import AT, BOB

Database = scoped_session[Session]
TODAY = date(2026, 4, 2)
SHOES = SaleFact(date(2026, 3, 20), "Skor", way_out_offered=True)
FILE = (
    "namn,epost,försäljningsdag,varuslag,way out offered\n"
    "Alice Alm,alice@example.se,2026-03-20,Skor,ja\n"
    "Dan Dal,dan@example.se,2026-03-20 00:00,Skor,\n"
    "Eve Ek,eve@example.se,2126-03-20,Skor,ja\n"
    "Fia Falk,fia@example.se,,,\n"
    "Gun Ge,gun@example.se,2026-03-20,,ja\n"
)


def told(day: str = "2026-03-20", goods: str = "Skor", way_out: str = "ja") -> SaleFact | None:
    """Return the sale that a row tells today."""
    return sale_told({"sold_on": day, "goods": goods, "way_out": way_out}, today=TODAY)


def sold(address: str) -> list[SaleFact]:
    """Return the sales to whoever has the address."""
    [person] = people_at(address)
    return [fact_of(sale) for sale in sales_of(person.id)]


@pytest.mark.parametrize(
    ("way_out", "offered"), [("Yes", True), ("JA", True), ("1", True), ("", False), ("nej", False)]
)
def test_a_row_tells_a_sale_and_whether_the_way_out_was_offered(way_out: str, *, offered: bool) -> None:
    assert told(way_out=way_out) == SaleFact(date(2026, 3, 20), "Skor", offered)


def test_a_row_without_day_and_goods_tells_none() -> None:
    assert told("", "") is None
    assert sale_told({}, today=TODAY) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"goods": ""}, "half_sale"),
        ({"day": ""}, "half_sale"),
        ({"way_out": "maybe"}, "no_yes"),
        ({"day": "20/3 2026"}, "no_day"),
        ({"day": "2026-04-03"}, "future_sale"),
        ({"day": "1812-01-01"}, "ancient_sale"),
        ({"goods": "?"}, "no_goods"),
    ],
)
def test_a_row_with_half_a_sale_or_an_odd_one_is_refused(values: Mapping[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        told(**values)

    assert refused.value.reason.code == code
    assert str(refused.value)


def test_newcomers_and_known_people_get_their_sales_once(imported: Importing, session: Database) -> None:
    alice = make.person()

    first = imported(FILE)
    again = imported(FILE)

    assert (first["created"], first["updated"]) == (2, 1)
    assert [fault["reason"] for fault in first["refused"]] == [
        "the day of the sale is in the future",
        "a sale needs both its day and its class of goods",
    ]
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)
    assert sold("alice@example.se") == [SHOES]
    assert sold("dan@example.se") == [SaleFact(date(2026, 3, 20), "Skor", way_out_offered=False)]
    assert sold("fia@example.se") == []
    assert [entry.event for entry in entries_of(alice.ref)] == ["person.registered", "sale.recorded"]
    assert verify() is None


@only_sqlite
def test_taking_an_import_back_takes_its_sales_back_but_not_those_of_others(
    imported: Importing, runner: FlaskCliRunner, session: Database
) -> None:
    alice = make.person()
    hats = SaleFact(date(2026, 1, 1), "Hattar", way_out_offered=True)
    old = SaleFact(SHOES.sold_on, "Skor", way_out_offered=False)
    came = catalogue().source("phone")
    record_sales(alice, [hats, old], source=came, at=AT, by=BOB, channel="staff")
    session.commit()
    imported(FILE)
    [dan] = people_at("dan@example.se")
    record_sales(dan, [hats], source=came, at=AT, by=BOB, channel="staff")
    session.commit()

    undone = runner.invoke(args=["people", "undo-import", "1"])

    session.expire_all()
    assert undone.exit_code == 0, undone.output
    assert sorted(sold("alice@example.se"), key=lambda sale: sale.goods) == [hats, old]
    assert sold("dan@example.se") == [hats]


@only_sqlite
def test_a_dry_run_counts_a_sale_that_comes_twice_once(imported: Importing, session: Database) -> None:
    make.person()
    rows = "epost,försäljningsdag,varuslag\n" + "alice@example.se,2026-03-20,Skor\n" * 2

    summary = imported(rows, "--dry-run")

    assert (summary["updated"], summary["unchanged"]) == (1, 1)
    assert sold("alice@example.se") == []
