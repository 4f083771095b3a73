"""One request: taken on, given away, noted about, answered, refused, connected with whom it is."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access_requests.actions import forget_person
from portal.extensions import db
from portal.people.models import PersonLook
from portal.web.staff.requests import steps
from portal.web.staff.requests.steps import handles
from tests import make
from tests.web.staff.people.working import at_work, looks_at
from tests.web.staff.requests.asking import (
    act,
    asked_for,
    asked_outside,
    happened,
    ledger_events,
    letters,
    stored,
    version_of,
)

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


def test_the_card_shows_what_is_asked_and_by_whom_and_the_look_is_noted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, "question", words="<script>alert(1)</script>")

    page = client.get(f"/staff/requests/{reference.lower()}")

    with app.app_context():
        person_id = stored(app, reference).person_id
        looks: list[PersonLook] = list(looks_at(person_id or 0))
    assert page.status_code == 200
    assert "Alice Alm" in page.text and "&lt;script&gt;alert(1)" in page.text and "<script>alert" not in page.text
    assert "Letters are in</dt><dd>Svenska" in page.text
    assert [look.reason for look in looks] == ["En begäran från dig handlades"]


def test_work_begins_once_and_the_officer_becomes_the_owner(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app)

    act(client, reference, "begin", form_at="")
    act(client, reference, "begin", form_at="")

    page = client.get(f"/staff/requests/{reference}").text
    assert [what.event for what in happened(app, reference)] == ["received", "begun"]
    assert stored(app, reference).state == "working"
    assert "Begin the work" not in page
    assert '<option selected value="' in page and ">Bob</option>" in page


def test_a_request_is_given_to_a_colleague_who_may_work_on_it(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app)
    with app.app_context():
        eve, ann = make.staff(email="eve@example.se", name="Eve").id, make.staff("auditor", email="ann@example.se").id

    given = act(client, reference, "owner", form_at="", version=1, owner=str(eve))
    stale = act(client, reference, "owner", form_at="", version=1, owner="")
    wrong = act(client, reference, "owner", form_at="", version=2, owner=str(ann))
    none = act(client, reference, "owner", form_at="", version=2, owner="")

    assert [answer.status_code for answer in (given, stale, wrong, none)] == [303, 409, 422, 303]
    assert stored(app, reference).owner_id is None
    assert ledger_events(app) == ["request.received", "request.assigned", "request.assigned"]
    assert ": <bdi>Eve</bdi>" in client.get(f"/staff/requests/{reference}").text


def test_a_note_is_kept_also_when_something_happened_meanwhile(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app)
    act(client, reference, "begin", form_at="")

    kept = act(client, reference, "notes", form_at="", words="Called on Monday.\nNobody answered.")
    empty = act(client, reference, "notes", form_at="", words=" ")

    page = client.get(f"/staff/requests/{reference}").text
    assert (kept.status_code, empty.status_code) == (303, 422)
    assert "Write the note first." in empty.text
    assert "Called on Monday.\nNobody answered." in page.replace("\r", "") and "seen by staff only" in page


@pytest.mark.parametrize("form", ["owner", "notes"])
def test_the_address_of_a_form_on_the_card_leads_to_the_card(app: Flask, client: FlaskClient, form: str) -> None:
    at_work(app, client)
    reference = asked_for(app)

    answer = client.get(f"/staff/requests/{reference}/{form}")

    assert answer.location == f"/staff/requests/{reference}"


def test_a_question_is_answered_in_words(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, "question", words="Who has my number?")
    form = client.get(f"/staff/requests/{reference}/reply").text

    empty = act(client, reference, "reply", version=1, words="")
    act(client, reference, "reply", version=1, words="Nobody but us.\n\nBest wishes")
    again = act(client, reference, "reply", version=2, words="And again.")

    [letter] = letters(app, "request_answered_question")
    assert "Who has my number?" in form
    assert (empty.status_code, again.status_code) == (422, 409)
    assert "The request is closed already." in again.text and "And again." in again.text
    assert (letter.recipient, letter.facts["text"]) == ("alice@example.se", "Nobody but us.\n\nBest wishes")
    assert stored(app, reference).state == "answered"


def test_somebody_outside_is_told_that_nothing_is_held(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_outside(app, email="")
    within = asked_for(app)

    offered = client.get(f"/staff/requests/{reference}").text
    answer = act(client, reference, "nothing", version=1, words="")
    followed = client.get(answer.location).text

    assert "We hold nothing" in offered
    assert "No letter was sent, since there is no e-mail address" in followed
    assert "The request was answered</strong>: nothing is held" in followed
    assert stored(app, reference).state == "answered"
    assert client.get(f"/staff/requests/{within}/nothing").status_code == 404
    assert act(client, within, "nothing", form_at="", version=1, words="").status_code == 404


def test_a_refusal_gives_reasons_and_tells_of_complaint_and_court(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_outside(app)

    empty = act(client, reference, "refuse", version=1, words="")
    act(client, reference, "refuse", version=1, words="Asked every day this month.")

    [letter] = letters(app, "request_refused")
    assert empty.status_code == 422 and "Give the reasons" in empty.text
    assert (letter.recipient, letter.language, letter.facts["name"]) == ("dan@example.se", "en", "Dan Dahl")
    assert letter.facts["text"] == "Asked every day this month."
    assert stored(app, reference).state == "refused"


def test_a_request_from_somebody_unknown_is_connected_with_a_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference, known = asked_outside(app, email="alice@example.se"), asked_for(app)
    person_id = stored(app, known).person_id

    found = client.get(f"/staff/requests/{reference}/person").text
    nobody = client.get(f"/staff/requests/{reference}/person?q=zzz").text
    answer = act(client, reference, "person", person=person_id)
    again = act(client, reference, "person", form_at="", person=person_id)
    astray = act(client, known, "person", form_at="", person="-1")

    assert "Connect with Alice Alm" in found and "Nobody was found." in nobody
    assert (answer.status_code, again.status_code, astray.status_code) == (303, 409, 404)
    assert stored(app, reference).person_id == person_id
    assert "It is known already whose request it is." in again.text


def test_a_kind_with_a_page_of_its_own_is_answered_there(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_endpoints", {})
    handles("erasure", "staff.request_timing.ask_to_extend")
    at_work(app, client)
    reference, outside = asked_for(app, "erasure"), asked_outside(app, "erasure")

    queue = client.get("/staff/requests").text
    led = client.get(f"/staff/requests/{reference}/reply")
    refused = act(client, reference, "reply", form_at="", version=1, words="In words.")

    assert "See what goes, and erase" in queue
    assert led.location == f"/staff/requests/{reference}/extend"
    assert refused.status_code == 404
    assert client.get(f"/staff/requests/{outside}/reply").status_code == 200
    assert stored(app, reference).state == "received"


def test_an_erased_persons_request_stays_as_proof(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app, words="Secret words.")
    with app.app_context():
        forget_person(stored(app, reference).person_id or 0, at=AT, by=make.BOB, channel="staff")
        db.session.commit()

    page = client.get(f"/staff/requests/{reference}").text
    closed = client.get("/staff/requests?state=closed").text

    assert "Ended: the person is erased" in page and "Secret words." not in page and "Alice" not in page
    assert reference in closed and ">erased<" in closed


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**70)])
def test_a_version_that_no_form_had_changes_nothing(app: Flask, client: FlaskClient, version: str) -> None:
    at_work(app, client)
    reference = asked_for(app)

    answer = act(client, reference, "refuse", version=version, words="No.")

    assert answer.status_code in {409, 422}
    assert "No." in answer.text
    assert stored(app, reference).state == "received"


def test_what_is_not_there_is_404_for_every_act(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    reference = asked_for(app)

    for deed in ("begin", "owner", "notes", "extend", "identity", "resume", "reply", "nothing", "refuse", "person"):
        page = client.get(f"/staff/requests/{reference}/extend")
        missing = client.post(
            f"/staff/requests/AAAA-AAAA/{deed}",
            data={"csrf_token": act_token(page.text), "words": "x", "owner": "", "version": "1"},
        )
        assert missing.status_code == 404, deed
    assert version_of(app, reference) == 1


def act_token(text: str) -> str:
    """Return the token of the forms on the page."""
    return text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
