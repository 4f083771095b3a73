"""One purpose: consent, withdrawal, objection."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter
from tests.make import BOB
from tests.web.subject.visiting import add_person, consent, form_token, hidden, press, statuses, visit

PAGE = "/me/purposes/e_marketing"


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def _events(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(LedgerEntry.event).order_by(LedgerEntry.seq)))


def _reword(app: Flask) -> None:
    with app.app_context():
        purpose = db.session.scalars(select(Purpose).where(Purpose.key == "e_marketing")).one()
        add_wording(purpose, {"text": {"en": "A new wording."}}, 2, at=clock.now(), by=BOB)
        db.session.commit()


def test_the_page_tells_the_legal_basis_with_its_article(client: FlaskClient, alice: int) -> None:
    page = client.get(PAGE).text

    assert "Consent, GDPR article 6(1) a." in page


def test_the_page_shows_the_wording_that_was_consented_to(app: Flask, client: FlaskClient, alice: int) -> None:
    _reword(app)

    page = client.get(PAGE).text

    assert "I want to get news, invitations and offers by e-mail" in page
    assert "A new wording." not in page


@pytest.mark.parametrize("path", ["/me/purposes/none", "/me/purposes/none/consent", "/me/purposes/%00"])
def test_an_unknown_purpose_is_not_found(client: FlaskClient, alice: int, path: str) -> None:
    assert client.get(path).status_code == 404


def test_withdrawing_takes_one_press_on_the_hub(app: Flask, client: FlaskClient, alice: int) -> None:
    answer = press(client, f"{PAGE}/stop")

    assert answer.status_code == 303
    assert statuses(app, alice) == {"e_marketing": "withdrawn", "sales_service": "in_force"}


def test_withdrawing_says_when_and_offers_a_new_consent(client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")

    page = client.get(PAGE).text

    assert "You withdrew consent on <time" in page
    assert "Give consent again" in page


def test_withdrawing_twice_makes_one_entry_and_one_letter(app: Flask, client: FlaskClient, alice: int) -> None:
    first = press(client, f"{PAGE}/stop")
    second = press(client, f"{PAGE}/stop")

    assert second.headers["Location"] == first.headers["Location"]
    assert _events(app).count("consent.withdrawn") == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_an_objection_to_a_legitimate_interest_pauses_the_use(app: Flask, client: FlaskClient) -> None:
    charlie = add_person(app, email="c@example.se", bases={"sales_service": "legitimate_interests"})
    visit(app, client, charlie)

    receipt = client.get(press(client, "/me/purposes/sales_service/stop").headers["Location"]).text

    assert statuses(app, charlie) == {"sales_service": "objected"}
    assert "while we assess your objection" in receipt
    assert "On hold" in client.get("/me/").text


def test_a_contract_can_not_be_stopped(app: Flask, client: FlaskClient, alice: int) -> None:
    answer = press(client, "/me/purposes/sales_service/stop")

    assert answer.status_code == 409
    assert "This can&#39;t be stopped here" in answer.text or "This can't be stopped here" in answer.text
    assert statuses(app, alice)["sales_service"] == "in_force"


def test_marketing_without_anything_recorded_can_be_objected_to(app: Flask, client: FlaskClient) -> None:
    charlie = add_person(app, email="c@example.se", bases={})
    visit(app, client, charlie)

    press(client, f"{PAGE}/stop")

    assert statuses(app, charlie) == {"e_marketing": "objected"}


def test_the_consent_page_offers_yes_and_no_alike_and_ticks_nothing(client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")

    page = client.get(f"{PAGE}/consent").text

    assert '<button class="secondary">Yes, I consent</button>' in page
    assert '<a class="button secondary" href="/me/">No thanks</a>' in page
    assert "checked" not in page


def test_consenting_puts_the_purpose_in_force_with_its_wording(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")

    answer = consent(client)

    assert answer.status_code == 303
    assert statuses(app, alice)["e_marketing"] == "in_force"
    with app.app_context():
        entry = db.session.scalars(select(LedgerEntry).where(LedgerEntry.event == "consent.given")).one()
        assert (entry.actor, entry.channel, entry.wording_version) == ("person", "page", 1)


def test_a_person_in_force_is_not_asked_again(client: FlaskClient, alice: int) -> None:
    answer = client.get(f"{PAGE}/consent")

    assert answer.headers["Location"] == PAGE


def test_sending_the_same_consent_twice_has_one_effect(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")
    page = client.get(f"{PAGE}/consent")
    fields = {name: hidden(page, name) for name in ("csrf_token", "wording", "seen")}
    first = client.post(f"{PAGE}/consent", data=fields)

    second = client.post(f"{PAGE}/consent", data=fields)

    assert second.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert _events(app).count("consent.given") == 1


def test_an_old_consent_form_can_not_undo_a_newer_withdrawal(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")
    old = client.get(f"{PAGE}/consent")
    fields = {name: hidden(old, name) for name in ("csrf_token", "wording", "seen")}
    consent(client)
    press(client, f"{PAGE}/stop")

    answer = client.post(f"{PAGE}/consent", data=fields)

    assert answer.status_code == 409
    assert statuses(app, alice)["e_marketing"] == "withdrawn"
    assert "Something changed after you opened the page" in answer.text


def test_the_form_shown_with_the_conflict_can_be_sent(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")
    token = form_token(client.get("/me/"))
    stale = client.post(f"{PAGE}/consent", data={"csrf_token": token, "wording": "1", "seen": "1"})
    fields = {name: hidden(stale, name) for name in ("csrf_token", "wording", "seen")}

    answer = client.post(f"{PAGE}/consent", data=fields)

    assert answer.status_code == 303
    assert statuses(app, alice)["e_marketing"] == "in_force"


def test_a_wording_that_changed_meanwhile_is_shown_first(app: Flask, client: FlaskClient, alice: int) -> None:
    press(client, f"{PAGE}/stop")
    page = client.get(f"{PAGE}/consent")
    fields = {name: hidden(page, name) for name in ("csrf_token", "wording", "seen")}
    _reword(app)

    answer = client.post(f"{PAGE}/consent", data=fields)

    assert answer.status_code == 409
    assert "A new wording." in answer.text
    assert statuses(app, alice)["e_marketing"] == "withdrawn"


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "1.5"])
def test_nonsense_in_the_hidden_fields_changes_nothing(app: Flask, client: FlaskClient, alice: int, value: str) -> None:
    press(client, f"{PAGE}/stop")

    answer = press(client, f"{PAGE}/consent", wording=value, seen=value)

    assert answer.status_code == 409
    assert statuses(app, alice)["e_marketing"] == "withdrawn"


def test_a_purpose_that_takes_no_consent_has_no_consent_page(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        known = catalogue()
        assert known.takes_consent(known.purpose("sales_service"))

    assert client.get("/me/purposes/sales_service/consent").headers["Location"] == "/me/purposes/sales_service"


def test_a_new_consent_after_stopping_all_lifts_the_stop_for_that_purpose(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    press(client, "/me/stop")

    consent(client)

    assert statuses(app, alice)["e_marketing"] == "in_force"


def test_a_preferences_link_withdraws_but_does_not_tell_the_source(app: Flask, client: FlaskClient) -> None:
    charlie = add_person(app, email="c@example.se")
    visit(app, client, charlie, "preferences")

    page = client.get(PAGE).text
    press(client, f"{PAGE}/stop", form_at=PAGE)

    assert "Business card" not in page
    assert statuses(app, charlie)["e_marketing"] == "withdrawn"
