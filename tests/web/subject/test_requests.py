"""The person asks for something by right, follows it and takes it back."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access_requests.actions import begin_work, mark_answered, refuse
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import locked_request, request_named
from portal.access_requests.rules import KINDS
from portal.access_requests.timing import pause
from portal.extensions import db
from portal.mail.models import Letter
from portal.web.subject.requests.kinds import PLACES
from tests import make
from tests.web.staff.requests.asking import keep
from tests.web.subject.visiting import add_person, name_organisation, press, statuses, visit

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    """Let Alice in at her own page, and return her id."""
    name_organisation(app)
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


def requests_now(app: Flask) -> list[AccessRequest]:
    """Return every request, oldest first, detached."""
    with app.app_context():
        found = list(db.session.scalars(select(AccessRequest).order_by(AccessRequest.id)))
        db.session.expunge_all()
        return found


def letter_kinds(app: Flask) -> list[str]:
    """Return the kinds of letters about requests that were queued."""
    with app.app_context():
        found = select(Letter.kind).where(Letter.kind.startswith("request_")).order_by(Letter.id)
        return list(db.session.scalars(found))


def ask(client: FlaskClient, kind: str, **fields: str) -> str:
    """Send the form of that kind, and return where it leads."""
    path = f"/me/requests/new/{kind}"
    answer = press(client, path, form_at=path, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"objection"}))
def test_asking_takes_one_page_and_one_button(app: Flask, client: FlaskClient, alice: int, kind: str) -> None:
    needed = {"words": "Something <b>bold</b>."} if kind in {"correction", "question"} else {}

    place = ask(client, kind, **needed)

    [request] = requests_now(app)
    page = client.get(place).text
    assert (request.kind, request.person_id, request.way, request.state) == (kind, alice, "portal", "received")
    assert request.reference in page
    assert "You will get an answer by" in page and "Cancel the request" in page
    assert "Something &lt;b&gt;bold&lt;/b&gt;." in page or not needed
    assert letter_kinds(app) == ["request_received"]


def test_a_copy_and_a_deletion_are_three_clicks_from_the_letter(client: FlaskClient, alice: int) -> None:
    hub = client.get("/me/").text

    for place in (PLACES["access"], PLACES["erasure"]):
        page = client.get(place).text
        assert f'href="{place}"' in hub
        assert page.count("<button") == 2  # the way out, and the one that asks
    assert 'href="/me/requests"' in hub


def test_everything_can_be_asked_from_the_list_of_requests(client: FlaskClient, alice: int) -> None:
    page = client.get("/me/requests").text

    assert "You have not asked for anything." in page
    assert [kind for kind in KINDS if f'href="{PLACES[kind]}"' not in page] == []


def test_the_day_of_the_answer_is_told_before_and_after(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=False):
        visit(app, client, add_person(app))
        before = client.get("/me/requests/new/access").text
        after = client.get(ask(client, "access")).text

    assert '<time datetime="2026-05-04">4 May 2026</time>' in before
    assert '<time datetime="2026-05-04">4 May 2026</time>' in after


def test_the_same_asked_twice_leads_to_the_first(app: Flask, client: FlaskClient, alice: int) -> None:
    assert ask(client, "erasure") == ask(client, "erasure", words="Again!")

    assert len(requests_now(app)) == 1
    assert letter_kinds(app) == ["request_received"]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        ("correction", "  ", "Write what is wrong"),
        ("question", "", "Write your question."),
        ("access", "x" * 10_001, "Write at most 10000 characters. This is 10001."),
        ("access", "a\0b", "invisible character"),
        ("access", "a\u202eb", "invisible character"),
    ],
)
def test_what_can_not_be_taken_in_is_said_and_kept(
    app: Flask, client: FlaskClient, kind: str, words: str, told: str
) -> None:
    path = f"/me/requests/new/{kind}"

    answer = press(client, path, form_at=path, words=words)

    assert answer.status_code == 422
    assert told in answer.text and "There is a problem" in answer.text
    assert words.strip()[:5000].replace("\0", "") in answer.text.replace("\0", "")
    assert requests_now(app) == []


def test_an_objection_names_the_use_and_stops_it_at_once(app: Flask, client: FlaskClient) -> None:
    person_id = add_person(app, bases={"sales_service": "legitimate_interests"})
    visit(app, client, person_id)
    path = "/me/requests/new/objection"

    missing = press(client, path, form_at=path, words="My reasons.")
    client.get(ask(client, "objection", purpose="sales_service", words="My reasons."))

    [request] = requests_now(app)
    assert missing.status_code == 422 and "Choose what you object to." in missing.text
    assert (request.kind, request.purpose, request.words) == ("objection", "sales_service", "My reasons.")
    assert statuses(app, person_id) == {"sales_service": "objected"}


def test_where_nothing_can_be_objected_to_the_page_says_so(client: FlaskClient, alice: int) -> None:
    page = client.get("/me/requests/new/objection")

    assert "Nothing that we use your data for now" in page.text
    assert page.text.count("<button") == 1  # the way out


def test_objecting_on_the_purposes_page_opens_one_request_and_marketing_opens_none(
    app: Flask, client: FlaskClient
) -> None:
    bases = {"sales_service": "legitimate_interests", "e_marketing": "legitimate_interests"}
    visit(app, client, add_person(app, bases=bases))

    for purpose in ("e_marketing", "sales_service"):
        press(client, f"/me/purposes/{purpose}/stop")
        press(client, f"/me/purposes/{purpose}/stop")

    assert [(request.kind, request.purpose) for request in requests_now(app)] == [("objection", "sales_service")]
    assert letter_kinds(app) == ["request_received"]


def test_a_request_is_taken_back_by_one_button(app: Flask, client: FlaskClient, alice: int) -> None:
    place = ask(client, "access")

    answer = press(client, f"{place}/take-back", form_at=place)
    again = press(client, f"{place}/take-back", form_at=place)

    page = client.get(place).text
    assert (answer.status_code, again.status_code) == (303, 409)
    assert "The request was taken back" in page and "Cancel the request" not in page
    assert requests_now(app)[0].state == "taken_back"
    assert letter_kinds(app) == ["request_received", "request_taken_back"]


def test_once_work_has_begun_the_page_says_why_it_stays(app: Flask, client: FlaskClient, alice: int) -> None:
    place = ask(client, "access")
    with app.app_context():
        request = locked_request(place.rpartition("/")[2])
        begin_work(request, owner_id=None, at=AT, by=make.BOB, channel="staff")
        db.session.commit()

    answer = press(client, f"{place}/take-back", form_at=place)

    assert answer.status_code == 409
    assert "We have begun to work on the request" in answer.text
    assert requests_now(app)[0].state == "working"


def test_the_page_tells_what_was_asked_answered_and_refused_but_no_notes(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    with app.app_context():
        references = [keep("question", alice, words=str(number)) for number in range(3)]
        first, second, third = (request_named(reference) for reference in references)
        pause(first, "Which number?", at=AT, by=make.BOB, channel="staff")
        mark_answered(second, text="Forty-two.", at=AT, by=make.BOB, channel="staff")
        refuse(third, "It is unfounded.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

    waiting, answered, refused = (client.get(f"/me/requests/{reference}").text for reference in references)
    overview = client.get("/me/requests").text

    assert "Which number?" in waiting and "The time stands still since" in waiting
    assert "Forty-two." in answered and "You can also take the matter to court." in answered
    assert "It is unfounded." in refused and "imy.se" in refused
    assert "bob@example.se" not in waiting + answered + refused
    assert all(reference in overview for reference in references)


def test_somebody_elses_request_is_not_there(app: Flask, client: FlaskClient, alice: int) -> None:
    with app.app_context():
        other = make.person(email="charlie@example.se", name="Charlie").id
        theirs, outside = keep("question", other, words="Theirs."), keep("access", None, name="Dan")

    answers = [client.get(f"/me/requests/{reference}") for reference in (theirs, outside, "no-such", "x" * 400)]
    taken = press(client, f"/me/requests/{theirs}/take-back")

    assert {answer.status_code for answer in (*answers, taken)} == {404}
    assert {request.state for request in requests_now(app)} == {"received"}


def test_there_is_no_other_kind_of_request(client: FlaskClient, alice: int) -> None:
    assert client.get("/me/requests/new/everything").status_code == 404
    assert press(client, "/me/requests/new/everything").status_code == 404


def test_a_preferences_link_opens_no_requests(app: Flask, client: FlaskClient) -> None:
    visit(app, client, add_person(app), "preferences")

    assert client.get("/me/requests").status_code == 403
    assert client.get("/me/requests/new/access").status_code == 403


def test_the_history_names_the_request_by_its_reference(app: Flask, client: FlaskClient, alice: int) -> None:
    place = ask(client, "access")

    history = client.get("/me/history").text

    assert f"The request was received: {place.rpartition('/')[2]}" in history


def test_the_pages_speak_swedish(client: FlaskClient, alice: int) -> None:
    page = client.get("/me/requests/new/erasure?lang=sv").text

    assert "Begär radering" in page and "Du får svar senast" in page
    assert "Ta tillbaka begäran" in client.get(ask(client, "erasure")).text
