"""The list of every text that lacks a language, and the registry that others enter themselves in."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.config import LANGUAGES
from portal.web.staff.settings.missing import Gap, all_gaps, finders, finds_gaps, gaps_in
from tests import make
from tests.legal_bases.catalogued import add, named
from tests.web.staff.people.working import at_work
from tests.web.staff.settings.listing_pages import SETTINGS, filled_in, save

PAGE = f"{SETTINGS}/translations"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what lacks a language does not depend on the database."""
    return "sqlite"


def rows(client: FlaskClient) -> list[tuple[str, str, str, str]]:
    """Return each line of the list: address, where, text, and the languages that are missing."""
    found = re.findall(
        r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td>',
        client.get(PAGE).text,
    )
    return [(address, html.unescape(where), html.unescape(text), missing) for address, where, text, missing in found]


def test_nothing_is_missing_in_a_fresh_portal(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    page = client.get(PAGE).text

    assert "Nothing is missing: every text is there in every language." in page


@pytest.mark.parametrize(
    ("name", "path", "title"),
    [
        ("purposes", "purposes", "Purposes"),
        ("bases", "legal-bases", "Legal bases"),
        ("sources", "sources", "Sources"),
        ("topics", "topics", "Topics"),
        ("data fields", "data-fields", "Data fields"),
    ],
)
def test_a_name_in_one_language_is_missing_in_the_other(
    app: Flask, client: FlaskClient, name: str, path: str, title: str
) -> None:
    with app.app_context():
        add(name, texts=named("Klubb"))
    at_work(app, client, "admin")

    assert rows(client) == [(f"{SETTINGS}/{path}/club", f"{title}: Klubb", "Name", "English")]


def test_each_text_has_a_line_of_its_own(app: Flask, client: FlaskClient) -> None:
    texts = named("Klubb", "Club", description={"en": "Letters"}, recipients={"sv": "Tryckeriet"})
    with app.app_context():
        add("purposes", texts=texts)
    at_work(app, client, "admin")

    assert [row[2:] for row in rows(client)] == [("What the data is used for", "Svenska"), ("Recipients", "English")]


def test_a_text_that_no_language_has_is_not_missing_in_any(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        add("purposes", texts=named("Klubb", "Club"))
    at_work(app, client, "admin")

    assert rows(client) == []


def test_the_line_leads_to_the_form_and_is_gone_when_it_is_filled_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        add("sources", texts=named("Mässa"))
    at_work(app, client, "admin")
    [(address, *_rest)] = rows(client)

    save(client, address, name_en="Fair")

    assert "name_en" in filled_in(client.get(address))
    assert rows(client) == []


def test_the_latest_wording_is_looked_through_and_older_ones_are_not(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    path = f"{SETTINGS}/purposes/e_marketing/wording"

    save(client, path, text_en="")
    lacking = rows(client)
    save(client, path, text_en="Yes please.")

    assert lacking == [(path, "Consent wording: E-marketing", "What the person says yes to", "English")]
    assert rows(client) == []


def test_the_organisations_own_texts_of_the_pages_are_looked_through(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.organisation(texts={"hub": {"sv": "Välkommen"}, "privacy": {"sv": "Hej", "en": "Hello"}})
    at_work(app, client, "admin")

    [(address, *told)] = rows(client)

    assert told == ["Texts of the person's pages", "The person's own page", "English"]
    assert client.get(address).status_code == 200


def test_the_count_is_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        add("sources", texts=named("Mässa"))
        add("sources", "market", texts=named("Marknad"))
    at_work(app, client, "admin")

    assert "2 texts lack a language." in client.get(PAGE).text


def test_what_another_page_enters_is_on_the_list(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    finder = finds_gaps(lambda: [Gap("Letters: Confirmation", "Subject", ("en",), "/staff/settings/letters/x")])

    try:
        found = rows(client)
    finally:
        finders.remove(finder)

    assert found == [("/staff/settings/letters/x", "Letters: Confirmation", "Subject", "English")]


def test_what_is_entered_is_asked_after_those_before_it(app: Flask) -> None:
    gap = Gap("Forms", "Title", ("sv",), "/staff/settings/forms/x")

    finder = finds_gaps(lambda: [gap])
    try:
        with app.test_request_context("/staff/settings/translations"):
            app.preprocess_request()
            assert all_gaps()[-1] == gap
    finally:
        finders.remove(finder)


def test_texts_without_a_label_are_not_looked_at() -> None:
    texts = {"name": {"sv": "Klubb"}, "note": {"en": "Hidden"}}

    gaps = list(gaps_in(texts, {"name": "Name"}, where="Purposes: Klubb", url="/x"))

    assert gaps == [Gap("Purposes: Klubb", "Name", ("en",), "/x")]


def test_labels_give_the_order() -> None:
    texts = {"name": {"sv": "Klubb"}, "description": {"en": "Letters"}}

    gaps = gaps_in(texts, {"description": "Description", "name": "Name"}, where="", url="")

    assert [gap.text for gap in gaps] == ["Description", "Name"]


def test_every_language_that_is_offered_is_asked_for() -> None:
    [gap] = gaps_in({"name": {"fi": "Kerho"}}, {"name": "Name"}, where="", url="")

    assert gap.languages == LANGUAGES


def test_an_auditor_reads_the_list(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")

    assert client.get(PAGE).status_code == 200


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        add("sources", texts=named("Mässa"))
    at_work(app, client, "admin", language="sv")

    assert "1 text saknar ett språk." in client.get(PAGE).text
