"""The landing page of a letter's link."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import PERSON
from portal.links.actions import end_view_links
from portal.links.models import PersonSession
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import locked_person
from tests.web.subject.visiting import add_person, link_to, open_page, person_now, statuses, visit

LATER = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def alice(app: Flask) -> int:
    return add_person(app)


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def _letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.kind, row.recipient) for row in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_the_landing_page_shows_a_masked_address_and_two_buttons(app: Flask, client: FlaskClient, alice: int) -> None:
    page = client.get(link_to(app, alice)).text

    assert "a•••@example.se" in page
    assert "Stop all marketing" in page
    assert "Open my page" in page


def test_the_landing_page_names_nobody(app: Flask, client: FlaskClient, alice: int) -> None:
    page = client.get(link_to(app, alice)).text

    assert "Alice" not in page
    assert "alice@example.se" not in page


def test_looking_at_a_link_sets_no_cookie(app: Flask, client: FlaskClient, alice: int) -> None:
    answer = client.get(link_to(app, alice))

    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("use", ["view", "preferences"])
def test_looking_a_hundred_times_changes_nothing(app: Flask, client: FlaskClient, alice: int, use: str) -> None:
    path = link_to(app, alice, use)  # type: ignore[arg-type]
    before = (
        _count(app, LedgerEntry),
        _count(app, PersonSession),
        statuses(app, alice),
        person_now(app, alice).updated_at,
    )

    for _ in range(50):
        client.get(path)
        client.head(path)

    after = (
        _count(app, LedgerEntry),
        _count(app, PersonSession),
        statuses(app, alice),
        person_now(app, alice).updated_at,
    )
    assert after == before
    assert open_page(client, path).status_code == 200


def test_opening_leads_to_an_address_without_the_token(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    answer = client.post(f"{path}/open")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/me/"


def test_a_link_opens_again_and_again(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    open_page(client, path)

    again = open_page(app.test_client(), path)

    assert again.status_code == 200


def test_opening_takes_a_new_session_whatever_cookie_was_there(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    client.post(f"{path}/open")
    planted = client.get_cookie("portal_session")
    victim = app.test_client()
    assert planted is not None
    victim.set_cookie("portal_session", planted.value)

    victim.post(f"{path}/open")

    taken = victim.get_cookie("portal_session")
    assert taken is not None
    assert taken.value != planted.value
    assert client.get("/me/").status_code == 403


def test_stopping_takes_one_press_and_no_visit(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    answer = client.post(f"{path}/stop")

    assert answer.status_code == 303
    assert statuses(app, alice)["e_marketing"] == "withdrawn"
    assert person_now(app, alice).marketing_objected_at is not None
    assert _count(app, PersonSession) == 0


def test_after_stopping_the_page_says_so_with_a_reference(app: Flask, client: FlaskClient, alice: int) -> None:
    page = client.post(f"{link_to(app, alice)}/stop", follow_redirects=True)

    assert "We will send you no more marketing." in page.text
    assert "Reference" in page.text


def test_before_stopping_the_stop_page_shows_the_buttons(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    answer = client.get(f"{path}/stop")

    assert answer.status_code == 303
    assert answer.headers["Location"] == path


def test_stopping_twice_makes_one_entry_and_one_letter(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    client.post(f"{path}/stop")
    entries = _count(app, LedgerEntry)

    client.post(f"{path}/stop")

    assert _count(app, LedgerEntry) == entries
    assert [kind for kind, _ in _letters(app)] == ["choices_changed"]


def test_the_receipt_of_the_stop_can_be_fetched_without_a_visit(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    client.post(f"{path}/stop")

    receipt = client.get(f"{path}/receipt")

    assert receipt.is_json
    assert receipt.json is not None
    assert receipt.json["events"][0]["right"] == "eu-gdpr:A21"
    assert "alice" not in receipt.text.lower()


def test_without_a_stop_there_is_no_receipt(app: Flask, client: FlaskClient, alice: int) -> None:
    assert client.get(f"{link_to(app, alice)}/receipt").status_code == 404


@pytest.mark.parametrize("press", ["open", "stop", "link"])
def test_another_sites_page_can_press_nothing(app: Flask, client: FlaskClient, alice: int, press: str) -> None:
    path = link_to(app, alice)

    answer = client.post(f"{path}/{press}", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert statuses(app, alice)["e_marketing"] == "in_force"
    assert _count(app, PersonSession) == 0


def test_an_expired_link_offers_a_new_one_to_the_address_on_file(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    with time_machine.travel(LATER, tick=False):
        page = client.get(path).text

    assert "The link has expired" in page
    assert "Send a new link to a•••@example.se" in page
    assert "Open my page" not in page


def test_an_expired_link_opens_nothing(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    with time_machine.travel(LATER, tick=False):
        answer = client.post(f"{path}/open")

        assert answer.headers["Location"] == path
        assert client.get("/me/").status_code == 403


def test_an_expired_link_still_stops_marketing(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    with time_machine.travel(LATER, tick=False):
        client.post(f"{path}/stop")

    assert statuses(app, alice)["e_marketing"] == "withdrawn"


def test_a_new_link_takes_one_press_on_the_expired_page(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)

    with time_machine.travel(LATER, tick=False):
        page = client.post(f"{path}/link", follow_redirects=True)

    assert "If we have this address, we have sent a link." in page.text
    assert _letters(app) == [("new_link", "alice@example.se")]


def test_a_link_lasts_its_days_and_five_minutes_more(app: Flask, client: FlaskClient, alice: int) -> None:
    made = clock.now()
    path = link_to(app, alice, at=made)

    with time_machine.travel(made + timedelta(days=30, minutes=4), tick=False):
        assert "Open my page" in client.get(path).text
    with time_machine.travel(made + timedelta(days=30, minutes=6), tick=False):
        assert "Open my page" not in client.get(path).text


def test_a_preferences_link_never_expires(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "preferences")

    with time_machine.travel(LATER, tick=False):
        page = open_page(client, path)

    assert page.status_code == 200
    assert page.request.path == "/me/preferences"


def test_an_ended_link_and_a_forged_one_give_the_same_page(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    with app.app_context():
        end_view_links(locked_person(alice), at=clock.now(), by=PERSON, channel="page")
        db.session.commit()

    ended, forged = client.get(path), client.get("/l/forged")

    assert ended.status_code == forged.status_code == 404
    assert ended.text == forged.text


def test_an_erased_persons_preferences_link_still_answers(app: Flask, client: FlaskClient, alice: int) -> None:
    view, preferences = link_to(app, alice), link_to(app, alice, "preferences")
    with app.app_context():
        db.session.execute(delete(Person).where(Person.id == alice))
        db.session.commit()

    shown, stopped = client.get(f"{preferences}?lang=en"), client.post(f"{preferences}/stop", follow_redirects=True)

    assert "We no longer have your data" in shown.text
    assert stopped.status_code == 200
    assert client.get(view).status_code == 404


def test_the_page_speaks_the_persons_language(app: Flask, client: FlaskClient) -> None:
    path = link_to(app, add_person(app, language="sv"))

    page = client.get(path, headers={"Accept-Language": "en"}).text

    assert '<html lang="sv">' in page
    assert "Öppna min sida" in page


def test_the_chosen_language_follows_into_the_visit(app: Flask, client: FlaskClient) -> None:
    path = link_to(app, add_person(app, language="sv"))
    assert f'action="{path}/open?lang=en"' in client.get(f"{path}?lang=en").text

    page = client.post(f"{path}/open?lang=en", follow_redirects=True)

    assert '<html lang="en">' in page.text


def test_a_stop_is_kept_also_when_the_stored_address_can_take_no_letter(app: Flask, client: FlaskClient) -> None:
    alice = add_person(app, email="not an address")

    client.post(f"{link_to(app, alice)}/stop")

    assert statuses(app, alice)["e_marketing"] == "withdrawn"
    assert _letters(app) == []


def test_a_visit_ends_with_the_link_that_opened_it(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice)
    with app.app_context():
        end_view_links(locked_person(alice), at=clock.now(), by=PERSON, channel="staff")
        db.session.commit()

    assert client.get("/me/").status_code == 403
