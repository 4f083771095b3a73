"""Who may open and change what: every route of the people pages and of the organisation, for every role."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Role
from tests.web.staff.people.working import at_work, events_of, everybody, registered
from tests.web.staff.signing_in import form_token

PERSON = "/staff/people/1"
READS = ("/staff/people", PERSON, f"{PERSON}/privacy", f"{PERSON}/privacy/e_marketing", f"{PERSON}/export")
FORMS = ("/staff/people/new", f"{PERSON}/edit", f"{PERSON}/data/new")
CHANGES = (
    "/staff/people/new",
    f"{PERSON}/edit",
    f"{PERSON}/data/new",
    f"{PERSON}/data/1/delete",
    f"{PERSON}/privacy/e_marketing",
    f"{PERSON}/privacy/e_marketing/lift",
    f"{PERSON}/privacy/e_marketing/stop",
    f"{PERSON}/privacy/e_marketing/end",
    f"{PERSON}/stop-marketing",
    f"{PERSON}/letters/confirmation",
    f"{PERSON}/links/new",
    f"{PERSON}/links/end",
)
SETTINGS = "/staff/settings/organisation"


def answers(client: FlaskClient, paths: tuple[str, ...]) -> set[int]:
    """Return how opening the pages is answered."""
    return {client.get(path).status_code for path in paths}


def refusals(client: FlaskClient, paths: tuple[str, ...]) -> set[bool]:
    """Return whether posting to the pages is refused for the role."""
    token = form_token(client.get("/staff/account/"))
    return {client.post(path, data={"csrf_token": token}).status_code == 403 for path in paths}


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_officers_and_administrators_read_and_change_people(app: Flask, client: FlaskClient, role: Role) -> None:
    at_work(app, client, role)
    registered(app, bases={"e_marketing": "consent"})

    assert answers(client, READS + FORMS) == {200}
    assert refusals(client, CHANGES) == {False}


def test_auditors_read_people_and_change_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "auditor")
    alice = registered(app, bases={"e_marketing": "consent"})

    assert answers(client, READS) == {200}
    assert answers(client, FORMS) == {403}
    assert refusals(client, CHANGES) == {True}
    with app.app_context():
        assert events_of(alice) == ["person.registered", "basis.recorded"]


def test_marketing_sees_no_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "marketing")
    registered(app)

    assert answers(client, READS + FORMS) == {403}
    assert refusals(client, CHANGES) == {True}


@pytest.mark.parametrize(
    ("role", "looking", "saving"),
    [("admin", 200, 422), ("auditor", 200, 403), ("officer", 403, 403), ("marketing", 403, 403)],
)
def test_settings_are_the_administrators(
    app: Flask, client: FlaskClient, role: Role, looking: int, saving: int
) -> None:
    at_work(app, client, role)
    token = form_token(client.get("/staff/account/"))

    assert client.get(SETTINGS).status_code == looking
    assert client.post(SETTINGS, data={"csrf_token": token}).status_code == saving


@pytest.mark.parametrize("path", READS + FORMS + (SETTINGS,))
def test_a_stranger_is_sent_to_the_sign_in_page(app: Flask, client: FlaskClient, path: str) -> None:
    registered(app)

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.location.startswith("/staff/login?next=")


def test_a_form_without_its_token_changes_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    answer = client.post("/staff/people/new", data={"name": "Alice", "source": "phone"})

    with app.app_context():
        assert everybody() == []
    assert answer.status_code == 400
