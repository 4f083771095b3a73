"""The person's own page."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.legal_bases.actions import end_basis
from portal.legal_bases.cataloguing import change_item, locked_item
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from tests.databases import only_sqlite
from tests.make import AT, BOB
from tests.questions import noted
from tests.web.subject.visiting import add_person, consent, name_organisation, press, statuses, visit


@pytest.fixture
def alice(app: Flask) -> int:
    return add_person(app)


def test_strangers_are_told_how_to_get_in(client: FlaskClient) -> None:
    answer = client.get("/me/")

    assert answer.status_code == 403
    assert 'href="/link"' in answer.text


@pytest.mark.parametrize("path", ["data", "purposes/e_marketing", "preferences", "history", "receipts/1", "links"])
def test_every_page_behind_the_gate_is_closed_to_strangers(client: FlaskClient, path: str) -> None:
    assert client.get(f"/me/{path}").status_code == 403


def test_the_hub_names_the_organisation_and_masks_the_address(app: Flask, client: FlaskClient, alice: int) -> None:
    name_organisation(app)

    page = visit(app, client, alice).text

    assert "Your data at Björkvik Handel AB" in page
    assert "a•••@example.se" in page
    assert "alice@example.se" not in page


def test_a_card_tells_basis_source_since_and_by_whom(app: Flask, client: FlaskClient, alice: int) -> None:
    page = visit(app, client, alice).text

    assert "Contract" in page
    assert "Business card" in page
    assert '<time datetime="2026-04-02">2 April 2026</time>, by a member of staff' in page


def test_a_card_tells_until_when_data_is_kept(app: Flask, client: FlaskClient, alice: int) -> None:
    page = visit(app, client, alice).text

    assert '<time datetime="2029-04-02">2 April 2029</time>' in page


def test_no_member_of_staff_is_named(app: Flask, client: FlaskClient, alice: int) -> None:
    assert "bob" not in visit(app, client, alice).text.lower()


def test_a_contract_offers_no_stop_but_says_what_can_be_asked(app: Flask, client: FlaskClient, alice: int) -> None:
    page = visit(app, client, alice).text

    assert "We need the data for the contract. You can ask for a copy or a correction." in page
    assert 'action="/me/purposes/sales_service/stop"' not in page


def test_a_consent_can_be_withdrawn_right_on_the_card(app: Flask, client: FlaskClient, alice: int) -> None:
    page = visit(app, client, alice).text

    assert 'action="/me/purposes/e_marketing/stop"' in page
    assert "Withdraw consent" in page


def test_a_legitimate_interest_can_be_objected_to(app: Flask, client: FlaskClient) -> None:
    page = visit(app, client, add_person(app, bases={"sales_service": "legitimate_interests"})).text

    assert 'action="/me/purposes/sales_service/stop"' in page
    assert ">Object</button>" in page


def test_a_legal_obligation_says_that_the_law_requires_it(app: Flask, client: FlaskClient) -> None:
    page = visit(app, client, add_person(app, bases={"sales_service": "legal_obligation"})).text

    assert "A law requires us to keep the data." in page


def test_with_nothing_recorded_nothing_is_used(app: Flask, client: FlaskClient) -> None:
    page = visit(app, client, add_person(app, bases={})).text

    assert page.count("We do not use your data for this.") == 2


def test_an_ended_basis_is_not_in_use(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        person = locked_person(alice)
        end_basis(person, catalogue().purpose("sales_service"), at=clock.now(), by=BOB, channel="staff")
        db.session.commit()

    page = visit(app, client, alice).text

    assert "Not in use" in page
    assert "We do not use your data for this." in page


def test_one_press_stops_all_marketing(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)

    answer = press(client, "/me/stop")

    assert answer.status_code == 303
    assert "/me/receipts/" in answer.headers["Location"]
    assert statuses(app, alice) == {"e_marketing": "withdrawn", "sales_service": "in_force"}


def test_after_a_stop_the_hub_says_since_when_and_has_no_button(app: Flask, client: FlaskClient, alice: int) -> None:
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        visit(app, client, alice)
        press(client, "/me/stop")
        page = client.get("/me/").text

    assert 'action="/me/stop"' not in page
    assert '<time datetime="2026-04-03">3 April 2026</time>. Nothing more is needed.' in page


def test_after_a_new_consent_all_marketing_can_be_stopped_again(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)
    press(client, "/me/stop")
    consent(client)

    page = client.get("/me/").text

    assert 'action="/me/stop"' in page


def test_stopping_counts_for_purposes_with_nothing_recorded(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app, bases={}))
    press(client, "/me/stop")

    assert "You have stopped all marketing." in client.get("/me/").text


def test_stopping_needs_the_pages_own_token(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)

    answer = client.post("/me/stop")

    assert answer.status_code == 400
    assert statuses(app, alice)["e_marketing"] == "in_force"


def test_a_restriction_is_told(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        locked_person(alice).restricted_at = AT
        db.session.commit()

    assert "We only store your data, and do not use it, since" in visit(app, client, alice).text


def test_two_people_who_stand_alike_each_see_their_own(app: Flask, client: FlaskClient, alice: int) -> None:
    charlie = add_person(app, name="Charlie", email="charlie@example.org", at=AT + timedelta(days=30))
    first = visit(app, client, alice).text

    second = visit(app, app.test_client(), charlie).text

    assert "a•••@example.se" in first and "c•••@example.org" not in first
    assert "c•••@example.org" in second and "a•••@example.se" not in second
    assert "2026-05-02" in second and "2026-04-02" not in second


def test_each_visit_has_a_token_of_its_own(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)
    other = app.test_client()
    visit(app, other, alice)
    foreign = other.get("/me/").text.split('name="csrf_token" value="')[1].split('"')[0]

    answer = client.post("/me/stop", data={"csrf_token": foreign})

    assert answer.status_code == 400


def test_an_address_is_escaped(app: Flask, client: FlaskClient) -> None:
    page = visit(app, client, add_person(app, email="<b>@x.se")).text

    assert "<b>" not in page
    assert "&lt;•••@x.se" in page


def test_the_hub_asks_the_database_once(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)

    with noted(app) as asked:
        client.get("/me/")

    assert len(asked) == 1


def test_the_page_is_kept_by_no_cache(app: Flask, client: FlaskClient, alice: int) -> None:
    assert visit(app, client, alice).headers["Cache-Control"] == "no-store"


def test_a_visit_ends_after_half_an_hour_without_use(app: Flask, client: FlaskClient, alice: int) -> None:
    with time_machine.travel(AT, tick=False) as now:
        visit(app, client, alice)
        now.shift(timedelta(minutes=29))
        assert client.get("/me/").status_code == 200
        now.shift(timedelta(minutes=31))

        assert client.get("/me/").status_code == 403


def test_a_broken_cookie_is_no_visit(client: FlaskClient) -> None:
    client.set_cookie("portal_session", "\x00nonsense.x.y")

    assert client.get("/me/").status_code == 403


def test_the_language_can_be_changed_on_the_page(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)
    client.get("/me/?lang=sv")

    page = client.get("/me/").text

    assert '<html lang="sv">' in page
    assert "Stoppa all marknadsföring" in page


def test_a_preferences_link_shows_no_stored_data(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice, "preferences")

    answers = [client.get(path) for path in ("/me/", "/me/data", "/me/history", "/me/links")]

    assert {answer.status_code for answer in answers} == {403}
    assert all("opens your choices only" in answer.text for answer in answers)


@only_sqlite
def test_what_a_purpose_does_not_say_has_no_empty_label(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        item = locked_item(PURPOSES, "sales_service")
        said = {name: spoken for name, spoken in item.texts.items() if name not in {"recipients", "retention"}}
        change_item(PURPOSES, item, {"retention_months": None}, said, at=clock.now(), by=BOB)
        db.session.commit()

    page = visit(app, client, add_person(app, bases={"sales_service": "contract"})).text

    assert "We need the data for the contract." in page
    assert "<dt>Recipients</dt>" not in page and "<dt>Kept until</dt>" not in page
    assert "<dt>Source</dt>" in page
