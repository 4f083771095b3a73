"""The letter's link of a web form: what it shows, what one press does, and what it never does."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter
from portal.people.actions import change
from portal.people.queries import locked_person
from portal.web_forms.actions import set_active
from portal.web_forms.forgetting import forget_unconfirmed
from portal.web_forms.queries import locked_form
from tests import make
from tests.databases import only_sqlite
from tests.web.subject.filling_in import (
    add_newsletter,
    confirm_path,
    fill_in,
    hidden,
    people,
    press_confirm,
    statuses,
)
from tests.web.subject.visiting import add_person, link_to, name_organisation, visit
from tests.web_forms.designing import answered, reword

pytestmark = only_sqlite
IN_TIME = make.AT + timedelta(days=6)
TOO_LATE = make.AT + timedelta(days=8)


@pytest.fixture(autouse=True)
def _form(app: Flask) -> None:
    add_newsletter(app)


@pytest.fixture
def path(app: Flask, client: FlaskClient) -> str:
    """Return the path of the link in the letter to Alice, who is new."""
    fill_in(client, topics_e_marketing="news")
    return confirm_path(app)


def entries(app: Flask) -> int:
    """Return how many entries the ledger has."""
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0)


def kinds(app: Flask) -> list[str]:
    """Return the kinds of all letters that are to be sent, oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(Letter.kind).where(Letter.state == "due").order_by(Letter.id)))


def stop_marketing(app: Flask, person_id: int) -> None:
    """Let the person say no to all marketing."""
    with app.app_context():
        stop_all_marketing(locked_person(person_id), catalogue(), at=make.AT)
        db.session.commit()


def test_the_page_shows_wording_topics_masked_address_and_one_button(client: FlaskClient, path: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(f"{path}?lang=en").text

    assert "You answered “The newsletter” with the address a•••@example.se." in page
    assert "news, invitations and offers by e-mail" in page
    assert "<li>News</li>" in page
    assert page.count("<button") == 1


def test_the_page_names_nobody(app: Flask, client: FlaskClient) -> None:
    add_person(app, phone="08-111")
    fill_in(client, name="Mallory")

    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(confirm_path(app)).text

    assert all(text not in page for text in ("Alice", "Mallory", "alice@example.se", "08-111"))


def test_looking_a_hundred_times_changes_nothing_and_sets_no_cookie(app: Flask, client: FlaskClient, path: str) -> None:
    before = entries(app), statuses(app)

    with time_machine.travel(IN_TIME, tick=False):
        answers = [look(path) for _ in range(50) for look in (client.get, client.head)]

    assert (entries(app), statuses(app)) == before
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_one_press_confirms_and_leads_to_the_receipt(app: Flask, client: FlaskClient, path: str) -> None:
    answer = press_confirm(client, path, at=IN_TIME)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{path}/done?lang=en"
    assert statuses(app) == [{"e_marketing": "in_force"}]
    assert "Set-Cookie" not in answer.headers


def test_the_receipt_says_thanks_what_when_and_the_reference(client: FlaskClient, path: str) -> None:
    press_confirm(client, path, at=IN_TIME)

    page = client.get(f"{path}/done?lang=en").text

    assert "Thank you very much!" in page
    assert "E-marketing" in page
    assert '<time datetime="2026-04-08' in page
    assert "<dt>Reference</dt>" in page
    assert "alice@example.se" not in page


def test_the_person_gets_a_link_to_their_page_by_letter(app: Flask, client: FlaskClient, path: str) -> None:
    press_confirm(client, path, at=IN_TIME)

    answer = client.post(f"{path}/link")

    assert answer.headers["Location"].startswith("/link/sent")
    assert kinds(app) == ["confirm_consent", "confirmation", "new_link"]


def test_before_confirming_no_link_is_sent(app: Flask, client: FlaskClient, path: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        client.post(f"{path}/link")

    assert kinds(app) == ["confirm_consent"]


def test_pressing_twice_confirms_once(app: Flask, client: FlaskClient, path: str) -> None:
    press_confirm(client, path, at=IN_TIME)
    before = entries(app), kinds(app)

    with time_machine.travel(IN_TIME, tick=False):
        answer = client.post(path, data={"wording_e_marketing": "1"})

    assert answer.status_code == 303
    assert (entries(app), kinds(app)) == before


def test_a_confirmed_link_leads_to_the_receipt_also_when_it_is_old(client: FlaskClient, path: str) -> None:
    press_confirm(client, path, at=IN_TIME)

    with time_machine.travel(TOO_LATE, tick=False):
        page = client.get(path, follow_redirects=True)

    assert page.request.path == f"{path}/done"


def test_a_confirmed_link_pressed_after_a_later_no_does_not_lift_it(app: Flask, client: FlaskClient, path: str) -> None:
    press_confirm(client, path)
    [alice] = people(app)
    stop_marketing(app, alice.id)

    press_confirm(client, path, wording_e_marketing="1")

    assert statuses(app) == [{"e_marketing": "withdrawn"}]


def test_without_the_receipt_there_is_only_the_button(client: FlaskClient, path: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        answer = client.get(f"{path}/done")

    assert answer.headers["Location"] == path


def test_a_link_that_has_expired_says_so_and_offers_the_form(app: Flask, client: FlaskClient, path: str) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        page = client.get(f"{path}?lang=en").text
        pressed = client.post(path, data={"wording_e_marketing": "1"})

    assert "The link has expired" in page
    assert 'href="/forms/newsletter?lang=en"' in page
    assert "<button" not in page
    assert pressed.headers["Location"] == path
    assert statuses(app) == [{"e_marketing": "awaiting"}]


def test_the_link_lasts_its_days_and_five_minutes_more(client: FlaskClient, path: str) -> None:
    answered_at = make.AT + timedelta(minutes=1)

    with time_machine.travel(answered_at + timedelta(days=7, minutes=4), tick=False):
        assert "Yes, I consent" in client.get(f"{path}?lang=en").text
    with time_machine.travel(answered_at + timedelta(days=7, minutes=6), tick=False):
        assert "Yes, I consent" not in client.get(f"{path}?lang=en").text


def test_of_a_forgotten_answer_the_link_says_that_it_expired(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        forget_unconfirmed(at=make.AT + timedelta(days=31))
        db.session.commit()

    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(f"{path}?lang=en")
        pressed = client.post(path)

    assert "The link has expired" in page.text
    assert pressed.headers["Location"] == path
    assert people(app) == []


def test_an_expired_link_offers_no_form_that_is_closed(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        set_active(locked_form("newsletter"), active=False, at=make.AT, by=make.BOB)
        db.session.commit()

    with time_machine.travel(TOO_LATE, tick=False):
        page = client.get(f"{path}?lang=en").text

    assert "The link has expired" in page
    assert "/forms/newsletter" not in page


def test_an_answer_to_a_form_that_was_closed_since_can_still_be_confirmed(
    app: Flask, client: FlaskClient, path: str
) -> None:
    with app.app_context():
        set_active(locked_form("newsletter"), active=False, at=make.AT, by=make.BOB)
        db.session.commit()

    press_confirm(client, path, at=IN_TIME)

    assert statuses(app) == [{"e_marketing": "in_force"}]


def test_forged_links_and_links_for_another_use_open_nothing(app: Flask, client: FlaskClient, path: str) -> None:
    alice = add_person(app, email="dan@example.se")
    tokens = [path[3:-1] + ("A" if path[-1] != "A" else "Q"), "forged", link_to(app, alice)[3:], path[3:] + "/x"]

    answers = [client.open(f"/c/{token}", method=method) for token in tokens for method in ("GET", "POST")]
    elsewhere = [client.get(f"/l/{path[3:]}"), client.get(f"/u/{path[3:]}")]

    assert {answer.status_code for answer in (*answers, *elsewhere)} == {404}
    assert len({answer.text for answer in answers[:6]}) == 1


def test_after_a_change_of_address_the_link_opens_nothing(app: Flask, client: FlaskClient) -> None:
    alice = add_person(app)
    fill_in(client)
    path = confirm_path(app)
    with app.app_context():
        values = {"email": "alice@new.example"}
        change(locked_person(alice), values, at=make.AT, by=make.BOB, channel="staff")
        db.session.commit()

    with time_machine.travel(IN_TIME, tick=False):
        shown, pressed = client.get(path), client.post(path, data={"wording_e_marketing": "1"})

    assert (shown.status_code, pressed.status_code) == (404, 404)


def test_another_sites_page_can_not_press_the_button(app: Flask, client: FlaskClient, path: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        answers = [
            client.post(f"{path}{page}", headers={"Sec-Fetch-Site": "cross-site"}, data={"wording_e_marketing": "1"})
            for page in ("", "/link")
        ]

    assert {answer.status_code for answer in answers} == {400}
    assert statuses(app) == [{"e_marketing": "awaiting"}]


def test_a_wording_that_asks_again_is_shown_and_agreed_to_instead(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        reword(ask_again=True)

    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(f"{path}?lang=en")
    press_confirm(client, path, at=IN_TIME)

    assert "The text has been changed since you answered." in page.text
    assert "I want everything." in page.text
    assert hidden(page) == {"wording_e_marketing": "2"}
    assert statuses(app) == [{"e_marketing": "in_force"}]


def test_a_wording_that_changed_under_the_persons_eyes_is_shown_again(
    app: Flask, client: FlaskClient, path: str
) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        kept = hidden(client.get(path))
        with app.app_context():
            reword(ask_again=True)
        answer = client.post(f"{path}?lang=en", data=kept)

    assert answer.status_code == 409
    assert "Something changed after you opened the page" in answer.text
    assert "I want everything." in answer.text
    assert statuses(app) == [{"e_marketing": "awaiting"}]


def test_a_press_without_the_wording_confirms_nothing(app: Flask, client: FlaskClient, path: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        codes = {client.post(path, data=data).status_code for data in ({}, {"wording_e_marketing": "9" * 5000})}

    assert codes == {409}
    assert statuses(app) == [{"e_marketing": "awaiting"}]


def test_what_is_no_longer_offered_has_no_button(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        db.session.merge(catalogue().purpose("e_marketing")).active = False
        reword("sales_service", ask_again=False)

    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(f"{path}?lang=en").text

    assert "What you answered to is no longer offered." in page
    assert "<button" not in page


def test_a_no_of_somebody_known_is_lifted_by_one_press(app: Flask, client: FlaskClient) -> None:
    alice = add_person(app)
    stop_marketing(app, alice)
    fill_in(client)
    waiting = statuses(app)

    press_confirm(client, confirm_path(app), at=IN_TIME)

    assert waiting == [{"sales_service": "in_force", "e_marketing": "withdrawn"}]
    assert statuses(app) == [{"sales_service": "in_force", "e_marketing": "in_force"}]


def test_the_person_reads_of_it_in_their_history(app: Flask, client: FlaskClient) -> None:
    alice = add_person(app)
    with app.app_context():
        answered(at=clock.now())
    visit(app, client, alice)
    before = client.get("/me/history").text
    press_confirm(app.test_client(), confirm_path(app), at=clock.now())

    after = client.get("/me/history?lang=sv").text

    assert "A web form was answered with your address. Nothing changes until it is confirmed" in before
    assert "You confirmed your answer" not in before
    assert "Du bekräftade ditt svar på ett webbformulär." in after


def test_the_page_speaks_the_persons_language(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)
    add_person(app, language="sv")
    fill_in(client)

    with time_machine.travel(IN_TIME, tick=False):
        page = client.get(confirm_path(app), headers={"Accept-Language": "en"}).text

    assert '<html lang="sv">' in page
    assert "Bekräfta ditt svar" in page
    assert "Ja, jag samtycker" in page
