"""The page of likely duplicates, and the list of those told apart."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.ledger.queries import entries_of
from portal.people.actions import change
from portal.people.models import ToldApart
from portal.people.queries import person_by_id
from tests.databases import only_sqlite
from tests.make import AT, BOB
from tests.web.staff.people.working import at_work, events_of, looks_at, registered
from tests.web.staff.signing_in import form_token

DUPLICATES = "/staff/people/duplicates"
pytestmark = only_sqlite


def names(page: TestResponse) -> list[str]:
    """Return the names in the tables, in order."""
    return re.findall(r"<bdi>([^<]+)</bdi></a></th>", page.text)


def two(app: Flask) -> tuple[int, int]:
    """Register Alice twice."""
    return registered(app), registered(app, name="Alicia Alm")


def tell_apart(client: FlaskClient, *people: object, by: str = "address", **more: Any) -> TestResponse:
    """Say that the people listed are different."""
    token = form_token(client.get("/staff/people/new"))
    numbers = " ".join(str(person) for person in people)
    return client.post(f"{DUPLICATES}/apart", data={"csrf_token": token, "by": by, "people": numbers}, **more)


def told(app: Flask) -> list[ToldApart]:
    """Return what was told."""
    with app.app_context():
        return db.session.query(ToldApart).all()


def test_people_who_are_alike_stand_side_by_side(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, phone="070-123 45 67", company="Björkvik", bases={"e_marketing": "consent"})
    other = registered(app, name="Alicia", source="import")

    page = client.get(DUPLICATES)

    assert names(page) == ["Alice Alm", "Alicia"]
    assert f'href="/staff/people/{alice}"' in page.text
    assert f'href="/staff/people/{other}"' in page.text
    for fact in ("070-123 45 67", "Björkvik", "Consent</span>", "Import", "2026-04-02"):
        assert fact in page.text


@pytest.mark.parametrize(("by", "shown"), [("address", []), ("phone", ["Alice Alm", "Dan"]), ("name", [])])
def test_each_likeness_has_a_page(app: Flask, client: FlaskClient, by: str, shown: list[str]) -> None:
    at_work(app, client)
    registered(app, phone="0701234567")
    registered(app, name="Dan", email="dan@example.se", phone="+46 70 123 45 67")

    page = client.get(f"{DUPLICATES}?by={by}")

    assert names(page) == shown
    assert ("No likely duplicates of this kind." in page.text) is not shown or bool(shown)


def test_the_people_page_leads_there(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert f'href="{DUPLICATES}"' in client.get("/staff/people").text


def test_the_next_page_goes_on_and_names_nobody_in_its_address(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    for number in range(11):
        for name in ("Ann", "Bo"):
            registered(app, name=f"{name} {number:02}", email=f"x{number:02}@example.se")
    first = client.get(DUPLICATES)
    onwards = re.search(r'href="(/staff/people/duplicates\?[^"]*after=[^"]*)"', first.text)
    assert onwards

    second = client.get(onwards[1].replace("&amp;", "&"))

    assert len(names(first)) == 20
    assert names(second) == ["Ann 10", "Bo 10"]
    assert "example" not in onwards[1]
    assert "First page" in second.text


@pytest.mark.parametrize("question", ["by=nothing", "after=x", f"after={2**63}"])
def test_a_page_that_can_not_be_is_told_so(app: Flask, client: FlaskClient, question: str) -> None:
    at_work(app, client)
    two(app)

    page = client.get(f"{DUPLICATES}?{question}")

    assert page.status_code == 422
    assert "There is no such page." in page.text


def test_a_list_is_no_look_at_a_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, _ = two(app)

    client.get(DUPLICATES)

    with app.app_context():
        assert looks_at(alice) == []


def test_people_who_are_different_are_listed_no_more(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    people = two(app)

    page = tell_apart(client, *people, follow_redirects=True)

    assert "They are kept as different people" in page.text
    assert names(page) == []


def test_it_is_bob_who_told_them_apart(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, other = two(app)

    tell_apart(client, alice, other)

    with app.app_context():
        entry = entries_of(person_by_id(alice).ref)[-1]
        assert (entry.event, entry.actor, entry.channel) == ("person.told_apart", str(BOB), "staff")
        assert events_of(other)[-1] == "person.told_apart"


def test_a_group_that_has_changed_since_is_shown_anew(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, other = two(app)
    registered(app, name="Dan")

    page = tell_apart(client, alice, other)

    assert page.status_code == 409
    assert "nothing is saved" in page.text
    assert names(page) == ["Alice Alm", "Alicia Alm", "Dan"]
    assert told(app) == []


@pytest.mark.parametrize("people", ["", "1", "x", "1 999", "999", "2 1", str(2**70), "1 2 2", "²"])
def test_people_who_are_no_group_are_not_told_apart(app: Flask, client: FlaskClient, people: str) -> None:
    at_work(app, client)
    two(app)

    page = tell_apart(client, people)

    assert page.status_code == 409
    assert told(app) == []


def test_an_unknown_likeness_is_refused(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    assert tell_apart(client, *two(app), by="shoes").status_code == 422
    assert told(app) == []


def test_those_told_apart_can_be_listed_again(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    people = two(app)
    tell_apart(client, *people)
    listed = client.get(f"{DUPLICATES}/apart")
    action = re.search(r'action="(/staff/people/duplicates/apart/\d+/back)"', listed.text)
    assert action

    client.post(action[1], data={"csrf_token": form_token(listed)})

    assert "Alicia Alm" in listed.text
    assert "bob@example.se" in listed.text
    assert names(client.get(DUPLICATES)) == ["Alice Alm", "Alicia Alm"]


def test_taking_back_twice_is_as_well_as_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    token = form_token(client.get("/staff/people/new"))

    page = client.post(f"{DUPLICATES}/apart/7/back", data={"csrf_token": token}, follow_redirects=True)

    assert page.status_code == 200
    assert "Nobody is noted as different" in page.text


def test_the_list_of_those_told_apart_goes_on(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    with app.app_context():
        db.session.add_all([ToldApart(at=AT, by=f"staff:bob{number}@example.se") for number in range(26)])
        db.session.commit()
    first = client.get(f"{DUPLICATES}/apart")
    onwards = re.search(r'href="(/staff/people/duplicates/apart\?before=\d+)"', first.text)
    assert onwards

    second = client.get(onwards[1])

    assert "bob25@" in first.text
    assert "bob0@" not in first.text
    assert "bob0@" in second.text
    assert client.get(f"{DUPLICATES}/apart?before=x").status_code == 404


def test_the_history_of_the_person_tells_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, other = two(app)
    tell_apart(client, alice, other)

    assert "Noted as different from somebody alike" in client.get(f"/staff/people/{alice}").text


def test_an_auditor_sees_the_groups_and_no_buttons(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")
    two(app)

    page = client.get(DUPLICATES)

    assert names(page) == ["Alice Alm", "Alicia Alm"]
    assert "These are different people" not in page.text


def test_the_pages_speak_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")
    alice, other = two(app)

    page = client.get(DUPLICATES)

    assert "Troliga dubbletter" in page.text
    assert "De är olika personer" in page.text
    assert "olika personer" in tell_apart(client, alice, other, follow_redirects=True).text


def test_an_address_changed_in_between_is_seen(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, other = two(app)
    with app.app_context():
        change(person_by_id(other), {"email": "new@example.se"}, at=AT, by=BOB, channel="staff")
        db.session.commit()

    assert tell_apart(client, alice, other).status_code == 409
