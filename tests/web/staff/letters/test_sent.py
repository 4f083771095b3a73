"""Staff read the letters that wait, were sent or could not be, and try them again or cancel them."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.mail.letters.queued import confirmation, new_link, staff_welcome
from portal.mail.letters.trial import queue_trial
from portal.mail.models import Letter, LetterState
from portal.mail.templates import shipped
from portal.people.queries import person_by_id
from portal.web.staff.letters import many, sent
from tests.web.staff.people.working import at_work, events_of, looks_at, registered, submit

LIST = "/staff/letters"
NO = "550 5.1.1 no <such> user"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what is asked of the database is tested with the questions."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _officer(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)


def queued(
    app: Flask, person_id: int, state: LetterState = "due", *, kind: str = "confirmation", hours: int = 0
) -> int:
    """Queue a letter to the person, in that state, due in so many hours."""
    with app.app_context():
        make = {"confirmation": confirmation, "new_link": new_link}[kind]
        letter = make(person_by_id(person_id), at=clock.now())
        assert letter is not None
        letter.state, letter.due_at = state, clock.now() + timedelta(hours=hours)
        letter.answer = NO if state == "failed" else ""
        db.session.commit()
        return letter.id


def delivered(app: Flask, person_id: int) -> int:
    """Send the person a confirmation, and return the letter's id."""
    letter = queued(app, person_id)
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    return letter


def state_of(app: Flask, letter_id: int) -> str:
    """Return the letter's state."""
    with app.app_context():
        return db.session.get_one(Letter, letter_id).state


def press(client: FlaskClient, letter_id: int, deed: str) -> str:
    """Press a button on the letter's page, and return what is said then."""
    submit(client, f"{LIST}/{letter_id}/{deed}", form_at=f"{LIST}/{letter_id}")
    return client.get(f"{LIST}/{letter_id}").text


def test_the_menu_leads_to_the_list(client: FlaskClient) -> None:
    page = client.get(LIST).text

    assert '<a href="/staff/letters" aria-current="page">Sent letters</a>' in page
    assert page.count('aria-current="page"') == 1
    assert "There are no such letters." in page


def test_the_list_shows_whom_and_what_and_how_far(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    letter = delivered(app, alice)

    page = client.get(LIST).text

    assert f'<a href="/staff/letters/{letter}">Confirmation of what is stored</a>' in page
    assert f'<a href="/staff/people/{alice}"><bdi>Alice Alm</bdi></a>' in page
    assert '<span class="tag">Sent</span>' in page


def test_a_failure_shows_the_servers_words_harmlessly(app: Flask, client: FlaskClient) -> None:
    queued(app, registered(app), "failed")

    page = client.get(LIST).text

    assert "550 5.1.1 no &lt;such&gt; user" in page
    assert "1 letter could not be delivered." in page


def test_a_letter_that_was_put_off_shows_its_next_try(app: Flask, client: FlaskClient) -> None:
    queued(app, registered(app), hours=3)

    assert "next try" in client.get(LIST).text


def test_the_filters_narrow_the_list(app: Flask, client: FlaskClient) -> None:
    alice, dan = registered(app), registered(app, name="Dan Dahl", email="dan@example.se")
    failed, waiting = queued(app, alice, "failed"), queued(app, dan, kind="new_link")

    def shown(query: str) -> set[int]:
        page = client.get(f"{LIST}?{query}").text
        return {letter for letter in (failed, waiting) if f'href="/staff/letters/{letter}"' in page}

    assert shown("state=failed") == {failed}
    assert shown("kind=new_link") == {waiting}
    assert shown("q=dan@example.se") == shown("q=dahl") == shown(f"person={dan}") == {waiting}
    assert shown("state=failed&kind=new_link") == set()


@pytest.mark.parametrize(
    "query", ["state=lost", "kind=love", "before=x", "person=99999999999999999999", "q=" + "x" * 201]
)
def test_a_question_that_makes_no_sense_says_so(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_the_list_goes_on_on_the_next_page(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent, "PAGE", 2)
    alice = registered(app)
    letters = [queued(app, alice, "failed") for _ in range(3)]

    first = client.get(f"{LIST}?state=failed").text
    second = client.get(f"{LIST}?state=failed&before={letters[1]}").text

    assert f"state=failed&amp;before={letters[1]}" in first
    assert f'href="/staff/letters/{letters[0]}"' in second and f'href="/staff/letters/{letters[2]}"' not in second


def test_very_many_failures_are_not_counted_to_the_end(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "COUNTED", 1)
    alice = registered(app)
    for _ in range(2):
        queued(app, alice, "failed")

    assert "More than 1 letters could not be delivered." in client.get(LIST).text


def test_a_letter_is_shown_exactly_as_it_was_sent_but_for_its_links(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    letter = delivered(app, alice)

    page = client.get(f"{LIST}/{letter}")

    assert "To: alice@example.se" in page.text
    assert "List-Unsubscribe: &lt;http://127.0.0.1:5000/u/•••&gt;" in page.text
    assert page.text.count('<iframe class="preview" sandbox') == 2
    assert "WzEs" not in page.text
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]


def test_opening_somebodys_letter_is_a_look_at_them(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)

    client.get(f"{LIST}/{delivered(app, alice)}")

    with app.app_context():
        assert [look.reason for look in looks_at(alice)] == ["Ett brev till dig öppnades"]


def test_a_letter_that_is_not_written_yet_says_so(app: Flask, client: FlaskClient) -> None:
    letter = queued(app, registered(app))

    assert "The letter is written when it is sent." in client.get(f"{LIST}/{letter}").text


def test_a_letter_that_opens_the_staffs_door_is_never_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        letter = staff_welcome(
            "eva@example.se", link="http://127.0.0.1:5000/staff/reset/abc", language="en", at=clock.now()
        )
        letter.headers, letter.text, letter.html = (
            {"Subject": "Hi"},
            "http://127.0.0.1:5000/staff/reset/abc",
            "<p>abc</p>",
        )
        db.session.commit()
        letter_id = letter.id

    page = client.get(f"{LIST}/{letter_id}").text

    assert "The words of this letter are not shown" in page
    assert "reset/abc" not in page and "<p>abc" not in page


def test_a_test_is_shown_as_a_test(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        letter_id = queue_trial(shipped()["staff_welcome", "en"], recipient="bob@example.se", at=clock.now())
        db.session.commit()
        letter_id = letter_id.id

    assert "Test: Welcome to a new colleague" in client.get(LIST).text
    assert "This is a test." in client.get(f"{LIST}/{letter_id}").text


def test_a_letter_that_is_not_there_is_no_page(client: FlaskClient) -> None:
    assert client.get(f"{LIST}/4711").status_code == 404


def test_a_failed_letter_is_tried_again(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    letter = queued(app, alice, "failed")

    page = press(client, letter, "retry")

    assert "The letter is tried again now." in page
    assert state_of(app, letter) == "due"
    with app.app_context():
        assert events_of(alice)[-1] == "letter.retried"


def test_a_waiting_letter_is_cancelled(app: Flask, client: FlaskClient) -> None:
    letter = queued(app, registered(app))

    page = press(client, letter, "cancel")

    assert "The letter is cancelled." in page
    assert state_of(app, letter) == "cancelled"


@pytest.mark.parametrize(
    ("state", "deed", "words"),
    [
        ("cancelled", "cancel", "it does not wait any more"),
        ("due", "retry", "something else has happened to it"),
        ("sent", "retry", "something else has happened to it"),
    ],
)
def test_what_can_not_be_done_any_more_is_said(
    app: Flask, client: FlaskClient, state: LetterState, deed: str, words: str
) -> None:
    letter = queued(app, registered(app), state)

    submit(client, f"{LIST}/{letter}/{deed}", form_at="/staff/account/password")

    assert words in client.get(LIST).text
    assert state_of(app, letter) == state


def test_an_auditor_reads_letters_and_has_no_buttons(app: Flask, client: FlaskClient) -> None:
    letter = queued(app, registered(app), "failed")
    at_work(app, client, "auditor", email="audit@example.se")

    page = client.get(f"{LIST}/{letter}").text

    assert "Confirmation of what is stored" in page
    assert "Try again now" not in page
    assert client.get(f"{LIST}/all/retry").status_code == 403


def test_all_failures_that_match_are_tried_again(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    failed = [queued(app, alice, "failed") for _ in range(2)]
    other = queued(app, alice, "failed", kind="new_link")
    page = f"{LIST}/all/retry?state=failed&kind=confirmation"

    asked = client.get(page).text
    submit(client, f"{LIST}/all/retry", form_at=page, state="failed", kind="confirmation", before=str(failed[-1]))

    assert "2 letters that could not be delivered." in asked
    assert [state_of(app, letter) for letter in (*failed, other)] == ["due", "due", "failed"]
    assert "2 letters are tried again." in client.get(LIST).text


def test_a_failure_that_came_after_the_question_is_left_alone(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    first = queued(app, alice, "failed")
    page = f"{LIST}/all/retry?state=failed"
    client.get(page)
    second = queued(app, alice, "failed")

    submit(client, f"{LIST}/all/retry", form_at=page, state="failed", before=str(first))

    assert [state_of(app, letter) for letter in (first, second)] == ["due", "failed"]


def test_all_that_wait_are_cancelled_under_one_entry(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    letters = [queued(app, alice) for _ in range(2)]

    submit(client, f"{LIST}/all/cancel", form_at=f"{LIST}/all/cancel?state=due", state="due", before=str(letters[-1]))

    assert [state_of(app, letter) for letter in letters] == ["cancelled", "cancelled"]
    with app.app_context():
        entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
        assert (entry.event, json.loads(entry.details)) == ("letters.cancelled", {"count": 2})


def test_more_than_can_be_done_at_once_are_left_to_the_next_time(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST", 1)
    alice = registered(app)
    letters = [queued(app, alice) for _ in range(2)]
    page = f"{LIST}/all/cancel?state=due"

    assert "these are the newest, and it can be done again" in client.get(page).text
    submit(client, f"{LIST}/all/cancel", form_at=page, state="due", before=str(letters[-1]))

    assert [state_of(app, letter) for letter in letters] == ["due", "cancelled"]
    assert "do it once more for those" in client.get(LIST).text


@pytest.mark.parametrize(
    "path", ["burn", "retry?state=sent", "cancel?state=failed", "retry?state=lost", "cancel?before=x"]
)
def test_what_can_not_be_done_is_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"{LIST}/all/{path}").status_code == 404


def test_nothing_to_do_is_said(client: FlaskClient) -> None:
    assert "There are no such letters." in client.get(f"{LIST}/all/cancel").text


def test_the_card_leads_to_the_persons_letters(app: Flask, client: FlaskClient) -> None:
    alice = registered(app)
    delivered(app, alice)

    page = client.get(f"/staff/people/{alice}").text

    assert f'href="/staff/letters?person={alice}"' in page
    assert "Letters to" in client.get(f"{LIST}?person={alice}").text


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, email="eva@example.se", language="sv")
    queued(app, registered(app), "failed")

    page = client.get(f"{LIST}?state=failed").text

    assert "Skickade brev" in page and "1 brev kunde inte levereras." in page
    assert "Prova alla dessa igen…" in page
