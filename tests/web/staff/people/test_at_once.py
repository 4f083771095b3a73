"""Two presses at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient

from tests.web.staff.people.test_privacy import page_of
from tests.web.staff.people.working import BOB, at_work, events_of, everybody, hidden_value, letters_to, registered
from tests.web.staff.signing_in import form_token


def both(first: Callable[[], int], second: Callable[[], int]) -> set[int]:
    """Do both at the same moment and return how they were answered."""
    start = Barrier(2)

    def press(act: Callable[[], int]) -> int:
        start.wait(timeout=10)
        return act()

    with ThreadPoolExecutor(2) as hands:
        return set(hands.map(press, (first, second)))


def twin_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return another window of the same browser."""
    twin = app.test_client()
    cookie = client.get_cookie("portal_staff", path="/")
    assert cookie, BOB
    twin.set_cookie("portal_staff", cookie.value, path="/")
    return twin


def test_a_person_is_registered_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    page = client.get("/staff/people/new")
    fields = {"name": "Alice Alm", "email": "alice@example.se", "source": "phone", "letter": "y", "anyway": "1"}
    fields |= {"csrf_token": form_token(page), "token": hidden_value(page, "token")}
    windows = (client, twin_of(app, client))

    answers = both(*(lambda w=window: w.post("/staff/people/new", data=fields).status_code for window in windows))

    with app.app_context():
        [alice] = everybody()
        assert answers == {303}
        assert letters_to(alice.id) == ["confirmation"]


def test_two_colleagues_record_one_after_the_other(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    path = page_of(alice, "sales_service")
    page = client.get(path)
    fields = {"source": "phone", "csrf_token": form_token(page), "seen": hidden_value(page, "seen")}
    twin = twin_of(app, client)

    answers = both(
        lambda: client.post(path, data={**fields, "basis": "contract"}).status_code,
        lambda: twin.post(path, data={**fields, "basis": "legitimate_interests"}).status_code,
    )

    with app.app_context():
        assert answers == {303, 409}
        assert events_of(alice) == ["person.registered", "basis.recorded"]


def test_two_presses_send_one_confirmation(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    token = form_token(client.get(f"/staff/people/{alice}"))
    path, twin = f"/staff/people/{alice}/letters/confirmation", twin_of(app, client)

    answers = both(
        *(lambda w=window: w.post(path, data={"csrf_token": token}).status_code for window in (client, twin))
    )

    with app.app_context():
        assert answers == {303}
        assert letters_to(alice) == ["confirmation"]
