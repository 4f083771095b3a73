"""Links to the person's own page, from the staff's side."""

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.links.actions import permanent_link, view_link
from tests.web.staff.people.working import at_work, events_of, letters_to, registered, submit

BASE = "http://127.0.0.1:5000"


def test_a_new_link_goes_by_letter(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    answer = submit(client, f"/staff/people/{alice}/links/new", form_at=f"/staff/people/{alice}")

    with app.app_context():
        assert letters_to(alice) == ["new_link"]
    assert answer.location == f"/staff/people/{alice}"


def test_two_presses_send_one_letter(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    submit(client, f"/staff/people/{alice}/links/new", form_at=f"/staff/people/{alice}")

    submit(client, f"/staff/people/{alice}/links/new", form_at=f"/staff/people/{alice}")

    with app.app_context():
        assert letters_to(alice) == ["new_link"]


def test_without_an_address_there_is_nowhere_to_send_a_link(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    dan = registered(app, name="Dan", email="")

    submit(client, f"/staff/people/{dan}/links/new", form_at=f"/staff/people/{dan}/data/new")

    assert "There is no e-mail address to send a link to." in client.get(f"/staff/people/{dan}").text


def test_ending_all_links_ends_those_that_open_the_page_and_no_others(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    with app.app_context():
        view, stop = view_link(alice, at=clock.now()), permanent_link(alice, "stop", "marketing", at=clock.now())
        db.session.commit()

    submit(client, f"/staff/people/{alice}/links/end")

    with app.app_context():
        assert events_of(alice)[-1] == "links.ended"
    visitor = app.test_client()
    assert visitor.get(view.removeprefix(BASE)).status_code == 404
    assert visitor.get(stop.removeprefix(BASE)).status_code == 200


def test_the_question_ends_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    client.get(f"/staff/people/{alice}/links/end")

    with app.app_context():
        assert events_of(alice) == ["person.registered"]
