"""Topics, pause and language."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.mail.models import Letter
from portal.preferences.models import Pause
from portal.preferences.queries import all_topics, topic_choices
from tests.make import AT
from tests.web.subject.visiting import add_person, hidden, person_now, press, visit

PAGE = "/me/preferences"
ALL = ["invitations", "news", "promotions", "urgent_messages"]


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def _save(client: FlaskClient, *, seen: str = "", **fields: str | list[str]) -> TestResponse:
    page = client.get(PAGE)
    sent = {"topics": ALL, "pause": "none", "language": "en", **fields}
    return client.post(
        PAGE, data={"csrf_token": hidden(page, "csrf_token"), "seen": seen or hidden(page, "seen"), **sent}
    )


def _choices(app: Flask, person_id: int) -> dict[str, bool]:
    with app.app_context():
        keys = {topic.id: topic.key for topic in all_topics()}
        return {keys[topic_id]: wanted for topic_id, wanted in topic_choices(person_id).items()}


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_topics_of_a_purpose_in_use_are_ticked(client: FlaskClient, alice: int) -> None:
    assert client.get(PAGE).text.count('name="topics"') == 4
    assert client.get(PAGE).text.count(" checked") == 4 + 2


def test_without_consent_no_topic_is_ticked_and_the_page_says_why(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app, email="c@example.se", bases={}))

    page = client.get(PAGE).text

    assert page.count(" checked") == 2
    assert "because you have not consented to it" in page


def test_leaving_a_topic_keeps_that_choice_alone(app: Flask, client: FlaskClient, alice: int) -> None:
    answer = _save(client, topics=["invitations", "news", "urgent_messages"])

    assert answer.status_code == 303
    assert _choices(app, alice) == {"promotions": False}


def test_the_page_shows_back_what_was_saved(client: FlaskClient, alice: int) -> None:
    answer = _save(client, topics=["news"])

    page = client.get(answer.location).text

    assert "Your choices are saved." in page
    assert page.count(" checked") == 1 + 2


def test_a_later_visit_to_the_page_does_not_say_that_something_was_saved(client: FlaskClient, alice: int) -> None:
    _save(client, topics=["news"])

    assert "Your choices are saved." not in client.get(PAGE).text


def test_saving_unchanged_changes_nothing(app: Flask, client: FlaskClient, alice: int) -> None:
    before = _count(app, LedgerEntry)

    _save(client)

    assert _count(app, LedgerEntry) == before
    assert _count(app, Letter) == 0


def test_a_change_is_proved_by_one_letter(app: Flask, client: FlaskClient, alice: int) -> None:
    _save(client, topics=[], pause="3")

    assert _count(app, Letter) == 1


def test_a_pause_lasts_the_chosen_months(app: Flask, client: FlaskClient, alice: int) -> None:
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        visit(app, client, alice)
        _save(client, pause="3")
        page = client.get(PAGE).text

    with app.app_context():
        assert db.session.get_one(Pause, alice).until.isoformat() == "2026-07-03"
    assert "All marketing is paused until" in page
    assert "Keep the pause I have" in page


def test_a_pause_can_be_kept_and_ended(app: Flask, client: FlaskClient, alice: int) -> None:
    _save(client, pause="1")
    _save(client, pause="keep")
    assert _count(app, Pause) == 1

    _save(client, pause="none")

    assert _count(app, Pause) == 0


def test_a_pause_that_is_over_is_not_shown(app: Flask, client: FlaskClient, alice: int) -> None:
    with time_machine.travel(AT, tick=False):
        visit(app, client, alice)
        _save(client, pause="1")

    with time_machine.travel(AT + timedelta(days=60), tick=False):
        visit(app, client, alice)

        assert "All marketing is paused until" not in client.get(PAGE).text


def test_a_language_is_kept_with_the_person(app: Flask, client: FlaskClient, alice: int) -> None:
    _save(client, language="sv")

    assert person_now(app, alice).language == "sv"
    assert '<html lang="sv">' in client.get(PAGE).text


@pytest.mark.parametrize(
    "fields", [{"topics": ["none_such"]}, {"pause": "99"}, {"pause": ""}, {"language": "xx"}, {"seen": "x"}]
)
def test_what_was_not_offered_is_refused(
    app: Flask, client: FlaskClient, alice: int, fields: dict[str, str | list[str]]
) -> None:
    before = _count(app, LedgerEntry)

    answer = _save(client, **fields)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "<title>Error: " in answer.text
    assert _count(app, LedgerEntry) == before


def test_an_old_form_can_not_undo_a_newer_choice(app: Flask, client: FlaskClient, alice: int) -> None:
    old = hidden(client.get(PAGE), "seen")
    _save(client, topics=[])

    answer = _save(client, seen=old, topics=ALL)

    assert answer.status_code == 409
    assert not any(_choices(app, alice).values())
    assert "Something changed after you opened the page" in answer.text


def test_sending_the_same_form_twice_has_one_effect(app: Flask, client: FlaskClient, alice: int) -> None:
    old = hidden(client.get(PAGE), "seen")
    _save(client, seen=old, topics=[])
    before = _count(app, LedgerEntry)

    answer = _save(client, seen=old, topics=[])

    assert answer.status_code == 303
    assert _count(app, LedgerEntry) == before


def test_a_preferences_visit_can_stop_all_marketing(app: Flask, client: FlaskClient, alice: int) -> None:
    visit(app, client, alice, "preferences")

    answer = press(client, "/me/stop", form_at=PAGE)

    assert answer.status_code == 303
    assert person_now(app, alice).marketing_objected_at is not None
    assert "We will send you no more marketing." in client.get(answer.headers["Location"]).text


def test_a_preferences_visit_does_not_name_the_person(app: Flask, client: FlaskClient, alice: int) -> None:
    page = visit(app, client, alice, "preferences").text

    assert "Alice" not in page
    assert "alice@" not in page
