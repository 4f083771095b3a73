"""An administrator words the letters."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.config import LANGUAGES
from portal.extensions import db
from portal.mail.kinds import KINDS
from portal.mail.models import Letter, LetterTemplate
from portal.mail.templates import current_wording, shipped
from portal.web.staff.settings.letters.explained import EXPLAINED
from portal.web.staff.settings.letters.placeholders import PLACEHOLDERS
from tests.web.staff.people.working import at_work, looks_at, registered, submit

PAGE = "/staff/settings/letters/new_link/en"
BODY = "Here it is.\r\n\r\n{page_button}"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the wording of letters does not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _admin(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")


def versions(app: Flask) -> int:
    """Return how many versions of the letter there are."""
    with app.app_context():
        own = (LetterTemplate.kind == "new_link", LetterTemplate.language == "en")
        return db.session.scalars(select(func.count()).select_from(LetterTemplate).where(*own)).one()


def subject_now(app: Flask) -> str:
    """Return the subject that holds now."""
    with app.app_context():
        return current_wording("new_link", "en").wording.subject


def test_every_kind_of_letter_is_explained() -> None:
    assert set(EXPLAINED) == set(KINDS)


def test_every_placeholder_is_explained() -> None:
    offered = {name for kind in KINDS.values() for name in kind.offer.inline | kind.offer.blocks}

    assert set(PLACEHOLDERS) == offered


def test_the_list_leads_to_every_letter_in_every_language(client: FlaskClient) -> None:
    page = client.get("/staff/settings/letters").text

    assert all(f'href="/staff/settings/letters/{kind}/{code}"' in page for kind in KINDS for code in LANGUAGES)


def test_the_page_offers_the_words_of_today_and_the_placeholders(client: FlaskClient) -> None:
    page = client.get(PAGE).text

    assert "Your link to your page at {organisation}" in page
    assert re.search(r"{page_button}</code></dt><dd>A button and a link to the person's page\..*Required.*Alone", page)


def test_new_words_hold_at_once(app: Flask, client: FlaskClient) -> None:
    answer = submit(client, PAGE, subject="Your new link", body=BODY)

    assert answer.status_code == 303
    assert (subject_now(app), versions(app)) == ("Your new link", 2)


def test_saving_the_same_words_makes_no_version(app: Flask, client: FlaskClient) -> None:
    usual = shipped()["new_link", "en"]

    submit(client, PAGE, subject=usual.subject, body=usual.body.replace("\n", "\r\n"))

    assert versions(app) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"subject": "x" * 201}, "Subject: write at most 200 characters."),
        ({"subject": "a\nb"}, "invisible character"),
        ({"subject": "For {nmae}"}, "This letter has no placeholder {nmae}."),
        ({"subject": "{page_button}"}, "{page_button} stands for a whole block."),
        ({"body": ""}, "Write the text."),
        ({"body": "x" * 20_001}, "Text: write at most 20000 characters."),
        ({"body": "No link"}, "{page_button}: A button and a link to the person&#39;s page."),
        ({"body": f"{BODY}\n\n{{oops"}, "There is a brace without its other half"),
        ({"body": f"{BODY}\n\nPress {{stop_button}} now"}, "{stop_button} stands for a whole block."),
    ],
)
def test_what_can_not_be_filled_in_is_refused_and_kept(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = submit(client, PAGE, **{"subject": "Kept subject", "body": BODY, **fields})

    assert answer.status_code == 422
    assert words in answer.text
    assert "Kept subject" in answer.text or "subject" in fields
    assert versions(app) == 1


def test_the_second_of_two_administrators_is_told(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="The first one's", body=BODY)

    answer = submit(client, PAGE, subject="The second one's", body=BODY, seen="1")

    assert answer.status_code == 409
    assert "Somebody else has saved other words meanwhile" in answer.text
    assert 'value="The second one&#39;s"' in answer.text
    assert "<del>first</del><ins>second</ins>" in answer.text
    assert subject_now(app) == "The first one's"


def test_having_been_told_they_may_save_all_the_same(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="The first one's", body=BODY)
    late = submit(client, PAGE, subject="The second one's", body=BODY, seen="1")

    seen = re.search(r'name="seen"[^>]*value="(\d+)"', late.text)

    assert seen and submit(client, PAGE, subject="The second one's", body=BODY, seen=seen[1]).status_code == 303
    assert subject_now(app) == "The second one's"


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "-1"])
def test_a_version_that_never_was_is_a_late_one(client: FlaskClient, seen: str) -> None:
    assert submit(client, PAGE, subject="Words", body=BODY, seen=seen).status_code == 409


@pytest.mark.parametrize("path", ["new_link/de", "love/en", "confirmation-0/en", "new_link/en/versions/9"])
def test_what_is_not_there_is_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"/staff/settings/letters/{path}").status_code == 404


def test_the_shipped_words_come_back(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="Your new link", body=BODY)

    asked = client.get(f"{PAGE}/shipped").text
    submit(client, f"{PAGE}/shipped")

    assert "<del>" in asked and "<ins>" in asked
    assert subject_now(app) == shipped()["new_link", "en"].subject


def test_going_back_over_somebody_elses_newer_words_is_refused(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="Your new link", body=BODY)

    submit(client, f"{PAGE}/shipped", seen="1")

    assert subject_now(app) == "Your new link"


def test_a_version_shows_what_it_changed(client: FlaskClient) -> None:
    submit(client, PAGE, subject="Your new link", body=BODY)

    page = client.get(f"{PAGE}/versions/2").text

    assert "<ins>new </ins>" in page
    assert "This version is in use." in page


def test_an_earlier_version_is_used_again(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="Your new link", body=BODY)

    submit(client, f"{PAGE}/versions/1")

    assert subject_now(app) == shipped()["new_link", "en"].subject
    assert client.get(f"{PAGE}/versions").text.count('<th scope="row">') == 3


def test_a_version_without_what_is_required_today_is_not_used_again(app: Flask, client: FlaskClient) -> None:
    submit(client, PAGE, subject="Your new link", body=BODY)
    with app.app_context():
        db.session.query(LetterTemplate).filter_by(kind="new_link", language="en", version=1).update({"body": "Old"})
        db.session.commit()

    submit(client, f"{PAGE}/versions/1")

    assert subject_now(app) == "Your new link"


def test_unsaved_words_are_seen_before_they_are_saved(app: Flask, client: FlaskClient) -> None:
    page = submit(client, f"{PAGE}/preview", form_at=PAGE, subject="Dear {name}", body=BODY)

    assert "Dear Anna Andersson" in page.text
    assert page.text.count('<iframe class="preview" sandbox') == 2
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert versions(app) == 1


def test_a_chosen_person_is_looked_at(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)

    page = submit(client, f"{PAGE}/preview", form_at=PAGE, subject="Dear {name}", body=BODY, about="alice@example")

    assert "Dear Alice Alm" in page.text
    with app.app_context():
        assert [look.reason for look in looks_at(alice)] == ["Ett brev provades med dina uppgifter"]


def test_of_several_people_one_is_chosen(app: Flask, client: FlaskClient) -> None:
    registered(app)
    other = registered(app, name="Alice Berg", email="berg@example.se")
    words = {"subject": "Dear {name}", "body": BODY, "about": "alice"}

    asked = submit(client, f"{PAGE}/preview", form_at=PAGE, **words)
    chosen = submit(client, f"{PAGE}/preview", form_at=PAGE, **words, person=str(other))

    assert asked.status_code == 422
    assert f'value="{other}"' in asked.text and 'value="Dear {name}"' in asked.text
    assert "Dear Alice Berg" in chosen.text


@pytest.mark.parametrize("fields", [{"about": "zzz"}, {"person": "4711"}, {"subject": "{no}"}])
def test_a_preview_of_nobody_or_nothing_says_so(client: FlaskClient, fields: dict[str, str]) -> None:
    page = submit(client, f"{PAGE}/preview", form_at=PAGE, **{"subject": "Dear {name}", "body": BODY, **fields})

    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_a_test_goes_to_whoever_is_signed_in_and_the_form_stays(app: Flask, client: FlaskClient) -> None:
    page = submit(client, f"{PAGE}/test", form_at=PAGE, subject="Unsaved", body=BODY, about="alice")

    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.recipient, letter.subject) == ("bob@example.se", "[Test] Unsaved")
    assert "A test is on its way to bob@example.se." in page.text
    assert 'value="Unsaved"' in page.text and versions(app) == 1


def test_words_that_can_not_be_filled_in_are_not_tested(app: Flask, client: FlaskClient) -> None:
    assert submit(client, f"{PAGE}/test", form_at=PAGE, subject="{no}", body=BODY).status_code == 422

    with app.app_context():
        assert db.session.scalars(select(Letter)).all() == []


def test_an_auditor_reads_and_previews_but_changes_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor", email="audit@example.se")

    page = client.get(PAGE).text
    seen = submit(client, f"{PAGE}/preview", form_at=PAGE, subject="Dear {name}", body=BODY)

    assert "Save the words" not in page
    assert seen.status_code == 200


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", email="eva@example.se", language="sv")

    page = client.get(PAGE).text

    assert "Spara texten" in page
    assert "Länken till personens sida" not in page and "En knapp och en länk till personens sida." in page
