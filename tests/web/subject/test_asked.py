"""Somebody who was asked for consent by letter answers yes or no on their own page; looking changes nothing."""

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.asking.actions import begin
from portal.asking.queries import round_by_id
from portal.extensions import db
from portal.jobs.running import Runner
from portal.ledger.queries import entries_of
from tests.asking.rounds import prepared
from tests.databases import only_sqlite
from tests.make import BOB
from tests.web.subject.visiting import add_person, form_token, hidden, link_to, person_now, press, statuses

pytestmark = only_sqlite
CONSENT = "/me/purposes/e_marketing/consent"


def asked(app: Flask) -> tuple[int, str]:
    """Ask Alice, and return her id and the path of a letter's link."""
    alice = add_person(app, bases={}, language="sv")
    with app.app_context():
        round_id = prepared()
        begin(round_by_id(round_id, lock=True), "consent_ask", by=BOB, at=clock.now())
        db.session.commit()
    Runner(app, now=clock.now).work(60, stopped=lambda: False)
    return alice, link_to(app, alice)


def opened(client: FlaskClient, path: str) -> str:
    """Press the button behind the letter's link and return where that leads."""
    return str(client.post(f"{path}/open", data={"ask": "e_marketing"}).location)


def test_the_link_leads_to_yes_and_no_and_looking_changes_nothing(app: Flask, client: FlaskClient) -> None:
    alice, path = asked(app)
    with app.app_context():
        before = len(entries_of(person_now(app, alice).ref))

    landing = client.get(f"{path}?ask=e_marketing")
    onwards = opened(client, path)
    page = client.get(onwards)

    assert "Läs och svara ja eller nej" in landing.text
    assert onwards == CONSENT
    assert page.text.count('<button class="secondary"') == 2
    assert "checked" not in page.text
    assert statuses(app, alice) == {"e_marketing": "awaiting"}
    with app.app_context():
        assert len(entries_of(person_now(app, alice).ref)) == before


def test_yes_and_no_are_kept_with_a_receipt(app: Flask, client: FlaskClient) -> None:
    alice, path = asked(app)
    page = client.get(opened(client, path))

    no = client.post(
        "/me/purposes/e_marketing/stop",
        data={"csrf_token": form_token(page), "wording": hidden(page, "wording"), "seen": hidden(page, "seen")},
    )
    receipt = client.get(no.location)
    after_no = statuses(app, alice)
    press(client, CONSENT, form_at=CONSENT, wording="1", seen=hidden(client.get(CONSENT), "seen"))

    assert "Ditt nej är sparat." in receipt.text
    assert after_no == {"e_marketing": "withdrawn"}
    assert statuses(app, alice) == {"e_marketing": "in_force"}


def test_a_purpose_that_is_not_asked_about_opens_the_page_as_usual(app: Flask, client: FlaskClient) -> None:
    _, path = asked(app)

    odd = client.get(f"{path}?ask=<script>")
    onwards = client.post(f"{path}/open", data={"ask": "//evil.example"}).location

    assert "<script>" not in odd.text
    assert "Öppna min sida" in odd.text
    assert onwards == "/me/"
