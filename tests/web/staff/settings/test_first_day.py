"""The short list on the start page of a fresh portal's administrators."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.models import Role
from portal.extensions import db
from portal.ledger.queries import entry, head
from portal.people.models import Person
from portal.web.staff.settings.entries import entries
from tests import make
from tests.web.staff.people.working import at_work, registered, submit

START = "/staff/"
SEEN = "/staff/settings/first-day/looked-through"
HIDE = "/staff/settings/first-day/hide"
TITLE = "Before the first day"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the list does not depend on the database."""
    return "sqlite"


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return the browser of an administrator of a fresh portal."""
    at_work(app, client, "admin", email="ada@example.se")
    return client


def done(page: TestResponse) -> int:
    """Return how many lines are ticked."""
    return page.text.count('<span class="tag tag-a">Done</span>')


def look_through(client: FlaskClient, what: str) -> TestResponse:
    return submit(client, SEEN, form_at=START, what=what)


def complete(app: Flask, client: FlaskClient) -> None:
    """Do everything that is needed but to look through the letters."""
    with app.app_context():
        make.organisation()
    app.config["MAIL_SERVER"] = "mail.example.se"
    registered(app)
    look_through(client, "purposes")


def test_an_administrator_of_a_fresh_portal_meets_the_list(ada: FlaskClient) -> None:
    page = ada.get(START)

    assert (page.status_code, TITLE in page.text, done(page)) == (200, True, 0)


@pytest.mark.parametrize("role", ["officer", "marketing", "auditor"])
def test_others_go_on_to_their_work(app: Flask, client: FlaskClient, role: Role) -> None:
    at_work(app, client, role)

    assert client.get(START).status_code == 302


def test_every_line_leads_somewhere(ada: FlaskClient) -> None:
    page = ada.get(START).text

    for path in ("/staff/settings/organisation", "/staff/people/new", "/staff/settings/staff/new"):
        assert f'<a href="{path}">' in page
        assert ada.get(path).status_code == 200


def test_lines_about_lists_lead_to_their_settings_page_or_to_the_list_of_pages(ada: FlaskClient) -> None:
    pages = [entry.start for entry in entries if "purpose" in entry.start or "letter" in entry.start]

    page = ada.get(START).text

    assert page.count('<a href="/staff/settings">') >= 3 - len(pages)


def test_the_organisation_is_ticked_when_it_has_a_name_and_a_contact(app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        make.organisation(contact_email="")
    named = done(ada.get(START))
    with app.app_context():
        make.organisation()

    assert (named, done(ada.get(START))) == (0, 1)


def test_the_first_person_is_ticked_when_there_is_one(app: Flask, ada: FlaskClient) -> None:
    registered(app)

    assert done(ada.get(START)) == 1


def test_the_mail_server_is_ticked_when_it_is_set(app: Flask, ada: FlaskClient) -> None:
    app.config["MAIL_SERVER"] = "mail.example.se"

    assert done(ada.get(START)) == 1


def test_a_second_administrator_is_ticked_when_invited(app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        make.staff("admin")

    assert done(ada.get(START)) == 1


@pytest.mark.parametrize("what", ["purposes", "letters"])
def test_what_is_right_is_ticked_by_saying_so_and_entered(app: Flask, ada: FlaskClient, what: str) -> None:
    answer = look_through(ada, what)

    assert (answer.status_code, answer.location) == (303, START)
    assert done(ada.get(START)) == 1
    with app.app_context():
        last = entry(head()[0])
        assert last and (last.event, last.actor) == ("settings.changed", "staff:ada@example.se")


def test_both_may_be_right(ada: FlaskClient) -> None:
    look_through(ada, "letters")
    look_through(ada, "purposes")

    assert done(ada.get(START)) == 2


def test_saying_so_twice_enters_it_once(app: Flask, ada: FlaskClient) -> None:
    look_through(ada, "letters")
    with app.app_context():
        before = head()

    look_through(ada, "purposes")
    look_through(ada, "letters")

    with app.app_context():
        assert head()[0] == before[0] + 1


@pytest.mark.parametrize("what", ["", "people", "purposes\0"])
def test_nothing_else_is_looked_through(app: Flask, ada: FlaskClient, what: str) -> None:
    with app.app_context():
        before = head()

    answer = look_through(ada, what)

    with app.app_context():
        assert (answer.status_code, head()) == (422, before)


def test_the_list_goes_away_when_all_that_is_needed_is_done(app: Flask, ada: FlaskClient) -> None:
    complete(app, ada)
    shown = ada.get(START).status_code

    look_through(ada, "letters")

    assert (shown, ada.get(START).status_code) == (200, 302)
    assert "The portal is ready for its first day." in ada.get("/staff/people").text


def test_looking_changes_nothing(app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        before = head()

    ada.get(START)

    with app.app_context():
        assert head() == before


def test_the_list_can_be_hidden_for_everybody(app: Flask, ada: FlaskClient) -> None:
    submit(ada, HIDE, form_at=START)
    other = app.test_client()
    at_work(app, other, "admin", email="charlie@example.se")

    assert (ada.get(START).status_code, other.get(START).status_code) == (302, 302)


def test_the_list_is_shown_again_when_its_facts_are_gone(app: Flask, ada: FlaskClient) -> None:
    complete(app, ada)
    look_through(ada, "letters")
    with app.app_context():
        make.organisation(contact_email="")

    assert ada.get(START).status_code == 200


def test_a_portal_without_people_is_not_ready(app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        assert db.session.query(Person.id).first() is None

    page = ada.get(START).text

    assert page.count('<span class="tag">Not yet</span>') == 5
    assert page.count('<span class="tag">If you like</span>') == 1


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")

    assert "Inför första dagen" in client.get(START).text
