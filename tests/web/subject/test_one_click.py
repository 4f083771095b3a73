"""The one-click stop link of RFC 8058."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.people.models import Person
from portal.preferences.queries import all_topics, topic_choices
from tests.web.subject.visiting import add_person, link_to, person_now, statuses

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def alice(app: Flask) -> int:
    return add_person(app)


def _entries(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0)


def test_a_post_stops_the_purpose_and_answers_200(app: Flask, client: FlaskClient, alice: int) -> None:
    answer = client.post(link_to(app, alice, "stop", "purpose:e_marketing"), data=ONE_CLICK)

    assert answer.status_code == 200
    assert statuses(app, alice) == {"e_marketing": "withdrawn", "sales_service": "in_force"}


def test_a_purpose_link_stops_no_more_than_its_purpose(app: Flask, client: FlaskClient, alice: int) -> None:
    client.post(link_to(app, alice, "stop", "purpose:e_marketing"), data=ONE_CLICK)

    assert person_now(app, alice).marketing_objected_at is None


def test_a_topic_link_stops_exactly_its_topic(app: Flask, client: FlaskClient, alice: int) -> None:
    client.post(link_to(app, alice, "stop", "topic:news"), data=ONE_CLICK)

    with app.app_context():
        [(topic_id, wanted)] = topic_choices(alice).items()
        assert next(topic.key for topic in all_topics() if topic.id == topic_id) == "news"
        assert wanted is False
    assert statuses(app, alice)["e_marketing"] == "in_force"


def test_a_marketing_link_stops_all_marketing(app: Flask, client: FlaskClient, alice: int) -> None:
    client.post(link_to(app, alice, "stop", "marketing"), data=ONE_CLICK)

    assert person_now(app, alice).marketing_objected_at is not None


def test_the_entry_says_that_the_person_did_it_by_one_click(app: Flask, client: FlaskClient, alice: int) -> None:
    client.post(link_to(app, alice, "stop", "purpose:e_marketing"), data=ONE_CLICK)

    with app.app_context():
        entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()
        assert entry is not None
        assert (entry.actor, entry.channel, entry.event) == ("person", "one_click", "consent.withdrawn")


def test_multipart_is_taken_too(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "stop", "purpose:e_marketing")

    answer = client.post(path, data=ONE_CLICK, content_type="multipart/form-data")

    assert answer.status_code == 200
    assert statuses(app, alice)["e_marketing"] == "withdrawn"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://mail.example"}, {"Referer": "https://mail.example/"}],
)
def test_a_post_from_anywhere_is_taken(app: Flask, client: FlaskClient, alice: int, headers: dict[str, str]) -> None:
    answer = client.post(link_to(app, alice, "stop", "purpose:e_marketing"), data=ONE_CLICK, headers=headers)

    assert answer.status_code == 200
    assert statuses(app, alice)["e_marketing"] == "withdrawn"


def test_again_and_again_gives_the_same_answer_and_one_entry(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "stop", "purpose:e_marketing")
    first = client.post(path, data=ONE_CLICK)
    entries = _entries(app)

    again = client.post(path, data=ONE_CLICK)

    assert again.status_code == 200
    assert again.text == first.text
    assert _entries(app) == entries


def test_a_link_to_a_purpose_that_can_not_be_stopped_still_answers_200(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    answer = client.post(link_to(app, alice, "stop", "purpose:sales_service"), data=ONE_CLICK)

    assert answer.status_code == 200
    assert statuses(app, alice)["sales_service"] == "in_force"


@pytest.mark.parametrize("scope", ["purpose:gone", "topic:gone"])
def test_a_link_to_something_that_is_gone_answers_200(app: Flask, client: FlaskClient, alice: int, scope: str) -> None:
    assert client.post(link_to(app, alice, "stop", scope), data=ONE_CLICK).status_code == 200


def test_somebody_already_erased_gets_200(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "stop", "marketing")
    with app.app_context():
        db.session.execute(delete(Person).where(Person.id == alice))
        db.session.commit()

    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert client.get(path).status_code == 200


def test_no_cookie_is_set(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "stop", "marketing")

    answers = [client.get(path), client.post(path, data=ONE_CLICK)]

    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_looking_stops_nothing_and_names_nobody(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice, "stop", "purpose:e_marketing")
    before = _entries(app)

    page = client.get(path)
    client.head(path)

    assert _entries(app) == before
    assert "alice" not in page.text.lower()
    assert 'name="List-Unsubscribe" value="One-Click"' in page.text


def test_a_forged_link_is_not_found(client: FlaskClient) -> None:
    assert client.post("/u/forged", data=ONE_CLICK).status_code == 404
