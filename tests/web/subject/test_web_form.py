"""The open page of a web form: what it asks, what it refuses, and what it never tells."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.web_forms.actions import set_active
from portal.web_forms.queries import locked_form
from tests import make
from tests.databases import only_sqlite
from tests.web.subject.filling_in import (
    ALICE,
    FORM,
    add_newsletter,
    asking_letters,
    bare,
    fill_in,
    hidden,
    people,
    statuses,
)
from tests.web.subject.visiting import add_person, name_organisation
from tests.web_forms.designing import answers, reword

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def _form(app: Flask) -> None:
    add_newsletter(app)


def sent_page(client: FlaskClient, **fields: Any) -> tuple[object, ...]:
    """Return what a visitor sees after answering: the answer, and the page it leads to."""
    answer = fill_in(client, **fields)
    return bare(answer), client.get(answer.headers["Location"]).text


def test_the_page_says_what_it_is_and_who_asks(app: Flask, client: FlaskClient) -> None:
    name_organisation(app)

    page = client.get(FORM).text

    assert "<h1>The newsletter</h1>" in page
    assert "Once a month." in page
    assert "Björkvik Handel AB is responsible for the data." in page
    assert 'href="/privacy?lang=en"' in page
    assert "privacy@bjorkvik.example" in page


def test_each_consent_is_shown_in_full_and_unticked(client: FlaskClient) -> None:
    page = client.get(FORM).text

    assert "E-marketing" in page
    assert "news, invitations and offers by e-mail, at most twice a month" in page
    assert '<input type="checkbox" id="consent_e_marketing"' in page
    assert " checked" not in page


def test_topics_stand_below_their_consent(client: FlaskClient) -> None:
    page = client.get(FORM).text

    assert re.findall(r'name="topics_e_marketing" value="(\w+)"', page) == ["news", "promotions"]


def test_browsers_are_told_what_each_field_is(app: Flask, client: FlaskClient) -> None:
    asked = dict.fromkeys(("phone", "company", "title", "address", "country", "language"), "asked")
    add_newsletter(app, key="all", asked=asked)

    page = client.get("/forms/all").text

    fields = dict(re.findall(r'<(?:input|select|textarea) autocomplete="([\w-]+)" id="(\w+)"', page))
    assert fields == {
        "name": "name",
        "email": "email",
        "tel": "phone",
        "organization": "company",
        "organization-title": "title",
        "street-address": "address",
        "country": "country",
        "language": "language",
    }


def test_only_what_was_designed_is_asked(client: FlaskClient) -> None:
    page = client.get(FORM).text

    assert 'name="phone"' not in page
    assert 'name="country"' not in page


def test_the_page_speaks_swedish(client: FlaskClient) -> None:
    page = client.get("/forms/newsletter?lang=sv").text

    assert '<html lang="sv">' in page
    assert "<h1>Nyhetsbrevet</h1>" in page
    assert "Jag vill få nyheter" in page
    assert "Skicka mitt svar" in page


def test_a_link_may_bring_the_address_along_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    page = client.get(f"{FORM}&email=alice@example.se&name=Mallory&consent_e_marketing=y").text

    assert 'value="alice@example.se"' in page
    assert "Mallory" not in page
    assert "Alice" not in page
    assert " checked" not in page


def test_what_is_no_address_is_not_brought_along(client: FlaskClient) -> None:
    tried = ["%00", "a%0d%0aBcc:x", "x" * 300, "%22%3E%3Cscript%3E", "%ed%a0%80"]

    pages = [client.get(f"{FORM}&email={email}") for email in tried]

    assert {page.status_code for page in pages} == {200}
    assert [page for page in pages if "<script" in page.text or "Bcc" in page.text or "xxx" in page.text] == []


def test_an_embedding_sites_get_form_leads_here(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Referer": "https://shop.example/"}

    page = client.get("/forms/newsletter?lang=en&email=alice%40example.se", headers=headers)

    assert page.status_code == 200
    assert 'value="alice@example.se"' in page.text


def test_looking_changes_nothing_and_sets_no_cookie(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(LedgerEntry))

    page = client.get(FORM)
    client.head(FORM)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == before
    assert "Set-Cookie" not in page.headers


def test_an_answer_leads_on_and_a_letter_goes_out(app: Flask, client: FlaskClient) -> None:
    answer = fill_in(client)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/forms/newsletter/sent?lang=en"
    assert "Look in your mail" in client.get(answer.headers["Location"]).text
    assert asking_letters(app) == ["alice@example.se"]
    assert statuses(app) == [{"e_marketing": "awaiting"}]


def test_no_cookie_is_set_by_answering(client: FlaskClient) -> None:
    assert "Set-Cookie" not in fill_in(client).headers


def test_the_language_of_the_page_becomes_that_of_somebody_new(app: Flask, client: FlaskClient) -> None:
    fill_in(client, path="/forms/newsletter?lang=sv")

    assert [person.language for person in people(app)] == ["sv"]


def test_the_chosen_topics_are_kept_with_the_answer(app: Flask, client: FlaskClient) -> None:
    fill_in(client, topics_e_marketing=["news", "no_such_topic", "invitations"])

    with app.app_context():
        assert [answer.topics for answer in answers()] == [["news"]]


def test_known_unknown_limited_and_automatic_answers_look_the_same(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    known = sent_page(client)
    unknown = sent_page(client, email="nobody@example.org")
    automatic = sent_page(client, email="bot@example.org", website="https://spam.example")
    for hours in range(3):
        fill_in(client, at=make.AT + timedelta(minutes=hours))
    limited = sent_page(client, at=make.AT + timedelta(minutes=9))

    assert known == unknown == automatic == limited
    assert asking_letters(app) == ["alice@example.se", "nobody@example.org", "alice@example.se", "alice@example.se"]


def test_a_program_that_fills_in_everything_leaves_nothing(app: Flask, client: FlaskClient) -> None:
    fill_in(client, website="https://spam.example")

    assert (people(app), asking_letters(app)) == ([], [])


def test_an_address_gets_at_most_three_letters_an_hour_from_forms_and_the_link_page(
    app: Flask, client: FlaskClient
) -> None:
    add_person(app)

    for minute in range(5):
        fill_in(client, at=make.AT + timedelta(minutes=minute), name=f"Mallory {minute}")
    with time_machine.travel(make.AT + timedelta(minutes=20), tick=False):
        client.post("/link", data={"email": "alice@example.se"})

    assert asking_letters(app) == ["alice@example.se"] * 3
    with app.app_context():
        assert len(answers()) == 3


def test_one_client_can_answer_sixty_times_an_hour(app: Flask, client: FlaskClient) -> None:
    for number in range(63):
        fill_in(client, email=f"p{number}@example.se")

    assert len(asking_letters(app)) == 60


def test_pressing_twice_counts_once(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(make.AT, tick=False) as now:
        kept = hidden(client.get(FORM))
        now.shift(timedelta(minutes=1))
        for _ in range(2):
            client.post(FORM, data=kept | ALICE)

    assert asking_letters(app) == ["alice@example.se"]


def test_going_back_to_mend_the_address_counts(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(make.AT, tick=False) as now:
        kept = hidden(client.get(FORM))
        now.shift(timedelta(minutes=1))
        for email in ("alce@example.se", "alice@example.se"):
            client.post(FORM, data=kept | ALICE | {"email": email})

    assert asking_letters(app) == ["alce@example.se", "alice@example.se"]


@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(hours=25)])
def test_too_fast_and_too_old_forms_are_asked_again_with_the_words_kept(
    app: Flask, client: FlaskClient, after: timedelta
) -> None:
    answer = fill_in(client, after=after)

    assert answer.status_code == 422
    assert "Look through what you have written and press the button again." in answer.text
    assert 'value="Alice Alm"' in answer.text
    assert 'name="consent_e_marketing" value="y" checked' in answer.text
    assert asking_letters(app) == []


def test_pressing_again_a_moment_later_is_enough(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(make.AT, tick=False) as now:
        again = client.post(FORM, data=hidden(client.get(FORM)) | ALICE)
        now.shift(timedelta(seconds=5))
        answer = client.post(FORM, data=hidden(again) | ALICE)

    assert (again.status_code, answer.status_code) == (422, 303)


def test_a_forged_stamp_is_asked_again(app: Flask, client: FlaskClient) -> None:
    forged = ["", "x", "WyJuZXdzbGV0dGVyIiwxLjAsIngiXQ.x", "\x00", "å" * 5000]

    answers = [fill_in(client, stamp=stamp) for stamp in forged]

    assert {answer.status_code for answer in answers} == {422}
    assert asking_letters(app) == []


WRONG = [
    ({"name": ""}, "Name: fill this in."),
    ({"name": "x" * 201}, "Name: write at most 200 characters. This is 201."),
    ({"name": "Al\x07ice"}, "Name: the text holds an invisible character"),
    ({"name": "\u202eecilA"}, "Name: the text holds an invisible character"),
    ({"email": ""}, "E-mail: fill this in."),
    ({"email": "alice"}, "Write the address like this: name@example.se."),
    ({"email": "alice@example.se\r\nBcc: eve@example.org"}, "E-mail: the text holds an invisible character"),
    ({"consent_e_marketing": "false"}, "Tick what you agree to."),
]
"""What is typed or ticked wrongly, and what is said about it."""


def test_what_is_wrong_is_said_and_the_rest_kept(app: Flask, client: FlaskClient) -> None:
    answers = [(fill_in(client, **fields), fields, words) for fields, words in WRONG]

    assert {answer.status_code for answer, _, _ in answers} == {422}
    assert [words for answer, _, words in answers if words not in answer.text] == []
    assert all("<title>Error: " in answer.text and "There is a problem" in answer.text for answer, _, _ in answers)
    assert all(ALICE["name" if "email" in fields else "email"] in answer.text for answer, fields, _ in answers)
    assert asking_letters(app) == []


MORE: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"company": "required"}, {}, "Company: fill this in."),
    ({"country": "required"}, {"country": ""}, "Country: fill this in."),
    ({"country": "asked"}, {"country": "ZZ"}, "Choose a country from the list."),
    ({"language": "asked"}, {"language": "klingon"}, "Choose a language from the list."),
    ({"address": "asked"}, {"address": "a\0b"}, "Address: the text holds an invisible character"),
]
"""What else may be asked, what is typed there, and what is said about it."""


def test_what_else_is_asked_is_checked_too(app: Flask, client: FlaskClient) -> None:
    for number, (asked, _, _) in enumerate(MORE):
        add_newsletter(app, key=f"more-{number}", asked=asked)

    answers = [fill_in(client, path=f"/forms/more-{n}?lang=en", **fields) for n, (_, fields, _) in enumerate(MORE)]

    assert {answer.status_code for answer in answers} == {422}
    assert [words for answer, (_, _, words) in zip(answers, MORE, strict=True) if words not in answer.text] == []


def test_everything_that_is_asked_is_kept(app: Flask, client: FlaskClient) -> None:
    asked = dict.fromkeys(("phone", "company", "title", "address", "country", "language"), "required")
    add_newsletter(app, key="all", asked=asked)
    given = {"phone": "08-1", "company": "Å & Ö", "title": "VD", "address": "A 1\r\n2 B", "country": "se"}

    fill_in(client, path="/forms/all?lang=en", language="sv", **given)

    [alice] = people(app)
    assert (alice.phone, alice.company, alice.title) == ("08-1", "Å & Ö", "VD")
    assert (alice.address, alice.country, alice.language) == ("A 1\r\n2 B", "SE", "sv")


def test_a_wording_that_changed_meanwhile_must_be_read_and_ticked_again(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(make.AT, tick=False) as now:
        kept = hidden(client.get(FORM))
        with app.app_context():
            reword(ask_again=False)
        now.shift(timedelta(minutes=1))
        answer = client.post(FORM, data=kept | ALICE)

    assert answer.status_code == 422
    assert "The text was changed after you opened the page." in answer.text
    assert "I want everything." in answer.text
    assert " checked" not in answer.text
    assert hidden(answer)["wording_e_marketing"] == "2"
    assert asking_letters(app) == []


def test_only_the_wording_of_today_can_be_agreed_to(app: Flask, client: FlaskClient) -> None:
    others = ["0", "2", "-1", "x", "", "9" * 5000]

    answers = [fill_in(client, wording_e_marketing=version) for version in others]

    assert {answer.status_code for answer in answers} == {422}
    assert asking_letters(app) == []


def test_another_sites_page_can_not_answer(app: Flask, client: FlaskClient) -> None:
    answer = fill_in(client, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert asking_letters(app) == []


def test_a_form_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    paths = ["/forms/nothing", "/forms/nothing/sent", "/forms/NEWSLETTER", "/forms/%00"]

    assert {client.get(path).status_code for path in paths} == {404}


def test_a_form_out_of_use_says_that_it_is_closed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        set_active(locked_form("newsletter"), active=False, at=make.AT, by=make.BOB)
        db.session.commit()

    shown, posted = client.get(FORM), client.post(FORM, data=ALICE)

    assert (shown.status_code, posted.status_code) == (404, 404)
    assert "The form is closed" in shown.text
    assert "The form is closed" in posted.text
    assert people(app) == []


def test_a_huge_post_is_refused(client: FlaskClient) -> None:
    answer = client.post(FORM, data=ALICE | {"name": "x" * 10_000_000})

    assert answer.status_code == 413
    assert "<h1" in answer.text
