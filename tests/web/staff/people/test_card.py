"""The person card."""

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import view_link
from portal.mail.letters.queued import confirmation
from portal.people.queries import locked_person
from portal.preferences.actions import choose_topics
from portal.preferences.queries import topics
from tests.web.staff.people.working import at_work, registered


def card(client: FlaskClient, person_id: int) -> str:
    """Return the person's card."""
    answer = client.get(f"/staff/people/{person_id}")
    assert answer.status_code == 200
    return answer.text


def test_the_card_shows_what_is_stored(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, phone="+46 70 123 45 67", company="Björkvik", country="SE", address="Storgatan 1")

    page = card(client, alice)

    for fact in ("Alice Alm", "alice@example.se", "+46 70 123 45 67", "Björkvik", "Sweden", "Svenska", "Business card"):
        assert fact in page


def test_the_foot_names_the_legal_basis_and_opens_the_dialog(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "legitimate_interests"})

    page = card(client, alice)

    foot = page[page.index("Legal basis:") :]
    assert "Legitimate interests</span>" in foot
    assert f'href="/staff/people/{alice}/privacy" data-dialog' in foot


def test_the_history_names_who_and_what_proves_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        known, at = catalogue(), clock.now()
        person = locked_person(alice)
        stop_purpose(person, known.purpose("e_marketing"), known, at=at, by=PERSON, comment="Rang i dag")
        db.session.commit()

    page = card(client, alice)

    history = page[page.index(">History<") :]
    assert "Consent withdrawn" in history
    assert "The person" in history
    assert "Rang i dag" in history
    assert "bob@example.se" in history, "who registered"


def test_a_person_without_letters_is_said_to_have_none_and_why(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    with_address, without = registered(app), registered(app, name="Dan", email="")

    assert "it was turned off at registration" in card(client, with_address)
    assert "there is no e-mail address" in card(client, without)


def test_a_letter_on_its_way_is_told(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        confirmation(locked_person(alice), at=clock.now())
        db.session.commit()

    assert "The confirmation is on its way." in card(client, alice)


def test_open_links_are_counted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        view_link(alice, at=clock.now())
        db.session.commit()

    assert "1 link to the person" in card(client, alice)


def test_the_persons_choices_of_topics_are_shown(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        choose_topics(locked_person(alice), {topics()[1]: False}, at=clock.now())
        db.session.commit()

    assert "<li>News: No</li>" in card(client, alice)


def test_colleagues_are_named_to_staff_who_have_looked(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    page = card(client, alice)

    assert "bob@example.se, Case officer" in page[page.index(">Who has looked<") :]


def test_who_may_only_read_is_offered_nothing_to_change(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")
    alice = registered(app)

    page = card(client, alice)

    assert f"/staff/people/{alice}/edit" not in page
    assert "Send a new link" not in page
    assert "Add data" not in page


def test_stored_text_is_never_markup(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, name="<script>alert(1)</script>", company='"><img src=x onerror=alert(1)>')

    page = card(client, alice)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
