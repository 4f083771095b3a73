"""Staff record sales by hand; the person sees them."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.customers.actions import fact_of
from portal.customers.queries import sales_of
from portal.customers.rules import SaleFact
from portal.exports.access_copy import access_copy
from tests.databases import only_sqlite
from tests.make import AT
from tests.web.staff.people.working import at_work, events_of, person_of, registered, submit
from tests.web.subject.visiting import visit

SHOES = {"sold_on": "2026-03-20", "goods": "Shoes", "way_out": "yes", "source": "phone"}


@only_sqlite
def test_a_sale_is_recorded_shown_and_deleted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    recorded = submit(client, f"/staff/people/{alice}/sales/new", **SHOES)
    card = client.get(f"/staff/people/{alice}").text
    with app.app_context():
        [sale] = sales_of(alice)
    deleted = submit(client, f"/staff/people/{alice}/sales/{sale.id}/delete")

    assert (recorded.status_code, deleted.status_code) == (303, 303)
    assert fact_of(sale) == SaleFact(date(2026, 3, 20), "Shoes", way_out_offered=True)
    assert "Shoes</bdi>. The way out was offered." in card
    assert client.get(f"/staff/people/{alice}").status_code == 200
    with app.app_context():
        assert sales_of(alice) == []
        assert events_of(alice)[-2:] == ["sale.recorded", "sale.removed"]


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sold_on": "2126-01-01"}, "The day of the sale is in the future."),
        ({"sold_on": "1812-01-01"}, "The day of the sale is before 1900."),
        ({"sold_on": "yesterday"}, "Enter the day as year-month-day"),
        ({"goods": " - "}, "Say what kind of goods it was."),
        ({"goods": "a" * 101}, "Class of goods: write at most 100 characters."),
        ({"way_out": ""}, "If you do not know, the answer is no."),
        ({"source": "nowhere"}, "Choose where this comes from."),
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient, fields: dict[str, str], words: str) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, f"/staff/people/{alice}/sales/new", **{**SHOES, **fields})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{fields.get("goods", "Shoes").strip()}"' in answer.text
    with app.app_context():
        assert sales_of(alice) == []


@only_sqlite
def test_a_sale_to_somebody_else_stays(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan = registered(app), registered(app, name="Dan", email="dan@example.se")
    submit(client, f"/staff/people/{alice}/sales/new", **SHOES)

    asked = client.get(f"/staff/people/{dan}/sales/1/delete")
    submit(client, f"/staff/people/{dan}/sales/1/delete", form_at=f"/staff/people/{dan}/sales/new")

    assert asked.status_code == 404
    with app.app_context():
        assert len(sales_of(alice)) == 1


@only_sqlite
def test_the_person_sees_the_sale_on_their_page_and_in_the_copy(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    submit(client, f"/staff/people/{alice}/sales/new", **{**SHOES, "way_out": "no"})
    visitor = app.test_client()
    visit(app, visitor, alice)

    page, history = visitor.get("/me/data").text, visitor.get("/me/history").text
    with app.app_context():
        copy = access_copy(person_of(alice), language="sv", at=AT)

    assert "Shoes, <time" in page
    assert "Ett köp antecknades." in history
    assert copy.section("sales").rows[0][:4] == (date(2026, 3, 20), "Shoes", "Nej", "Telefon")
