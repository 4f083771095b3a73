"""A person fetches the answer to a request: by a link, and a code."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.access_answers.actions import attach
from portal.access_answers.composing import composed
from portal.access_answers.delivering import deliver, deliver_on_paper, forget_delivered
from portal.access_answers.models import AnswerPart
from portal.access_answers.queries import downloads_of, files_of
from portal.access_requests.actions import Asked, receive
from portal.access_requests.queries import locked_request, request_named
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.links.actions import end_view_links
from portal.mail.models import Letter
from portal.people.queries import locked_person, person_by_id
from tests import make
from tests.web.subject.coding import newest_code, prove, type_code
from tests.web.subject.visiting import add_person, form_token, name_organisation, press, visit

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


@pytest.fixture
def alice(app: Flask) -> int:
    """Return the id of Alice."""
    name_organisation(app)
    return add_person(app)


def answered(app: Flask, person_id: int, *, paper: str = "") -> str:
    """Answer a request of the person's, with a contract beside it, and return its reference."""
    at = clock.now()
    with app.app_context():
        person = locked_person(person_id)
        reference = receive(Asked("access"), person, at=at, by=PERSON, channel="page").reference
        request = locked_request(reference)
        attach(request, "contract.pdf", PDF, "The contract", at=at, by=make.BOB, channel="staff")
        made = composed(request, person, at=at)
        settle(request.id)
        if paper:
            deliver_on_paper(request, person, made, paper, at=at, by=make.BOB, channel="staff")
        else:
            deliver(request, person, made, at=at, by=make.BOB, channel="staff")
        db.session.commit()
        return reference


def settle(request_id: int) -> None:
    """Say that nothing is withheld."""
    db.session.add(
        AnswerPart(request_id=request_id, part="withheld", purpose="", text="", added_at=make.AT, added_by="staff")
    )
    db.session.flush()


def link_in_letter(app: Flask) -> str:
    """Return the path of the link in the letter."""
    with app.app_context():
        letter = db.session.query(Letter).filter_by(kind="answer_ready").one()
        return "/" + str(letter.facts["link"]).split("/", 3)[3]


def open_answer(app: Flask, client: FlaskClient) -> str:
    """Open the link in the letter, press the button, and return where it leads."""
    return client.post(f"{link_in_letter(app)}/open").location


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
def test_the_answer_is_fetched_by_the_link_and_a_code(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)

    landing = client.get(link_in_letter(app))
    page = client.get(open_answer(app, client))
    files = prove(app, client, reference)
    with app.app_context():
        ids = {file.name: file.id for file in files_of(request_named(reference).id)}
    contract = press(client, f"/me/answers/{reference}/{ids['contract.pdf']}", form_at=f"/me/answers/{reference}")

    assert "a•••@example.se" in landing.text and "alice@example.se" not in landing.text
    assert "E-mail me a code" in page.text and "contract.pdf" not in page.text
    for name in (f"{reference}.xlsx", f"{reference}.json", "contract.pdf"):
        assert f"Download {name}" in files.text
    assert "1 kB" in files.text
    assert contract.data == PDF
    assert contract.headers["Content-Disposition"] == "attachment; filename=contract.pdf"
    assert contract.headers["X-Content-Type-Options"] == "nosniff"


def test_each_download_is_noted_for_staff_and_in_the_history(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)
    open_answer(app, client)
    prove(app, client, reference)
    with app.app_context():
        file_id = files_of(request_named(reference).id)[0].id

    for _ in range(2):
        press(client, f"/me/answers/{reference}/{file_id}", form_at=f"/me/answers/{reference}")
    visit(app, client, alice)

    with app.app_context():
        counted = downloads_of(request_named(reference).id)
    assert counted[file_id][0] == 2
    assert client.get("/me/history").text.count("A file of the answer was downloaded") == 2


def test_without_the_code_no_file_leaves(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)
    open_answer(app, client)

    answer = press(client, f"/me/answers/{reference}/1", form_at=f"/me/answers/{reference}")

    assert "E-mail me a code" in answer.text
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    with app.app_context():
        assert downloads_of(request_named(reference).id) == {}


def test_the_link_opens_nothing_but_the_answer(app: Flask, client: FlaskClient, alice: int) -> None:
    answered(app, alice)
    open_answer(app, client)

    closed = [client.get(page) for page in ("/me/", "/me/data", "/me/history", "/me/copy", "/me/code?to=copy")]

    assert {page.status_code for page in closed} == {403}
    assert all("opens your answer only" in page.text for page in closed)


def test_looking_at_the_link_changes_nothing_and_begins_no_session(app: Flask, client: FlaskClient, alice: int) -> None:
    answered(app, alice)

    pages = [client.open(link_in_letter(app), method=method) for method in ("GET", "HEAD") * 3]

    assert {page.status_code for page in pages} == {200}
    assert not any("Set-Cookie" in page.headers for page in pages)


def test_the_answer_is_reached_from_the_persons_own_page_too(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)
    visit(app, client, alice)

    request = client.get(f"/me/requests/{reference}")
    files = prove(app, client, reference)

    assert f'href="/me/answers/{reference}"' in request.text
    assert "Download contract.pdf" in files.text


def test_nobody_else_gets_the_answer(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)
    dan = add_person(app, email="dan@example.se")
    visit(app, client, dan)
    prove(app, client)

    page = client.get(f"/me/answers/{reference}")
    token = form_token(client.get("/me/copy"))
    file = client.post(f"/me/answers/{reference}/1", data={"csrf_token": token})

    assert (page.status_code, file.status_code) == (404, 404)


def test_a_file_of_another_answer_is_not_there(app: Flask, client: FlaskClient, alice: int) -> None:
    other = answered(app, add_person(app, email="dan@example.se"))
    with app.app_context():
        file_id = files_of(request_named(other).id)[0].id
    reference = answered(app, alice)
    visit(app, client, alice)
    prove(app, client, reference)

    answer = press(client, f"/me/answers/{reference}/{file_id}", form_at=f"/me/answers/{reference}")

    assert answer.status_code == 404


@pytest.mark.parametrize("reference", ["AAAA-AAAA", "x", "%00", "K7QM-3XWD'--"])
def test_an_answer_that_is_not_there_is_not_found(app: Flask, client: FlaskClient, alice: int, reference: str) -> None:
    visit(app, client, alice)

    assert client.get(f"/me/answers/{reference}").status_code == 404


def test_after_thirty_days_the_files_are_gone(app: Flask, client: FlaskClient, alice: int) -> None:
    begun = clock.now()
    reference = answered(app, alice)
    with time_machine.travel(begun + timedelta(days=30, minutes=6), tick=False):
        with app.app_context():
            forgotten = forget_delivered(at=clock.now())
            db.session.commit()
            data = [file.data for file in files_of(request_named(reference).id)]
        landing = client.get(link_in_letter(app))
        pressed = client.post(f"{link_in_letter(app)}/open")
        visit(app, client, alice)
        page = client.get(f"/me/answers/{reference}")

    assert forgotten == 1
    assert data == [None, None, None]
    assert "The link has expired" in landing.text and "for 30 days" in landing.text
    assert pressed.location == link_in_letter(app)
    assert "are deleted now." in page.text


def test_a_link_that_was_ended_is_no_link(app: Flask, client: FlaskClient, alice: int) -> None:
    answered(app, alice)
    with app.app_context():
        end_view_links(person_by_id(alice), at=clock.now(), by=PERSON, channel="page")
        db.session.commit()

    answers = [client.get(link_in_letter(app)), client.get("/d/nonsense"), client.post("/d/nonsense/open")]

    assert {answer.status_code for answer in answers} == {404}


def test_another_sites_page_can_not_open_it(app: Flask, client: FlaskClient, alice: int) -> None:
    answered(app, alice)

    answer = client.post(f"{link_in_letter(app)}/open", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400


def test_an_answer_on_paper_says_how_it_was_handed_over(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice, paper="Handed over at the desk on 3 May")
    visit(app, client, alice)

    page = client.get(f"/me/answers/{reference}")
    token = form_token(client.get("/me/copy"))
    file = client.post(f"/me/answers/{reference}/1", data={"csrf_token": token})

    assert "The answer was handed over on paper." in page.text
    assert "Handed over at the desk on 3 May" in page.text
    assert "Content-Disposition" not in file.headers


def test_a_wrong_code_on_the_way_to_the_answer_leads_back_to_it(app: Flask, client: FlaskClient, alice: int) -> None:
    reference = answered(app, alice)
    open_answer(app, client)
    press(client, "/me/code", form_at=f"/me/answers/{reference}", to=reference)
    wrong = f"{(int(newest_code(app)) + 1) % 1_000_000:06d}"

    answer = type_code(client, wrong, reference)

    assert answer.status_code == 422
    assert f'href="/me/answers/{reference}"' in answer.text
    assert type_code(client, newest_code(app), reference).location == f"/me/answers/{reference}"
