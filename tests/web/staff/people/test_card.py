"""The person card."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal import clock
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import view_link
from portal.mail.letters.queued import confirmation
from portal.people.actions import change, note_look
from portal.people.queries import locked_person
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from tests import make
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


def test_a_refused_letter_is_told_with_the_servers_words(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        letter = confirmation(locked_person(alice), at=clock.now())
        assert letter
        letter.state, letter.answer = "failed", "550 No such user here"
        db.session.commit()

    page = card(client, alice)

    assert "The confirmation could not be delivered: 550 No such user here" in page
    assert "Send the confirmation again" in page


def test_a_pause_is_shown_until_it_ends(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    until = clock.today("Europe/Stockholm") + timedelta(days=30)
    with app.app_context():
        set_pause(locked_person(alice), until, at=clock.now())
        db.session.commit()

    assert f'until <time datetime="{until}">' in card(client, alice).replace("paused until", "until")


def test_a_long_history_is_cut_and_says_so(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        for number in range(52):
            values = {"title": f"Title {number}"}
            change(locked_person(alice), values, at=clock.now(), by=PERSON, channel="page")
        db.session.commit()

    page = card(client, alice)

    assert page.count("Data changed") == 50
    assert "3 older entries are in the export." in page


def test_many_looks_are_cut_and_said_so(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        for _ in range(60):
            note_look(alice, kind="view", staff="eve@example.se", role="officer", reason="", at=make.AT)
        db.session.commit()

    page = card(client, alice)

    assert page.count("eve@example.se") == 49, "Bob's own look is the latest"
    assert "11 earlier looks are in the export." in page


def test_old_and_new_values_of_a_change_are_shown(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, title="Buyer")
    with app.app_context():
        change(locked_person(alice), {"title": "Head of buying"}, at=clock.now(), by=make.BOB, channel="staff")
        db.session.commit()

    page = card(client, alice)

    assert "Before: Title: <bdi>Buyer</bdi>" in page
    assert "After: Title: <bdi>Head of buying</bdi>" in page


def test_the_card_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")
    alice = registered(app, bases={"sales_service": "legitimate_interests"}, country="SE")

    page = card(client, alice)

    for words in ("Rättslig grund:", "Berättigat intresse", "Exportera till Excel", "Sverige", "Vem har tittat"):
        assert words in page


def test_the_card_asks_no_more_of_the_database_for_a_long_history(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    card(client, alice)
    asked.clear()
    card(client, alice)
    before = len(asked)
    with app.app_context():
        for number in range(20):
            change(locked_person(alice), {"title": f"Title {number}"}, at=clock.now(), by=PERSON, channel="page")
        confirmation(locked_person(alice), at=clock.now())
        db.session.commit()
    asked.clear()

    card(client, alice)

    assert len(asked) <= before + 1, "the values of the changes are asked for at once"
