"""Sales are recorded once, told in the ledger beside it, and go with the person."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from portal.customers.actions import fact_of, record_sales, remove_sale
from portal.customers.models import Sale
from portal.customers.queries import is_customer, sale_of, sales_known, sales_of
from portal.customers.rules import SaleFact, SoftOptIn, is_existing_customer
from portal.customers.terms import soft_opt_in
from portal.ledger.queries import entries_of, verify
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.settings.actions import change_settings
from portal.settings.marketing import MarketingSettings, marketing_settings
from tests import make
from tests.customers.selling import FACTS, SHOES, TERMS, TODAY, terms
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=3)


def sold(person: Person, *sales: SaleFact, source: str = "phone", days: int = 0) -> list[Sale]:
    """Record the sales for Bob, so many days after the person was registered."""
    came, at = catalogue().source(source), AT + timedelta(days=days)
    return record_sales(person, sales, source=came, at=at, by=BOB, channel="staff")


def test_a_sale_stands_beside_the_ledger_and_goes_with_the_person(session: Database) -> None:
    alice = make.person()

    sold(alice, SHOES)
    session.commit()

    [sale] = sales_of(alice.id)
    entry = entries_of(alice.ref)[-1]
    assert fact_of(sale) == SHOES
    assert (entry.event, entry.source, entry.details) == ("sale.recorded", "phone", "{}")
    assert verify() is None
    session.execute(delete(Person).where(Person.id == alice.id))
    assert session.scalars(select(Sale)).all() == []


@only_sqlite
def test_a_sale_that_is_told_twice_is_kept_once_and_the_way_out_can_be_corrected(session: Database) -> None:
    alice = make.person()
    sold(alice, SHOES)

    again = sold(alice, replace(SHOES, goods="SKOR"))
    corrected = sold(alice, replace(SHOES, way_out_offered=False), days=1)

    assert again == []
    assert [fact_of(sale) for sale in corrected] == [replace(SHOES, way_out_offered=False)]
    assert [entry.event for entry in entries_of(alice.ref)].count("sale.recorded") == 2


@only_sqlite
def test_sales_are_known_as_of_a_day_from_the_ledger_alone(session: Database) -> None:
    alice = make.person()
    sold(alice, SHOES, days=1)
    sold(alice, replace(SHOES, way_out_offered=False), days=2)
    remove_sale(alice, sales_of(alice.id)[0], at=AT + timedelta(days=3), by=BOB, channel="staff")
    session.commit()

    known = [sales_known([alice.ref, "nobody"], until=AT + timedelta(days=days)) for days in range(4)]

    assert known == [{}, {alice.ref: [SHOES]}, {alice.ref: [replace(SHOES, way_out_offered=False)]}, {}]


@only_sqlite
def test_a_sale_is_found_only_under_its_own_person(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")
    [sale] = sold(alice, SHOES)

    assert sale_of(alice.id, sale.id) is sale
    assert sale_of(dan.id, sale.id) is None


@only_sqlite
def test_the_soft_opt_in_is_off_until_it_is_set_for_a_purpose(session: Database) -> None:
    before = soft_opt_in(marketing_settings(), "e_marketing")

    values = {"soft_opt_in_purposes": ["e_marketing"], "soft_opt_in_months": 6, "soft_opt_in_goods": ["Skor"]}
    change_settings(values, at=AT, by=BOB, channel="staff")

    assert before is None
    assert soft_opt_in(marketing_settings(), "e_marketing") == terms(months=6)
    assert soft_opt_in(marketing_settings(), "sales_service") is None
    assert soft_opt_in(MarketingSettings(), "e_marketing") is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everybody=st.lists(st.lists(FACTS, max_size=3), min_size=1, max_size=4), used=st.none() | TERMS)
def test_the_condition_in_sql_says_what_the_rule_says(
    session: Database, everybody: list[list[SaleFact]], used: SoftOptIn | None
) -> None:
    session.execute(delete(Person))
    people = [make.person(email=f"p{number}@example.se") for number in range(len(everybody))]
    for person, sales in zip(people, everybody, strict=True):
        sold(person, *sales)

    found = select(Person.id).where(is_customer(Person.__table__.c.id, used, today=TODAY)).order_by(Person.id)

    stored = {person.id: [fact_of(sale) for sale in sales_of(person.id)] for person in people}
    expected = [key for key, sales in stored.items() if is_existing_customer(sales, used, today=TODAY)]
    assert list(session.scalars(found)) == expected


def test_days_before_the_limit_are_of_the_same_calendar_on_both_databases(session: Database) -> None:
    alice = make.person()
    sold(alice, replace(SHOES, sold_on=date(2025, 2, 28)))

    days = [date(2026, 2, 28), date(2026, 3, 1)]
    customers = [
        session.scalar(select(is_customer(Person.__table__.c.id, terms(), today=day)).select_from(Person))
        for day in days
    ]

    assert customers == [True, False]
