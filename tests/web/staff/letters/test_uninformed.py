"""Staff see who has not been told yet, send to all or some, or note that they were told otherwise."""

from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.running import Runner
from portal.people.addresses import note_refused_address
from portal.web.staff.letters import uninformed
from tests.make import AT, BOB
from tests.web.staff.people.working import at_work, events_of, letters_to, person_of, registered, submit
from tests.web.staff.signing_in import form_token

LIST = "/staff/letters/uninformed"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the list itself is tested on both databases."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _officer(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)


def imported(app: Flask, name: str = "Alice Alm", email: str = "alice@example.se", at: datetime = AT) -> int:
    """Register somebody whose data came from elsewhere, and return the id."""
    return registered(app, name=name, email=email, source="import", at=at)


def press(client: FlaskClient, path: str, *people: int, **fields: str) -> str:
    """Tick the people on the list, press a button, and return the page that follows."""
    data = {"csrf_token": form_token(client.get(LIST)), "person": [str(person) for person in people], **fields}
    return client.post(f"{LIST}/{path}", data=data, follow_redirects=True).text


def test_the_menu_leads_to_the_list(client: FlaskClient) -> None:
    page = client.get(LIST).text

    assert '<a href="/staff/letters/uninformed" aria-current="page">Not yet informed</a>' in page
    assert page.count('aria-current="page"') == 1
    assert "Everybody has been informed." in page


@pytest.mark.parametrize(
    ("today", "tag"), [("2026-05-03", "Overdue"), ("2026-05-02", "Today"), ("2026-05-01", "2026-05-02")]
)
def test_the_last_lawful_day_stands_out_when_it_is_over(app: Flask, client: FlaskClient, today: str, tag: str) -> None:
    imported(app)

    with time_machine.travel(f"{today} 10:00+02:00", tick=False):
        at_work(app, client, email="eva@example.se")
        page = client.get(LIST).text

    assert '<time datetime="2026-05-02">2026-05-02</time>' in page
    assert tag in page and ("Overdue" in page) == (tag == "Overdue")


def test_why_no_letter_was_sent_is_told(app: Flask, client: FlaskClient) -> None:
    imported(app)
    imported(app, "Nils", "")
    imported(app, "Eva", "eva@example.se")
    with app.app_context():
        note_refused_address("eva@example.se", "550 no", at=AT)
        db.session.commit()

    page = client.get(LIST).text

    assert "it was turned off at registration" in page
    assert "there is no e-mail address" in page
    assert "The address is refused." in page
    assert "3 people." in page


def test_the_list_goes_on_on_the_next_page(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uninformed, "PAGE", 2)
    people = [imported(app, f"Person {number}", f"p{number}@example.se") for number in range(3)]

    first = client.get(LIST).text
    second = client.get(f"{LIST}?after={people[1]}").text

    assert f'href="/staff/letters/uninformed?after={people[1]}"' in first
    assert "Person 2" in second and "Person 0" not in second and "First page" in second


def test_very_many_are_not_counted_to_the_end(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uninformed, "COUNTED", 1)
    for number in range(2):
        imported(app, f"Person {number}", f"p{number}@example.se")

    assert "More than 1 people." in client.get(LIST).text


@pytest.mark.parametrize("after", ["x", "-1", "4711", "9" * 30, "9223372036854775808", "²", ""])
def test_a_page_behind_nobody_is_the_first(app: Flask, client: FlaskClient, after: str) -> None:
    imported(app)

    answer = client.get(LIST, query_string={"after": after})

    assert (answer.status_code, "Alice Alm" in answer.text) == (200, True)


def test_before_sending_to_all_it_is_told_how_many(app: Flask, client: FlaskClient) -> None:
    imported(app)
    imported(app, "Nils", "")

    page = client.get(f"{LIST}/send").text

    assert "1 person gets the confirmation letter." in page
    assert "1 has no e-mail address" in page
    assert "Send 1 letter</button>" in page


def test_of_very_many_the_first_are_foreseen(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uninformed, "FORESEEN", 1)
    for number in range(2):
        imported(app, f"Person {number}", f"p{number}@example.se")

    page = client.get(f"{LIST}/send").text

    assert "There are more than 1 people on the list. Of the first 1:" in page
    assert "Send to all</button>" in page


def send_to_all(app: Flask, client: FlaskClient) -> str:
    """Press "send to all", let the worker do it, and return the path of the page that tells of it."""
    answer = submit(client, f"{LIST}/send", form_at="/staff/account/password")
    Runner(app, now=clock.now).finish(int(answer.location.rsplit("/", 1)[1]))
    return str(answer.location)


def test_all_are_sent_a_letter_once(app: Flask, client: FlaskClient) -> None:
    alice, dan = imported(app), imported(app, "Dan", "dan@example.se")

    told = [client.get(send_to_all(app, client)).text for _ in range(2)]

    with app.app_context():
        assert letters_to(alice) == letters_to(dan) == ["confirmation"]
    assert "2 letters are on their way." in told[0] and "0 letters are on their way." in told[1]


def test_while_letters_to_all_are_made_the_list_says_so(app: Flask, client: FlaskClient) -> None:
    imported(app)
    answer = submit(client, f"{LIST}/send", form_at="/staff/account/password")

    assert f'<a href="{answer.location}">Letters to all of them are being made.</a>' in client.get(LIST).text
    assert "Waiting to begin." in client.get(answer.location).text


def test_the_page_of_another_job_is_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        other = add_job("import", owner=BOB, facts={}, at=AT).id
        db.session.commit()

    assert client.get(f"{LIST}/send/{other}").status_code == 404
    assert client.get(f"{LIST}/send/4711").status_code == 404


def test_when_the_letters_are_sent_the_list_is_empty(app: Flask, client: FlaskClient) -> None:
    imported(app)
    send_to_all(app, client)

    app.test_cli_runner().invoke(args=["mail", "deliver"])

    assert "Everybody has been informed." in client.get(LIST).text


def test_those_ticked_are_sent_a_letter(app: Flask, client: FlaskClient) -> None:
    alice, dan = imported(app), imported(app, "Dan", "dan@example.se")

    page = press(client, "chosen/send", alice)

    assert "1 letter is on its way." in page
    with app.app_context():
        assert (letters_to(alice), letters_to(dan)) == (["confirmation"], [])


def test_those_who_can_not_be_sent_one_are_told_of(app: Flask, client: FlaskClient) -> None:
    page = press(client, "chosen/send", imported(app), imported(app, "Nils", ""))

    assert "The others have no address that works" in page


@pytest.mark.parametrize("path", ["chosen/send", "chosen/otherwise"])
def test_without_a_tick_nothing_is_done(app: Flask, client: FlaskClient, path: str) -> None:
    imported(app)

    assert "Nobody is ticked." in press(client, path)


@pytest.mark.parametrize("person", ["x", "9" * 30, "-1", "9223372036854775808"])
def test_nobody_of_that_number_is_nobody(app: Flask, client: FlaskClient, person: str) -> None:
    imported(app)
    token = form_token(client.get(LIST))

    answer = client.post(f"{LIST}/chosen/send", data={"csrf_token": token, "person": person})

    assert answer.status_code == 303
    assert "Nobody is ticked." in client.get(LIST).text


def test_it_is_asked_how_they_were_informed(app: Flask, client: FlaskClient) -> None:
    alice = imported(app)

    page = press(client, "chosen/otherwise", alice)

    assert "<bdi>Alice Alm</bdi>, alice@example.se" in page
    assert f'<input type="hidden" name="person" value="{alice}">' in page


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        (" ", "Say how and when they were informed."),
        ("x" * 2001, "write at most 2000 characters"),
        ("a\x00b", "invisible character"),
    ],
)
def test_without_saying_how_nothing_is_noted(app: Flask, client: FlaskClient, comment: str, words: str) -> None:
    alice = imported(app)

    page = press(client, "chosen/otherwise", alice, comment=comment)

    assert words in page and "There is a problem" in page
    with app.app_context():
        assert person_of(alice).informed_at is None


def test_once_noted_they_leave_the_list_and_the_card_tells(app: Flask, client: FlaskClient) -> None:
    alice = imported(app)

    page = press(client, "chosen/otherwise", alice, comment="Told by phone")

    assert "Noted: 1 person was informed." in page and "Everybody has been informed." in page
    with app.app_context():
        assert events_of(alice)[-1] == "person.informed"
    card = client.get(f"/staff/people/{alice}").text
    assert "Staff noted that the person was informed otherwise on" in card
    assert "Told by phone" in card


def test_the_card_explains_a_refused_address(app: Flask, client: FlaskClient) -> None:
    alice = imported(app)
    with app.app_context():
        note_refused_address("alice@example.se", "550 5.1.1 no <such> user", at=AT)
        db.session.commit()

    page = client.get(f"/staff/people/{alice}").text

    assert "Letters to this address are refused" in page
    assert "<bdi>550 5.1.1 no &lt;such&gt; user</bdi>" in page
    assert f'href="/staff/people/{alice}/edit">Change the address' in page


def test_an_auditor_sees_the_list_without_buttons(app: Flask, client: FlaskClient) -> None:
    imported(app)
    at_work(app, client, "auditor", email="audit@example.se")

    page = client.get(LIST).text

    assert "Alice Alm" in page
    assert 'type="checkbox"' not in page and "Send to" not in page


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    imported(app)
    at_work(app, client, email="eva@example.se", language="sv")

    page = client.get(LIST).text

    assert "Ännu inte informerade" in page and "Sista lagliga dag" in page
