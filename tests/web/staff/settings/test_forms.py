"""The pages on which an administrator designs web forms."""

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.configuration import forget_version
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entry, head
from portal.preferences.models import Topic
from portal.web_forms.models import WebForm
from portal.web_forms.queries import all_forms, form_by_key
from tests.databases import only_sqlite
from tests.web.staff.people.working import at_work, letters_to, registered, submit
from tests.web_forms.designing import answered, confirmed, newsletter, reword

pytestmark = only_sqlite
LIST = "/staff/settings/forms"
NEW = f"{LIST}/new"
ONE = f"{LIST}/newsletter"
FILLED_IN = {
    "key": "newsletter",
    "title_sv": "Nyhetsbrevet",
    "title_en": "The newsletter",
    "introduction_sv": "En gång\r\ni månaden.",
    "thanks_en": "Thank you!",
    "asked_phone": "asked",
    "asked_country": "required",
    "purposes": ["e_marketing"],
    "topics": ["news"],
    "source": "web_form",
}


@pytest.fixture(autouse=True)
def _bob(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")


def the_form(app: Flask) -> WebForm:
    """Return the newsletter's form as it is stored."""
    with app.app_context():
        return form_by_key("newsletter")


def add_newsletter(app: Flask, **changes: object) -> None:
    """Let the form be there."""
    with app.app_context():
        newsletter(**changes)


def events(app: Flask) -> list[tuple[str, str]]:
    """Return what happened to forms, and who did it."""
    with app.app_context():
        rows = db.session.scalars(select(LedgerEntry).where(LedgerEntry.event.like("form.%")).order_by(LedgerEntry.seq))
        return [(row.event, row.actor) for row in rows]


def test_a_fresh_portal_says_that_there_is_no_form(client: FlaskClient) -> None:
    page = client.get(LIST).text

    assert "There is no form yet." in page
    assert f'href="{NEW}"' in page


def test_an_administrator_adds_a_form(app: Flask, client: FlaskClient) -> None:
    answer = submit(client, NEW, **FILLED_IN)  # type: ignore[arg-type]

    form = the_form(app)
    assert (answer.status_code, answer.headers["Location"]) == (303, ONE)
    assert form.texts["title"] == {"sv": "Nyhetsbrevet", "en": "The newsletter"}
    assert form.texts["thanks"] == {"en": "Thank you!"}
    assert (form.asked, form.source) == ({"phone": "asked", "country": "required"}, "web_form")
    assert (form.purposes, form.topics) == (["e_marketing"], ["news"])
    assert events(app) == [("form.added", "staff:bob@example.se")]


def test_visitors_can_answer_it_at_once(app: Flask, client: FlaskClient) -> None:
    submit(client, NEW, **FILLED_IN)  # type: ignore[arg-type]

    page = app.test_client().get("/forms/newsletter?lang=en")

    assert page.status_code == 200
    assert "<h1>The newsletter</h1>" in page.text
    assert 'name="country"' in page.text


WRONG: list[tuple[dict[str, object], str]] = [
    ({"key": ""}, "Write a name for the address."),
    ({"key": "Nyhets brev"}, "small letters a to z, digits and hyphens"),
    ({"key": "a" * 41}, "Write at most 40 small letters"),
    ({"title_sv": "", "title_en": ""}, "Write a heading in at least one language."),
    ({"title_sv": "x" * 101}, "Heading: write at most 100 characters. This is 101."),
    ({"introduction_sv": "x" * 2001}, "Introduction: write at most 2000 characters."),
    ({"thanks_en": "a\x00b"}, "invisible character"),
    ({"purposes": []}, "Choose at least one purpose"),
    ({"purposes": ["no_such"], "topics": []}, "Choose purposes from the list."),
    ({"purposes": ["sales_service"]}, "Choose only topics that belong to a purpose you have chosen."),
    ({"topics": ["no_such"]}, "Choose only topics that belong to a purpose you have chosen."),
    ({"source": "no_such"}, "Choose the source that is recorded."),
    ({"asked_phone": "always"}, "Choose whether to ask."),
]
"""What is typed or chosen wrongly, and what is said about it."""


def test_what_is_wrong_is_said_and_the_rest_kept(app: Flask, client: FlaskClient) -> None:
    answers = [(submit(client, NEW, **{**FILLED_IN, **fields}), words) for fields, words in WRONG]  # type: ignore[arg-type]

    silent = [words for answer, words in answers if words not in html.unescape(answer.text)]
    assert {answer.status_code for answer, _ in answers} == {422}
    assert silent == []
    assert all('value="The newsletter"' in answer.text for answer, words in answers if "heading in" not in words)
    with app.app_context():
        assert all_forms() == ()


def test_two_forms_can_not_have_one_name(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    answer = submit(client, NEW, **FILLED_IN)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "Another form has this name." in answer.text


def test_the_list_counts_what_waits_and_what_is_confirmed(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)
    with app.app_context():
        for number in range(3):
            answered(email=f"p{number}@example.se")
        confirmed()

    page = client.get(LIST).text

    assert re.findall(r'<td class="number" data-label="(\w+)">(\d+)</td>', page) == [
        ("Waiting", "2"),
        ("Confirmed", "1"),
    ]
    assert "http://127.0.0.1:5000/forms/newsletter" in page


def test_a_change_is_kept_and_entered(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    answer = submit(client, ONE, **{**FILLED_IN, "title_en": "Monthly"})  # type: ignore[arg-type]

    assert answer.status_code == 303
    assert the_form(app).text("title", "en") == "Monthly"
    assert events(app)[-1] == ("form.changed", "staff:bob@example.se")


def test_the_name_in_the_address_can_not_be_changed(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    submit(client, ONE, **{**FILLED_IN, "key": "another"})  # type: ignore[arg-type]

    with app.app_context():
        assert [form.key for form in all_forms()] == ["newsletter"]
    assert 'name="key"' not in client.get(ONE).text


def test_saving_the_same_again_enters_nothing(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)
    submit(client, ONE, **FILLED_IN)  # type: ignore[arg-type]
    with app.app_context():
        before = head()

    submit(client, ONE, **FILLED_IN)  # type: ignore[arg-type]

    with app.app_context():
        assert head() == before


def test_what_is_wrong_in_a_change_is_said_and_nothing_changed(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    answer = submit(client, ONE, **{**FILLED_IN, "purposes": [], "title_en": "Monthly"})  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert 'value="Monthly"' in answer.text
    assert the_form(app).text("title", "en") == "The newsletter"


def test_the_page_is_filled_in_with_what_holds(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app, purposes=("e_marketing",), asked={"phone": "required"}, source="chat")

    page = client.get(ONE).text

    assert 'value="Nyhetsbrevet"' in page
    assert re.search(r'value="e_marketing" checked', page)
    assert not re.search(r'value="sales_service" checked', page)
    assert '<option selected value="required">' in page
    assert '<option selected value="chat">' in page


def test_the_page_offers_a_link_and_a_form_to_embed(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app, texts={"title": {"sv": "Nytt & bra", "en": "<News>"}})

    page = client.get(ONE).text
    snippets = [html.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]

    assert snippets[0] == '<a href="http://127.0.0.1:5000/forms/newsletter?lang=sv">Nytt &amp; bra</a>'
    assert '<form method="get" action="http://127.0.0.1:5000/forms/newsletter">' in snippets[3]
    assert '<input type="email" name="email" autocomplete="email" required>' in snippets[3]
    assert "<button>&lt;News&gt;</button>" in snippets[3]


def test_a_form_is_taken_out_of_use_and_restored(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    submit(client, f"{ONE}/deactivate", form_at=ONE)
    closed = app.test_client().get("/forms/newsletter").status_code
    submit(client, f"{ONE}/restore", form_at=ONE)
    opened = app.test_client().get("/forms/newsletter").status_code

    assert (closed, opened) == (404, 200)
    assert [event for event, _ in events(app)] == ["form.added", "form.deactivated", "form.restored"]


def test_the_preview_shows_the_form_without_a_way_to_send_it(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    page = client.get(f"{ONE}/preview").text

    assert "This is how visitors see the form." in page
    assert "<h1>The newsletter</h1>" in page
    assert '<button type="button" disabled>' in page
    assert 'action="/forms' not in page


def test_a_form_whose_purposes_take_no_consent_any_more_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        newsletter(purposes=("gone",), topics=())

    assert "none of its purposes takes consent now" in client.get(ONE).text
    assert app.test_client().get("/forms/newsletter").status_code == 404


def test_a_topic_out_of_use_is_no_obstacle_to_saving(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)
    with app.app_context():
        db.session.scalars(select(Topic).where(Topic.key == "news")).one().active = False
        reword(ask_again=False)
        forget_version()

    answer = submit(client, ONE, **FILLED_IN)  # type: ignore[arg-type]

    assert answer.status_code == 303


@pytest.mark.parametrize("path", [f"{LIST}/nothing", f"{LIST}/nothing/preview"])
def test_a_form_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_auditor_reads_and_changes_nothing(app: Flask) -> None:
    add_newsletter(app)
    client = app.test_client()
    at_work(app, client, "auditor", email="audrey@example.se")

    page = client.get(ONE).text

    assert "<fieldset disabled" in page
    assert "Save the form" not in page
    assert "Take the form out of use" not in page
    assert "Add a form" not in client.get(LIST).text


def test_the_pages_speak_swedish(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    assert "Webbformulär" in client.get(f"{LIST}?lang=sv").text
    assert "Länka eller bädda in" in client.get(ONE).text


def test_the_card_of_somebody_unconfirmed_says_so_and_sends_nothing(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)
    with app.app_context():
        answered()

    card = client.get("/staff/people/1").text
    again = submit(client, "/staff/people/1/letters/confirmation", form_at="/staff/people/1/edit")
    link = submit(client, "/staff/people/1/links/new", form_at="/staff/people/1/edit")

    assert "Somebody answered a web form with this address" in card
    assert "No confirmation was sent yet: the person has not confirmed their answer to a web form." in card
    assert "Web form answered, to be confirmed" in card
    assert "Send the confirmation" not in card
    assert "Send a new link" not in card
    assert (again.status_code, link.status_code) == (303, 303)
    with app.app_context():
        assert letters_to(1) == ["confirm_consent"]


def test_the_card_of_somebody_confirmed_tells_the_form(app: Flask, client: FlaskClient) -> None:
    registered(app)
    add_newsletter(app)
    with app.app_context():
        answered()
        confirmed()

    card = client.get("/staff/people/1").text

    assert "Answer to a web form confirmed" in card
    assert "/forms/newsletter 2026-04-02T07:30:00Z" in card
    assert "Somebody answered a web form with this address" not in card


def test_the_ledger_tells_what_differs_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)
    submit(client, ONE, **FILLED_IN)  # type: ignore[arg-type]

    submit(client, ONE, **{**FILLED_IN, "source": "chat", "asked_phone": "", "topics": []})  # type: ignore[arg-type]

    with app.app_context():
        last = entry(head()[0])
    assert last and json.loads(last.details) == {
        "form": "newsletter",
        "old": {"asked": {"phone": "asked", "country": "required"}, "source": "web_form", "topics": ["news"]},
        "new": {"asked": {"country": "required"}, "source": "chat", "topics": []},
    }
    assert the_form(app).asked == {"country": "required"}


def test_a_button_that_is_pressed_twice_is_entered_once(app: Flask, client: FlaskClient) -> None:
    add_newsletter(app)

    for deed in ("restore", "deactivate", "deactivate", "restore", "restore"):
        submit(client, f"{ONE}/{deed}", form_at=ONE)

    assert [event for event, _ in events(app)] == ["form.added", "form.deactivated", "form.restored"]


def test_texts_that_lack_a_language_are_listed_until_they_are_written(app: Flask, client: FlaskClient) -> None:
    texts = {"title": {"sv": "Brevet", "en": "The letter"}, "introduction": {"sv": "En gång"}, "thanks": {"en": "Hi"}}
    add_newsletter(app, texts=texts)
    missing = "/staff/settings/translations"
    lacking = client.get(missing).text

    submit(client, ONE, **{**FILLED_IN, "introduction_en": "Once a month.", "thanks_sv": "Tack!"})  # type: ignore[arg-type]

    assert re.findall(rf'<a href="{ONE}">([^<]+)</a></th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)<', lacking) == [
        ("The letter", "Introduction", "English"),
        ("The letter", "Thanks", "Svenska"),
    ]
    assert ONE not in client.get(missing).text


def test_what_is_out_of_use_is_not_offered_for_a_form(app: Flask, client: FlaskClient) -> None:
    offered = client.get(NEW).text
    for path in ("topics/news", "sources/chat", "purposes/e_marketing"):
        at = f"/staff/settings/{path}"
        submit(client, f"{at}/use", form_at=at, active="0")

    page = client.get(NEW).text

    for key in ("news", "chat", "e_marketing"):
        assert (f'value="{key}"' in offered, f'value="{key}"' in page) == (True, False), key


def test_mistakes_are_told_at_once_in_swedish_and_what_was_typed_is_kept(app: Flask) -> None:
    swede = app.test_client()
    at_work(app, swede, "admin", email="sven@example.se", language="sv")
    typed = {"key": "nyhets brev", "title_sv": "", "title_en": " ", "purposes": [], "thanks_sv": "Tack & <hej>"}

    answer = submit(swede, NEW, **{**FILLED_IN, **typed})  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "Skriv en rubrik på minst ett språk." in answer.text
    assert "Välj minst ett syfte: ett formulär är till för att fråga efter samtycke." in answer.text
    assert 'value="nyhets brev"' in answer.text
    assert "Tack &amp; &lt;hej&gt;</textarea>" in answer.text
    assert re.search(r'value="news" checked', answer.text)
    with app.app_context():
        assert all_forms() == ()
