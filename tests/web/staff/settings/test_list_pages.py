"""What stands in the ledger after each deed on a list's pages, who is refused, and what is said in Swedish."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head
from portal.legal_bases.listed import PURPOSES
from tests.web.staff.people.working import at_work, registered
from tests.web.staff.settings.listing_pages import SETTINGS, filled_in, press, save, snapshot
from tests.web.staff.settings.test_lists import NAMES, PAGES
from tests.web.subject.visiting import visit

WRONG: dict[str, list[tuple[dict[str, Any], str]]] = {
    "purposes": [
        ({"name_sv": "x" * 101}, "Namn (Svenska): skriv högst 100 tecken. Det här är 101."),
        ({"bases": []}, "Välj minst en rättslig grund i listan."),
        ({"default_basis": "contract"}, "Den förvalda grunden måste vara en av dem du tillåter."),
        ({"retention_months": "1201"}, "Skriv från 1 till 1200 månader, eller ingenting."),
        ({"retention_months": "två"}, "Ange ett heltal."),
    ],
    "legal-bases": [({"article": "g"}, "Välj en av de sex bokstäverna.")],
    "sources": [
        ({"name_sv": "a\u202eb"}, "Namn (Svenska): texten innehåller ett osynligt tecken"),
        ({"key": "chat"}, "Något annat i listan har redan den nyckeln."),
        ({"key": "new"}, "Den kan inte vara ordet ”new”."),
    ],
    "topics": [({"purpose": "nothing"}, "Välj syftet som utskickstypen hör till.")],
    "data-fields": [({"name_sv": "", "name_en": ""}, "Namn: skriv på minst ett språk.")],
}
"""What may be wrong on each page, and what is said then in Swedish."""
DEEDS = ("added", "moved", "changed", "deactivated", "restored", "deleted")


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


def entered(app: Flask, event: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what Bob did to a list's items by the staff's pages, oldest first, and what the ledger tells of it."""
    with app.app_context():
        rows = db.session.scalars(
            select(LedgerEntry)
            .where(
                LedgerEntry.event.like(f"{event}.%"),
                LedgerEntry.actor == "staff:bob@example.se",
                LedgerEntry.channel == "staff",
            )
            .order_by(LedgerEntry.seq)
        )
        return [(row.event.rpartition(".")[2], json.loads(row.details)) for row in rows]


def ledger(app: Flask) -> object:
    """Return the ledger's latest number and hash."""
    with app.app_context():
        return head()


def test_every_deed_on_every_list_has_one_entry_that_tells_before_and_after(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page, (listed, _title, needed) in PAGES.items():
        path = f"{SETTINGS}/{page}/klubb"

        for alike in ("klubb", "other"):
            save(client, f"{SETTINGS}/{page}/new", **{**NAMES, **needed, "key": alike})
        press(client, f"{path}/move", form_at=path, way="down")
        save(client, path, name_en="The club")
        press(client, f"{path}/use", form_at=path, active="0")
        press(client, f"{path}/use", form_at=path, active="1")
        press(client, f"{path}/delete", form_at=f"{path}/delete")

        told = [(deed, details) for deed, details in entered(app, listed.event) if details["key"] == "klubb"]
        assert tuple(deed for deed, _details in told) == DEEDS, page
        added, moved, changed, deactivated, restored, deleted = (details for _deed, details in told)
        assert (added["new"]["name.sv"], added["new"]["name.en"]) == ("Klubb", "Club")
        assert moved["new"]["place"] == moved["old"]["place"] + 1
        assert (changed["old"], changed["new"]) == ({"name.en": "Club"}, {"name.en": "The club"})
        assert (deactivated["new"], restored["new"]) == ({"active": False}, {"active": True})
        assert deleted["old"] == added["new"] | {"name.en": "The club"}


def test_a_button_that_is_pressed_twice_is_entered_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    path = f"{SETTINGS}/sources/chat"
    press(client, f"{path}/use", form_at=path, active="0")
    once = ledger(app)

    again = press(client, f"{path}/use", form_at=path, active="0")

    assert ledger(app) == once
    assert "is out of use: it is offered" not in client.get(again.location).text


def test_the_first_does_not_move_up_and_the_last_not_down(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    path = f"{SETTINGS}/purposes"
    first, last = re.findall(r'<tr id="([a-z_]+)">', client.get(path).text)
    before = ledger(app)

    answers = [
        press(client, f"{path}/{key}/move", form_at=path, way=way).status_code
        for key, way in ((first, "up"), (last, "down"))
    ]

    assert answers == [303, 303]
    assert ledger(app) == before


def test_what_is_wrong_is_said_in_swedish_and_what_was_typed_is_kept(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")
    before = ledger(app)

    for page, wrong in WRONG.items():
        for fields, words in wrong:
            typed = {**NAMES, **PAGES[page][2], "name_en": "Club & <more>", **fields}
            answer = save(client, f"{SETTINGS}/{page}/new", **typed)

            assert answer.status_code == 422, (page, fields)
            assert words in html.unescape(answer.text), (page, fields)
            held = filled_in(answer)
            assert held["name_en"] == [typed["name_en"]]
            assert all(held[name] == [value] for name, value in fields.items() if name in {"name_sv", "key"})

    assert ledger(app) == before


def test_an_item_that_is_made_wrong_in_a_change_stays_as_it_was(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    before = ledger(app)
    for page, key in (("legal-bases", "contract"), ("sources", "chat"), ("topics", "news")):
        answer = save(client, f"{SETTINGS}/{page}/{key}", name_sv="", name_en=" ", alias="kept")

        assert answer.status_code == 422
        assert "Name: write it in at least one language." in answer.text
        assert filled_in(answer).get("alias", ["kept"]) == ["kept"]

    assert ledger(app) == before


def test_a_legal_basis_out_of_use_stays_where_it_is_allowed_and_is_offered_nowhere_else(
    app: Flask, client: FlaskClient
) -> None:
    at_work(app, client, "admin")
    contract = f"{SETTINGS}/legal-bases/contract"
    save(client, f"{SETTINGS}/purposes/e_marketing", bases=["consent"])

    press(client, f"{contract}/use", form_at=contract, active="0")

    offered = [
        'value="contract"' in page
        for page in (client.get(f"{SETTINGS}/purposes/{key}").text for key in ("sales_service", "e_marketing", "new"))
    ]
    assert offered == [True, False, False]
    save(client, f"{SETTINGS}/purposes/sales_service", name_en="Sales")
    assert "contract" in snapshot(app, PURPOSES, "sales_service")["bases"]


def test_a_purpose_out_of_use_takes_no_new_topics_and_keeps_those_it_has(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    marketing = f"{SETTINGS}/purposes/e_marketing"

    press(client, f"{marketing}/use", form_at=marketing, active="0")

    assert 'value="e_marketing"' not in client.get(f"{SETTINGS}/topics/new").text
    refused = save(client, f"{SETTINGS}/topics/new", **NAMES, purpose="e_marketing")
    kept = save(client, f"{SETTINGS}/topics/news", name_en="Novelties")
    assert (refused.status_code, kept.status_code) == (422, 303)


def test_a_topic_out_of_use_is_no_longer_asked_about_and_comes_back(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    alice = registered(app, bases={"e_marketing": "consent"}, language="en")
    news, shown = f"{SETTINGS}/topics/news", []

    for active in ("1", "0", "1"):
        press(client, f"{news}/use", form_at=news, active=active)
        visit(app, client, alice)
        shown.append('value="news"' in client.get("/me/preferences").text)

    assert shown == [True, False, True]


def test_a_data_field_out_of_use_is_no_longer_offered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    alice = registered(app)
    save(client, f"{SETTINGS}/data-fields/new", name_sv="Skostorlek", name_en="Shoe size")
    shoe, form_at = f"{SETTINGS}/data-fields/skostorlek", f"/staff/people/{alice}/data/new"
    before = client.get(form_at).text

    press(client, f"{shoe}/use", form_at=shoe, active="0")

    assert '<option value="Shoe size">' in before
    assert "Shoe size" in client.get(f"{SETTINGS}/data-fields").text
    assert "Shoe size" not in client.get(form_at).text


def test_what_is_told_after_a_deed_is_told_in_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")
    chat = f"{SETTINGS}/sources/chat"

    saved = save(client, chat, name_sv="Snack")
    told = [client.get(saved.location).text]
    told += [client.get(press(client, f"{chat}/use", form_at=chat, active=one).location).text for one in ("0", "1")]

    assert "Ändringarna är sparade." in told[0]
    assert "”Snack” är ur bruk: det erbjuds ingenstans och står kvar där det står." in told[1]
    assert "”Snack” är ur bruk" not in told[2]
