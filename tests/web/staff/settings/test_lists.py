"""What the five lists of the catalogue have in common: adding, ordering, taking out of use, deleting, and who may."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.ledger.queries import head
from portal.legal_bases.listed import BASES, FIELD_KINDS, PURPOSES, SOURCES, Listed
from portal.legal_bases.queries import catalogue
from portal.people.field_kinds import field_kinds
from portal.preferences.listed import TOPICS
from portal.preferences.queries import all_topics
from tests.web.staff.people.working import at_work, registered
from tests.web.staff.settings.listing_pages import SETTINGS, filled_in, followed, press, save, snapshot

NAMES = {"name_sv": "Klubb", "name_en": "Club"}
PAGES: dict[str, tuple[Listed, str, dict[str, Any]]] = {
    "purposes": (PURPOSES, "Purposes", {"bases": ["consent"], "retention_event": "recorded"}),
    "legal-bases": (BASES, "Legal bases", {"article": "c"}),
    "sources": (SOURCES, "Sources", {"from_person": "y"}),
    "topics": (TOPICS, "Topics", {"purpose": "e_marketing"}),
    "data-fields": (FIELD_KINDS, "Data fields", {}),
}
"""The list behind each page, what the page is called, and what an item needs besides its name."""


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


def add(client: FlaskClient, page: str, **fields: Any) -> str:
    """Add an item by its form, and return the text of the page that follows."""
    return followed(client, save(client, f"{SETTINGS}/{page}/new", **{**NAMES, **PAGES[page][2], **fields}))


def order(client: FlaskClient, page: str) -> list[str]:
    """Return the keys of the list in the order in which its page shows them."""
    return re.findall(r'<tr id="([a-z0-9_]+)">', client.get(f"{SETTINGS}/{page}").text)


def test_an_item_is_added_and_stands_last_in_its_list(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        shown = add(client, page)

        assert order(client, page)[-1] == "klubb"
        assert "“Club” is added." in shown
        assert f"<h1>{PAGES[page][1]}</h1>" in shown


def test_an_item_is_reworded_in_one_form(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        add(client, page)

        shown = followed(client, save(client, f"{SETTINGS}/{page}/klubb", name_sv="Klubben", name_en="The club"))

        told = snapshot(app, PAGES[page][0], "klubb")
        assert (told["name.sv"], told["name.en"]) == ("Klubben", "The club")
        assert "The changes are saved." in shown


def test_the_latest_changes_tell_who_and_what(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        add(client, page)
        save(client, f"{SETTINGS}/{page}/klubb", name_en="The club")

        told = client.get(f"{SETTINGS}/{page}/klubb").text.partition('id="latest"')[2]

        assert told.index("Changed") < told.index("Added")
        assert told.count("bob@example.se") == 2
        assert "Name (English):" in told
        assert re.search(r"<del><span[^>]*>Removed: </span>Club</del>", told)


def test_an_item_is_taken_out_of_use_and_into_use_again(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        add(client, page)
        path = f"{SETTINGS}/{page}/klubb"

        out = followed(client, press(client, f"{path}/use", form_at=path, active="0"))
        back = followed(client, press(client, f"{path}/use", form_at=path, active="1"))

        assert "“Club” is out of use" in out
        assert '<td data-label="Use">Out of use</td>' in out
        assert "“Club” is in use again." in back
        assert '<td data-label="Use">Out of use</td>' not in back


def test_an_item_is_deleted_after_a_question(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        add(client, page)
        path = f"{SETTINGS}/{page}/klubb/delete"

        question = client.get(path)
        shown = followed(client, press(client, path, form_at=path))

        assert '<button class="danger">Delete “Club”</button>' in question.text
        assert "“Club” is deleted." in shown
        assert "klubb" not in order(client, page)
        assert "<strong>Deleted</strong>: <bdi>Club</bdi>" in shown


def test_what_came_with_the_portal_can_not_be_deleted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    path = f"{SETTINGS}/sources/chat"

    question = client.get(f"{path}/delete")
    answer = press(client, f"{path}/delete", form_at=path)

    assert "“Chat” can't be deleted" in question.text
    assert '<button class="danger">' not in question.text
    assert answer.status_code == 409
    assert "chat" in order(client, "sources")


def test_what_somebody_uses_can_not_be_deleted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    add(client, "sources")
    registered(app, source="klubb")
    path = f"{SETTINGS}/sources/klubb"

    answer = press(client, f"{path}/delete", form_at=path)

    assert answer.status_code == 409
    assert "You can take it out of use instead" in answer.text


def test_an_item_moves_up_and_down_by_buttons(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in sorted(set(PAGES) - {"data-fields"}):
        first, second, *rest = order(client, page)
        path = f"{SETTINGS}/{page}"

        press(client, f"{path}/{second}/move", form_at=path, way="up")
        up = order(client, page)
        press(client, f"{path}/{second}/move", form_at=path, way="down")

        assert up == [second, first, *rest]
        assert order(client, page) == [first, second, *rest]


def test_the_first_has_no_button_up_and_the_last_none_down(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    page = client.get(f"{SETTINGS}/purposes").text

    buttons = [
        " ".join(re.sub(r"<[^>]+>", " ", found).split()) for found in re.findall(r"<button[^>]*>(.*?)</button>", page)
    ]
    assert [words for words in buttons if words.startswith("Move")] == [
        "Move down Sales and service",
        "Move up E-marketing",
    ]


def test_a_move_is_told_among_the_latest_changes(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    shown = followed(client, press(client, f"{SETTINGS}/topics/news/move", form_at=f"{SETTINGS}/topics", way="up"))

    assert "<strong>Moved from place 2 to 1</strong>: <bdi>News</bdi>" in shown


@pytest.mark.parametrize("page", ["purposes", "data-fields"])
def test_a_form_that_was_opened_before_a_change_is_not_saved_over_it(
    app: Flask, client: FlaskClient, page: str
) -> None:
    at_work(app, client, "admin")
    add(client, page)
    path = f"{SETTINGS}/{page}/klubb"
    opened = client.get(path)
    save(client, path, name_en="The club")

    answer = save(client, path, page=opened, name_en="My club")

    assert answer.status_code == 409
    assert snapshot(app, PAGES[page][0], "klubb")["name.en"] == "The club"
    assert "Somebody changed this after you opened the form" in answer.text
    assert filled_in(answer)["name_en"] == ["My club"]


def test_saving_again_over_the_newer_one_is_a_decision_and_holds(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    add(client, "data-fields")
    path = f"{SETTINGS}/data-fields/klubb"
    opened = client.get(path)
    save(client, path, name_en="The club")

    save(client, path, page=save(client, path, page=opened, name_en="My club"))

    assert snapshot(app, FIELD_KINDS, "klubb")["name.en"] == "My club"


def test_an_unknown_item_is_a_page_that_is_not_there(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for page in PAGES:
        form_at, path = f"{SETTINGS}/{page}/new", f"{SETTINGS}/{page}/nothing"

        looked = [client.get(address).status_code for address in (path, f"{path}/delete")]
        acted = [
            press(client, address, form_at=form_at).status_code
            for address in (path, f"{path}/move", f"{path}/use", f"{path}/delete")
        ]

        assert looked == [404, 404]
        assert acted == [404, 404, 404, 404]


@pytest.mark.parametrize("page", PAGES)
def test_an_auditor_reads_and_has_no_button(app: Flask, client: FlaskClient, page: str) -> None:
    at_work(app, client, "admin")
    add(client, page)
    auditor = app.test_client()
    at_work(app, auditor, "auditor", email="aud@example.se")

    pages = [auditor.get(f"{SETTINGS}/{page}{rest}") for rest in ("", "/klubb", "/new", "/klubb/delete")]

    buttons = [re.findall(r"<button[^>]*>([^<]*)", shown.text.partition("<main")[2]) for shown in pages]
    assert [shown.status_code for shown in pages] == [200, 200, 200, 200]
    assert buttons == [[], [], [], []]
    assert "disabled" in pages[1].text


def test_an_auditor_changes_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")
    with app.app_context():
        before = head()
    token = {"csrf_token": filled_in(client.get(f"{SETTINGS}/sources/chat"))["csrf_token"][0]}

    answers = [
        client.post(f"{SETTINGS}/sources/{rest}", data=token).status_code
        for rest in ("new", "chat", "chat/move", "chat/use", "chat/delete")
    ]

    with app.app_context():
        assert head() == before
    assert answers == [403, 403, 403, 403, 403]


def test_only_administrators_and_auditors_look(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "officer")

    answers = {client.get(f"{SETTINGS}/{page}").status_code for page in PAGES}

    assert answers == {403}


def test_looking_changes_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    with app.app_context():
        before = head()

    for page in PAGES:
        client.get(f"{SETTINGS}/{page}")
        client.get(f"{SETTINGS}/{page}/new")

    with app.app_context():
        assert head() == before


def test_a_fourth_basis_for_an_article_gets_its_own_name(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    add(client, "legal-bases", name_sv="Bokföringslagen", name_en="Bookkeeping act", meaning_en="The law says so.")

    with app.app_context():
        basis = catalogue().basis("bokforingslagen")
        assert (basis.article, basis.text("meaning", "en")) == ("c", "The law says so.")


def test_a_new_basis_can_be_allowed_for_a_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    add(client, "legal-bases")

    save(client, f"{SETTINGS}/purposes/sales_service", bases=["contract", "klubb"])

    assert snapshot(app, PURPOSES, "sales_service")["bases"] == ["contract", "klubb"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"article": "g"}, "Choose one of the six letters."), ({"article": ""}, "Choose one of the six letters.")],
)
def test_a_basis_has_one_of_the_six_letters(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    at_work(app, client, "admin")

    answer = save(client, f"{SETTINGS}/legal-bases/new", **{**NAMES, **fields})

    assert answer.status_code == 422
    assert words in answer.text


def test_a_basis_people_rest_on_keeps_its_letter(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    registered(app, bases={"sales_service": "contract"})

    answer = save(client, f"{SETTINGS}/legal-bases/contract", article="a")

    assert answer.status_code == 422
    assert "their rights follow from it" in answer.text
    assert snapshot(app, BASES, "contract")["article"] == "b"


def test_a_source_says_from_whom_and_whether_it_sends_the_confirmation(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    shown = add(client, "sources", name_sv="Mässa", name_en="Fair", alias="FAIR")

    told = snapshot(app, SOURCES, "massa")
    assert (told["from_person"], told["send_confirmation"], told["alias"]) == (True, True, "FAIR")
    assert "The person (article 13)" in shown


def test_a_source_may_send_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    fields = filled_in(client.get(f"{SETTINGS}/sources/import"))
    del fields["send_confirmation"]

    client.post(f"{SETTINGS}/sources/import", data=fields)

    told = snapshot(app, SOURCES, "import")
    assert (told["from_person"], told["send_confirmation"]) == (False, False)


def test_a_new_source_is_offered_where_people_are_registered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    add(client, "sources", name_sv="Mässa", name_en="Fair")

    assert '<option value="massa">Fair</option>' in client.get("/staff/people/new").text


def test_a_source_out_of_use_is_no_longer_offered(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    press(client, f"{SETTINGS}/sources/chat/use", form_at=f"{SETTINGS}/sources/chat", active="0")

    assert '<option value="chat">' not in client.get("/staff/people/new").text


def test_a_topic_stands_under_its_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    shown = add(client, "topics", purpose="sales_service", description_en="About your orders")

    assert re.search(r"<h2>Sales and service</h2>.*Club.*<h2>E-marketing</h2>", shown, re.DOTALL)
    with app.app_context():
        topic = all_topics()[-1]
        assert catalogue().purpose_of[topic.purpose_id].key == "sales_service"
        assert topic.text("description", "en") == "About your orders"


def test_a_topic_needs_a_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    for purpose in ("", "nothing"):
        answer = save(client, f"{SETTINGS}/topics/new", **NAMES, purpose=purpose)

        assert answer.status_code == 422
        assert "Choose the purpose that the topic belongs to." in answer.text


def test_a_topic_is_not_moved_to_another_purpose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    answer = save(client, f"{SETTINGS}/topics/news", purpose="sales_service")

    assert answer.status_code == 422
    assert snapshot(app, TOPICS, "news")["purpose"] == "e_marketing"


def test_a_data_field_is_offered_where_further_data_is_written(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    alice = registered(app)
    add(client, "data-fields", name_sv="Skostorlek", name_en="Shoe size", category_en="Sizes")

    pages = [client.get(path).text for path in (f"/staff/people/{alice}/data/new", "/staff/people/new")]

    with app.app_context():
        assert [kind.key for kind in field_kinds()] == ["skostorlek"]
    assert ['<option value="Shoe size">' in page and 'list="known-data"' in page for page in pages] == [True, True]


def test_a_list_without_items_says_so(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    page = client.get(f"{SETTINGS}/data-fields").text

    assert "There is nothing here yet." in page
    assert "Nothing has been changed since the portal was set up." in page


def test_the_lists_speak_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")

    titles = [re.findall(r"<h1>([^<]*)</h1>", client.get(f"{SETTINGS}/{page}").text)[0] for page in PAGES]

    assert titles == ["Syften", "Rättsliga grunder", "Källor", "Utskickstyper", "Datafält"]


def test_no_word_in_a_name_runs_in_a_browser(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    shown = add(client, "data-fields", name_en="<script>alert(1)</script>", name_sv="<b>Fet</b>")
    item = client.get(f"{SETTINGS}/data-fields/b_fet_b").text

    assert "<script>alert(1)" not in shown + item
    assert "&lt;script&gt;alert(1)" in shown
