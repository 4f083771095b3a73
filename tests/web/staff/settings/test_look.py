"""The page of logo, colour and texts, and its preview."""

import html
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.settings.models import Image
from portal.settings.queries import Organisation, current_organisation
from portal.settings.rules import contrast, palette
from tests import make
from tests.settings.pictures import jpeg, png
from tests.web.staff.people.working import at_work, submit

PAGE = "/staff/settings/look"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: pictures on PostgreSQL are tested with their addresses."""
    return "sqlite"


@pytest.fixture(autouse=True)
def bob_at_work(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")


def send(client: FlaskClient, path: str = PAGE, *, logo: bytes | None = None, **fields: Any) -> TestResponse:
    """Fill in the form and send it."""
    if logo is not None:
        fields["logo"] = (io.BytesIO(logo), "logo.png")
    return submit(client, path, form_at=PAGE, **fields)


def now(app: Flask) -> Organisation:
    with app.app_context():
        return current_organisation()


def frames(page: TestResponse) -> list[str]:
    """Return the pages in the preview's frames."""
    return [html.unescape(found) for found in re.findall(r'srcdoc="([^"]*)"', page.text)]


def hidden(page: TestResponse) -> dict[str, str]:
    """Return what the preview carries along."""
    found = re.findall(r'<input[^>]*name="([a-z_]+)" type="hidden" value="([^"]*)"', page.text)
    found += re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def test_a_logo_is_kept_and_worn(app: Flask, client: FlaskClient) -> None:
    answer = send(client, logo=png())

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert f"/look/images/{now(app).logo}" in client.get("/").text


def test_the_logo_stays_until_another_is_chosen(app: Flask, client: FlaskClient) -> None:
    send(client, logo=png())
    first = now(app).logo
    send(client)
    second = now(app).logo
    send(client, logo=jpeg())

    assert first == second != now(app).logo


def test_the_portals_own_logo_comes_back(app: Flask, client: FlaskClient) -> None:
    send(client, logo=png())

    send(client, remove_logo="y")

    assert now(app).logo == ""


@pytest.mark.parametrize(
    ("logo", "words"),
    [
        (b"<svg/>", "The logo must be a whole PNG, JPEG or WebP picture."),
        (b"", "The logo must be a whole PNG, JPEG or WebP picture."),
        (png(extra=b"x" * 500_000), "The logo may have at most 500 kB"),
        (png(5000, 1), "The logo may have at most 500 kB"),
    ],
    ids=["drawing", "nothing", "big", "wide"],
)
def test_what_is_no_logo_is_refused_and_the_rest_kept(app: Flask, client: FlaskClient, logo: bytes, words: str) -> None:
    answer = send(client, logo=logo, hub_en="Call us.")

    assert answer.status_code == 422
    assert words in answer.text
    assert "Call us.</textarea>" in answer.text
    assert now(app).logo == ""


def test_a_logo_need_not_be_chosen_again_after_a_mistake(app: Flask, client: FlaskClient) -> None:
    wrong = send(client, logo=png(), colour="red")

    send(client, **{**hidden(wrong), "colour": "#e30613"})

    assert now(app).logo
    assert now(app).colour == "#e30613"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"colour": "E30613"}, "#e30613"),
        ({"colour": "", "picker": "#e30613"}, "#e30613"),
        ({"colour": "", "picker": "#0a5a8c"}, ""),
        ({"colour": "#00aa00", "picker": "#e30613"}, "#00aa00"),
    ],
)
def test_the_colour_comes_from_where_it_was_changed(
    app: Flask, client: FlaskClient, fields: dict[str, str], expected: str
) -> None:
    send(client, **fields)

    assert now(app).colour == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"colour": "", "picker": "#e30613"}, ""),
        ({"colour": "#e30613", "picker": "#00aa00"}, "#00aa00"),
        ({"colour": "#e30613", "picker": "#e30613"}, "#e30613"),
    ],
)
def test_a_colour_that_is_set_is_changed_in_either_place(
    app: Flask, client: FlaskClient, fields: dict[str, str], expected: str
) -> None:
    send(client, colour="#e30613")

    send(client, shown_colour="#e30613", **fields)

    assert now(app).colour == expected


def test_a_pale_colour_is_shown_corrected(client: FlaskClient) -> None:
    send(client, colour="#ffcc00")

    page = client.get(PAGE).text

    assert "<code>#ffcc00</code>, contrast" in page.partition("On dark pages:")[2]
    made = palette("#ffcc00").light
    assert f"<code>{made}</code> (made darker), contrast {contrast(made, '#ffffff'):.1f} to 1" in page


@pytest.mark.parametrize("colour", ["red", "#12345", "url(//evil.example)"])
def test_what_is_no_colour_is_said_and_kept(app: Flask, client: FlaskClient, colour: str) -> None:
    answer = send(client, colour=colour)

    assert answer.status_code == 422
    assert "Write the colour as # and six digits" in answer.text
    assert f'value="{colour}"' in answer.text


def test_texts_are_kept_for_each_language(app: Flask, client: FlaskClient) -> None:
    send(client, landing_sv="Hej", landing_en="Hello", privacy_sv="Läs <mer>")

    assert now(app).texts == {"landing": {"sv": "Hej", "en": "Hello"}, "privacy": {"sv": "Läs <mer>"}}


def test_texts_in_a_language_that_is_not_offered_stay(app: Flask, client: FlaskClient) -> None:
    send(client, hub_sv="Hej", hub_en="Hello")
    with app.app_context():
        make.organisation(languages=["sv"])

    send(client, hub_sv="Hej hej")

    assert now(app).texts == {"hub": {"sv": "Hej hej", "en": "Hello"}}


def test_a_text_that_is_too_long_is_refused(app: Flask, client: FlaskClient) -> None:
    answer = send(client, hub_sv="x" * 2001)

    assert (answer.status_code, "write at most 2000 characters" in answer.text) == (422, True)


def test_each_change_is_entered_with_before_and_after_and_nothing_else_is(app: Flask, client: FlaskClient) -> None:
    send(client, colour="#e30613")
    send(client, colour="#e30613", shown_colour="#e30613", picker="#e30613")

    with app.app_context():
        statement = select(LedgerEntry.details).where(LedgerEntry.event == "settings.changed")
        assert db.session.scalars(statement).all() == ['{"name":"colour","new":"#e30613","old":null}']


def test_the_preview_shows_every_page_with_what_is_not_saved(app: Flask, client: FlaskClient) -> None:
    page = send(client, f"{PAGE}/preview", logo=png(), colour="#e30613", hub_en="Call us.", stop_receipt_en="Sorry!")

    shown = frames(page)
    assert page.status_code == 200
    assert len(shown) == 4
    assert all("/look/colours/e30613.css" in frame and 'class="own"' in frame for frame in shown)
    assert ("Call us." in shown[1], "Sorry!" in shown[2]) == (True, True)
    assert now(app).colour == now(app).logo == ""


def test_the_preview_can_be_read_in_the_other_language(client: FlaskClient) -> None:
    page = send(client, f"{PAGE}/preview", language="sv", hub_sv="Ring oss.")

    assert '<html lang="en">' in page.text
    assert all('<html lang="sv">' in frame for frame in frames(page))
    assert "Ring oss." in frames(page)[1]
    assert re.search(r"\d\d? \w+ \d{4} kl\. ", frames(page)[2])


def test_what_was_previewed_is_saved_or_changed_on(app: Flask, client: FlaskClient) -> None:
    page = send(client, f"{PAGE}/preview", logo=png(), colour="#e30613", hub_en="One\r\n\r\ntwo")
    carried = hidden(page)

    again = send(client, f"{PAGE}/edit", **carried)
    send(client, **carried)

    assert (again.status_code, 'value="#e30613"' in again.text) == (200, True)
    assert (now(app).colour, now(app).texts) == ("#e30613", {"hub": {"en": "One\r\n\r\ntwo"}})
    assert now(app).logo == carried["chosen_logo"]


def test_a_preview_of_what_is_wrong_is_refused(client: FlaskClient) -> None:
    assert send(client, f"{PAGE}/preview", colour="red").status_code == 422


@pytest.mark.parametrize("digest", ["0" * 64, "x", "../x", "\0"])
def test_a_logo_that_was_never_uploaded_is_not_worn(app: Flask, client: FlaskClient, digest: str) -> None:
    send(client, chosen_logo=digest)

    assert now(app).logo == ""


def test_pictures_that_were_only_looked_at_go_after_a_day_and_logos_stay(app: Flask, client: FlaskClient) -> None:
    send(client, logo=png())
    send(client, f"{PAGE}/preview", logo=png(9, 9))

    with app.app_context():
        db.session.query(Image).update({"added_at": clock.now() - timedelta(days=2)})
        db.session.commit()
    send(client, f"{PAGE}/preview", logo=jpeg())

    with app.app_context():
        assert sorted(db.session.scalars(select(Image.kind))) == ["image/jpeg", "image/png"]


def test_an_auditor_sees_and_can_not_save(app: Flask) -> None:
    browser = app.test_client()
    at_work(app, browser, "auditor", email="sara@example.se")

    page = browser.get(PAGE)

    assert (page.status_code, "Save the look" in page.text) == (200, False)


def test_it_speaks_swedish(app: Flask) -> None:
    browser = app.test_client()
    at_work(app, browser, "admin", email="sara@example.se", language="sv")

    assert "Spara utseendet" in browser.get(PAGE).text


def test_the_ledger_tells_of_logo_and_words_before_and_after(app: Flask, client: FlaskClient) -> None:
    send(client, logo=png(), hub_en="Call us.")
    first = now(app).logo
    send(client, remove_logo="y", hub_en="Call us.", hub_sv="Ring oss.")

    with app.app_context():
        statement = select(LedgerEntry).where(LedgerEntry.event == "settings.changed").order_by(LedgerEntry.seq)
        entries = list(db.session.scalars(statement))
    assert {(entry.actor, entry.channel) for entry in entries} == {("staff:bob@example.se", "staff")}
    assert [json.loads(entry.details) for entry in entries] == [
        {"name": "logo", "old": None, "new": first},
        {"name": "texts", "old": None, "new": {"hub": {"en": "Call us."}}},
        {"name": "logo", "old": first, "new": ""},
        {"name": "texts", "old": {"hub": {"en": "Call us."}}, "new": {"hub": {"en": "Call us.", "sv": "Ring oss."}}},
    ]


def test_several_mistakes_are_told_at_once_in_swedish_and_the_words_kept(app: Flask) -> None:
    browser = app.test_client()
    at_work(app, browser, "admin", email="sara@example.se", language="sv")

    answer = send(browser, logo=b"<svg/>", colour="röd", landing_sv="x" * 2001, hub_sv="Ring <oss>.")

    told = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "Logotypen måste vara en hel bild i PNG, JPEG eller WebP." in told
    assert "Skriv färgen som # och sex siffror eller bokstäver från a till f, #0a5a8c." in told
    assert "Svenska: skriv högst 2000 tecken. Det här är 2001." in told
    assert ('value="röd"' in told, "Ring &lt;oss&gt;.</textarea>" in answer.text) == (True, True)
    assert (now(app).colour, now(app).texts) == ("", {})


def test_words_that_are_emptied_are_gone_from_the_persons_pages(app: Flask, client: FlaskClient) -> None:
    shown = []
    for words in ("Ask us anything.", ""):
        send(client, privacy_en=words)
        shown.append("Ask us anything." in app.test_client().get("/privacy?lang=en").text)

    assert shown == [True, False]
    assert now(app).texts == {}
