"""The page on which staff find people."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from tests.web.staff.people.working import at_work, looks_at, registered

PEOPLE = "/staff/people"


def names(text: str) -> list[str]:
    """Return the names in the list, in order."""
    return re.findall(r"<bdi>([^<]+)</bdi></a></th>", text)


def test_people_are_found_by_the_beginnings_of_words(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app, name="Åsa Öberg", email="asa@example.se", company="Björkvik Handel AB")
    registered(app, name="Dan Dahl", email="dan@example.com", company="Granhult")

    page = client.get(f"{PEOPLE}?q=BJORK+as")

    assert names(page.text) == ["Åsa Öberg"]


@pytest.mark.parametrize("question", ["alm", "ALICE@exa", "björkvik", "0701234", "+46 70", "ali exa"])
def test_name_address_company_and_phone_are_searched(app: Flask, client: FlaskClient, question: str) -> None:
    at_work(app, client)
    registered(app, company="Björkvik", phone="+46 70 123 45 67")
    registered(app, name="Dan", email="dan@other.org")

    page = client.get(PEOPLE, query_string={"q": question})

    assert names(page.text) == ["Alice Alm"]


@pytest.mark.parametrize(
    "question", ['"', "' OR 1=1 --", "*", "alm) OR (x", "\x00", "NOT", "%", "alice:*&!", "\\", "🩷"]
)
def test_signs_that_mean_something_to_a_database_mean_nothing_here(
    app: Flask, client: FlaskClient, question: str
) -> None:
    at_work(app, client)
    registered(app)

    page = client.get(PEOPLE, query_string={"q": question})

    assert page.status_code == 200


def test_filters_narrow_by_what_is_recorded_for_one_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app, bases={"e_marketing": "consent"})
    registered(app, name="Dan", email="dan@example.se", bases={"sales_service": "consent"})

    page = client.get(f"{PEOPLE}?purpose=e_marketing&basis=consent&status=in_force")

    assert names(page.text) == ["Alice Alm"]


def test_a_filter_by_status_finds_those_who_said_no(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    registered(app, name="Dan", email="dan@example.se", bases={"e_marketing": "consent"})
    with app.app_context():
        known = catalogue()
        stop_purpose(locked_person(alice), known.purpose("e_marketing"), known, at=clock.now(), by=PERSON)
        db.session.commit()

    page = client.get(f"{PEOPLE}?status=withdrawn")

    assert names(page.text) == ["Alice Alm"]
    assert "Withdrawn</span>" in page.text


def test_a_filter_by_source_finds_those_who_came_that_way(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app)
    registered(app, name="Dan", email="dan@example.se", source="phone")

    page = client.get(f"{PEOPLE}?source=phone&q=da")

    assert names(page.text) == ["Dan"]


def test_a_row_says_when_all_marketing_is_stopped(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        stop_all_marketing(locked_person(alice), catalogue(), at=clock.now())
        db.session.commit()

    page = client.get(PEOPLE)

    assert "All marketing stopped</span>" in page.text


def test_the_next_page_goes_on_where_the_first_ends(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    for number in range(27):
        registered(app, name=f"Dan {number}", email="")
    first = client.get(f"{PEOPLE}?q=dan")
    onwards = re.search(r'href="(/staff/people\?[^"]*before=[^"]*)"', first.text)
    assert onwards

    second = client.get(onwards[1].replace("&amp;", "&"))

    assert names(first.text) == [f"Dan {number}" for number in range(26, 1, -1)]
    assert names(second.text) == ["Dan 1", "Dan 0"]
    assert "First page" in second.text


def test_a_page_asks_as_much_of_the_database_for_many_as_for_one(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app, bases={"e_marketing": "consent"})
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    client.get(PEOPLE)
    asked.clear()
    client.get(PEOPLE)
    for_one = len(asked)
    for number in range(20):
        registered(app, name=f"Dan {number}", email="", bases={"sales_service": "contract"})
    asked.clear()

    client.get(PEOPLE)

    assert len(asked) == for_one


@pytest.mark.parametrize(
    "question",
    ["purpose=nothing", "basis=61Z", "status=lost", "source=gossip", "before=x", "before=-1", f"q={'x' * 201}"],
)
def test_a_question_that_can_not_be_is_told_so(app: Flask, client: FlaskClient, question: str) -> None:
    at_work(app, client)

    page = client.get(f"{PEOPLE}?{question}")

    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_a_page_beyond_every_number_is_told_so(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert client.get(f"{PEOPLE}?before={2**63}").status_code == 422


def test_nobody_found_says_what_to_try(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app)

    page = client.get(f"{PEOPLE}?q=zzz")

    assert "Nobody was found. Try fewer letters, or other filters." in page.text


def test_a_list_is_no_look_at_a_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    client.get(PEOPLE)

    with app.app_context():
        assert looks_at(alice) == []
