"""The pages on which an administrator words what people say yes to."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head
from portal.legal_bases.choices import give_consent
from portal.legal_bases.models import ConsentWording
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from tests import make
from tests.web.staff.people.working import at_work, registered
from tests.web.staff.settings.listing_pages import PURPOSES, filled_in, followed, press, save
from tests.web.subject.visiting import visit

WORDING = f"{PURPOSES}/e_marketing/wording"
WEEKLY = "I want to get news by e-mail, every week. I can withdraw my consent at any time."

WRONG: list[tuple[dict[str, str], str]] = [
    ({"text_sv": "", "text_en": ""}, "What the person says yes to: write it in at least one language."),
    ({"text_en": "x" * 4001}, "What the person says yes to (English): write at most 4000 characters."),
    ({"text_sv": "a\x00b"}, "U+0000"),
    ({"statement_url_en": "privacy"}, "Enter a web address that begins with https://"),
    ({"statement_url_sv": "https://[oops"}, "Enter a web address that begins with https://"),
    ({"statement_title_sv": "x" * 201}, "Title of the privacy statement (Svenska): write at most 200 characters."),
]
"""What may be wrong with a field, and what is said then."""


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _administrator(app: Flask, client: FlaskClient) -> None:
    """Let Bob administer."""
    at_work(app, client, "admin")


def latest(app: Flask) -> ConsentWording:
    """Return the latest wording of the marketing purpose."""
    with app.app_context():
        wording = catalogue().wording(catalogue().purpose("e_marketing"))
        assert wording
        return wording


def reword(client: FlaskClient, **fields: Any) -> str:
    """Keep other words, and return the text of the page that follows."""
    return followed(client, save(client, WORDING, **{"text_en": WEEKLY, **fields}))


def test_other_words_are_a_new_version(app: Flask, client: FlaskClient) -> None:
    shown = reword(client)

    assert latest(app).version == 2
    assert latest(app).text("text", "en") == WEEKLY
    assert latest(app).text("statement_url", "sv") == "/privacy"
    assert "The words are kept as version 2." in shown


def test_the_form_holds_the_latest_words(client: FlaskClient) -> None:
    reword(client)

    held = filled_in(client.get(WORDING))

    assert held["text_en"] == [WEEKLY]
    assert held["text_sv"][0].startswith("Jag vill få nyheter")


def test_the_same_words_are_no_new_version(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        before = head()

    shown = followed(client, save(client, WORDING))

    with app.app_context():
        assert head() == before
    assert "Nothing was changed." in shown


def test_the_page_tells_how_many_stand_on_each_version(app: Flask, client: FlaskClient) -> None:
    for name in ("alice", "dan", "eve"):
        registered(app, email=f"{name}@example.se", bases={"e_marketing": "consent"})
    reword(client)
    with app.app_context():
        at = make.AT + timedelta(days=1)
        give_consent(locked_person(1), catalogue().purpose("e_marketing"), catalogue(), wording_version=2, at=at)
        db.session.commit()

    page = client.get(WORDING).text

    assert re.findall(r'data-label="Consents that stand on it">(\d+)<', page) == ["1", "2"]


def test_a_version_shows_what_differs_from_the_one_before(client: FlaskClient) -> None:
    reword(client, text_en="I want to get news and offers by e-mail, at most twice a month.")
    reword(client, text_en="I want to get news and offers by e-mail, every week.")

    page = client.get(f"{WORDING}/3").text

    assert "Compared with version 2" in page
    assert re.search(r"<del><span[^>]*>Removed: </span>at most twice a month.</del>", page)
    assert re.search(r"<ins><span[^>]*>Added: </span>every week.</ins>", page)
    assert "<span>I want to get news and offers by e-mail,</span> <del>" in page


def test_a_version_can_be_compared_with_any_earlier_one(client: FlaskClient) -> None:
    reword(client)
    reword(client, text_en="Yes.")

    page = client.get(f"{WORDING}/3?since=1").text

    assert "Compared with version 1" in page
    assert f'href="{WORDING}/3?since=2"' in page


def test_what_is_no_earlier_version_is_not_compared_with(client: FlaskClient) -> None:
    reword(client)
    reword(client, text_en="Yes.")

    pages = [
        client.get(f"{WORDING}/3", query_string={"since": since}) for since in ("0", "3", "9", "x", "-1", "9" * 30)
    ]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page for page in pages if "Compared with version 3" in page.text] == []


def test_the_first_version_stands_alone(client: FlaskClient) -> None:
    page = client.get(f"{WORDING}/1").text

    assert "Compared" not in page
    assert "at most twice a month" in page
    assert "<ins>" not in page


def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient) -> None:
    paths = (f"{WORDING}/2", f"{WORDING}/0", f"{PURPOSES}/nothing/wording", f"{WORDING}/x")

    assert {client.get(path).status_code for path in paths} == {404}


def test_a_new_version_may_ask_again(app: Flask, client: FlaskClient) -> None:
    reword(client, ask_again="y")

    assert latest(app).ask_again


def test_the_latest_version_asks_again_by_a_button_and_no_longer(app: Flask, client: FlaskClient) -> None:
    reword(client)

    asked = followed(client, press(client, f"{WORDING}/ask-again", form_at=WORDING, version="2", asks="1"))
    then = latest(app).ask_again
    stopped = followed(client, press(client, f"{WORDING}/ask-again", form_at=WORDING, version="2", asks="0"))

    assert "Consents to earlier versions no longer count" in asked
    assert then
    assert "Consents to earlier versions count again." in stopped
    assert not latest(app).ask_again


def test_the_only_version_has_nobody_to_ask_again(client: FlaskClient) -> None:
    page = client.get(WORDING).text

    assert f'action="{WORDING}/ask-again"' not in page


def test_an_older_version_does_not_ask_again(app: Flask, client: FlaskClient) -> None:
    reword(client)

    answers = [
        press(client, f"{WORDING}/ask-again", form_at=WORDING, version=version, asks="1")
        for version in ("1", "0", "", "x", "9" * 30)
    ]

    assert {answer.status_code for answer in answers} == {303}
    assert "There is a newer version of the words." in client.get(WORDING).text
    assert not latest(app).ask_again


def test_people_are_asked_again_on_their_page(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"e_marketing": "consent"}, language="en")
    before = visit(app, client, alice).text

    reword(client, ask_again="y")

    after = visit(app, client, alice).text
    assert "/me/purposes/e_marketing/consent" not in before
    assert "/me/purposes/e_marketing/consent" in after


def test_people_read_the_new_words_before_they_say_yes(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"sales_service": "contract"}, language="en")
    reword(client)
    visit(app, client, alice)

    page = client.get("/me/purposes/e_marketing/consent").text

    assert WEEKLY in page
    assert 'name="wording" value="2"' in page


def test_what_somebody_said_yes_to_is_still_shown_to_them(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"e_marketing": "consent"}, language="en")
    reword(client)
    visit(app, client, alice)

    page = client.get("/me/purposes/e_marketing").text

    assert "at most twice a month" in page
    assert WEEKLY not in page


def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient) -> None:
    for fields, words in WRONG:
        answer = save(client, WORDING, **{"statement_title_en": "Kept & shown", **fields})

        assert (answer.status_code, words in answer.text) == (422, True), words
        assert filled_in(answer)["statement_title_en"] == ["Kept & shown"]

    assert latest(app).version == 1


def test_words_written_on_an_old_form_are_not_kept_over_newer_ones(app: Flask, client: FlaskClient) -> None:
    opened = client.get(WORDING)
    reword(client)

    answer = save(client, WORDING, page=opened, text_en="Yes.")

    assert answer.status_code == 409
    assert latest(app).text("text", "en") == WEEKLY
    assert "Somebody made a newer version after you opened the form" in answer.text
    assert filled_in(answer)["text_en"] == ["Yes."]


def test_saving_again_makes_the_version_after_the_newer_one(app: Flask, client: FlaskClient) -> None:
    opened = client.get(WORDING)
    reword(client)

    save(client, WORDING, page=save(client, WORDING, page=opened, text_en="Yes."))

    assert (latest(app).version, latest(app).text("text", "en")) == (3, "Yes.")


def test_the_purpose_tells_of_its_wordings_among_the_latest_changes(client: FlaskClient) -> None:
    reword(client)
    press(client, f"{WORDING}/ask-again", form_at=WORDING, version="2", asks="1")

    pages = [client.get(path).text.partition('id="latest"')[2] for path in (WORDING, f"{PURPOSES}/e_marketing")]

    for told in pages:
        assert told.index("Asks again for consents") < told.index("Consent wording, version 2")


def test_an_auditor_reads_the_versions_and_has_no_button(app: Flask, client: FlaskClient) -> None:
    reword(client)
    auditor = app.test_client()
    at_work(app, auditor, "auditor", email="aud@example.se")

    pages = [auditor.get(path) for path in (WORDING, f"{WORDING}/2")]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("<button" not in page.text.partition("<main")[2] for page in pages)
    assert auditor.post(WORDING, data={"csrf_token": filled_in(pages[0])["csrf_token"]}).status_code == 403


def test_it_speaks_swedish(app: Flask) -> None:
    swede = app.test_client()
    at_work(app, swede, "admin", email="sven@example.se", language="sv")

    page = swede.get(WORDING).text

    assert "Samtyckestext: E-marknadsföring" in page
    assert "Samtycken som vilar på den" in page


def test_the_ledger_tells_of_new_words_and_of_asking_again(app: Flask, client: FlaskClient) -> None:
    reword(client)
    for asks in ("1", "1", "0"):
        press(client, f"{WORDING}/ask-again", form_at=WORDING, version="2", asks=asks)

    with app.app_context():
        statement = select(LedgerEntry).where(LedgerEntry.event.like("wording.%"), LedgerEntry.channel == "staff")
        entries = list(db.session.scalars(statement.order_by(LedgerEntry.seq)))
    assert [(entry.event, entry.purpose, entry.wording_version, entry.actor) for entry in entries] == [
        ("wording.added", "e_marketing", 2, "staff:bob@example.se"),
        ("wording.ask_again", "e_marketing", 2, "staff:bob@example.se"),
        ("wording.ask_again", "e_marketing", 2, "staff:bob@example.se"),
    ]
    assert [json.loads(entry.details)["new"] for entry in entries[1:]] == [{"ask_again": True}, {"ask_again": False}]


def test_each_purpose_has_versions_of_its_own(app: Flask, client: FlaskClient) -> None:
    service = f"{PURPOSES}/sales_service/wording"
    reword(client)
    reword(client, text_en="Yes, every day.")

    save(client, service, text_sv="Ja, spara min order.", text_en="Yes, keep my order.")

    with app.app_context():
        known = catalogue()
        latest_ones = {purpose.key: known.wording(purpose) for purpose in known.all_purposes}
    assert {key: wording and wording.version for key, wording in latest_ones.items()} == {
        "e_marketing": 3,
        "sales_service": 2,
    }
    assert "Yes, keep my order." in client.get(service).text
    assert "Yes, keep my order." not in client.get(WORDING).text


def test_mistakes_and_a_newer_version_are_told_in_swedish_and_what_was_typed_is_kept(app: Flask) -> None:
    swede = app.test_client()
    at_work(app, swede, "admin", email="sven@example.se", language="sv")
    opened = swede.get(WORDING)

    wrong = save(swede, WORDING, text_sv="", text_en="", statement_url_sv="integritet")
    save(swede, WORDING, text_sv="Ja, varje vecka.")
    late = save(swede, WORDING, page=opened, text_sv="Ja, <varje> dag.")

    assert (wrong.status_code, late.status_code) == (422, 409)
    assert "Vad personen säger ja till: skriv på minst ett språk." in wrong.text
    assert "Skriv en webbadress som börjar med https://, eller /privacy för portalens egen sida." in wrong.text
    assert filled_in(wrong)["statement_url_sv"] == ["integritet"]
    assert filled_in(late)["text_sv"] == ["Ja, <varje> dag."]
