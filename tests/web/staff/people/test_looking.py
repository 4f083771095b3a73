"""Every look is noted, once in a while, by role and reason."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.accounts.models import Role
from portal.extensions import db
from tests.web.staff.people.working import BOB, at_work, looks_at, registered, submit


def test_a_look_is_noted_with_name_and_role(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    client.get(f"/staff/people/{alice}")

    with app.app_context():
        [look] = looks_at(alice)
        assert (look.kind, look.staff, look.role) == ("view", BOB, "officer")


def test_the_reason_is_in_the_persons_language(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="en")
    alice = registered(app, language="sv")

    client.get(f"/staff/people/{alice}")

    with app.app_context():
        assert looks_at(alice)[0].reason == "Ditt personkort i registret öppnades"


def test_pages_opened_within_minutes_are_one_look(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    for page in ("", "/privacy", "/edit", "/export", ""):
        client.get(f"/staff/people/{alice}{page}")

    with app.app_context():
        assert len(looks_at(alice)) == 1


def test_another_colleague_is_another_look(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    client.get(f"/staff/people/{alice}")
    other = app.test_client()
    at_work(app, other, "auditor", email="eve@example.se")

    other.get(f"/staff/people/{alice}")

    with app.app_context():
        assert [look.role for look in looks_at(alice)] == ["officer", "auditor"]


def test_a_look_later_in_the_day_is_noted_again(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)
    client.get(f"/staff/people/{alice}")
    with app.app_context():
        looks_at(alice)[0].at = clock.now() - timedelta(minutes=11)
        db.session.commit()

    client.get(f"/staff/people/{alice}")

    with app.app_context():
        assert len(looks_at(alice)) == 2


@pytest.mark.parametrize(
    "under", ["", "/privacy", "/privacy/e_marketing", "/edit", "/data/new", "/export", "/links/end"]
)
def test_every_page_that_shows_a_person_is_a_look(app: Flask, client: FlaskClient, under: str) -> None:
    at_work(app, client)
    alice = registered(app)

    client.get(f"/staff/people/{alice}{under}")

    with app.app_context():
        assert len(looks_at(alice)) == 1


def test_a_refused_form_that_shows_the_person_is_a_look(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/edit", form_at="/staff/people/new", name="")

    with app.app_context():
        assert len(looks_at(alice)) == 1


@pytest.mark.parametrize("role", ["marketing"])
def test_who_is_refused_has_not_looked(app: Flask, client: FlaskClient, role: Role) -> None:
    at_work(app, client, role)
    alice = registered(app)

    client.get(f"/staff/people/{alice}")

    with app.app_context():
        assert looks_at(alice) == []


def test_nobody_is_looked_at_where_nobody_is(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    answers = [client.get(f"/staff/people/{person_id}").status_code for person_id in (1, 2**63 - 1, 2**63, 10**30)]

    assert answers == [404] * 4


def test_a_look_for_another_reason_tells_that_reason(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="en")
    alice = registered(app, language="sv")
    wording = "/staff/settings/letters/new_link/en"
    words = {"subject": "Hello", "body": "{page_button}", "person": str(alice)}

    submit(client, f"{wording}/preview", form_at=wording, **words)

    with app.app_context():
        assert [look.reason for look in looks_at(alice)] == ["Ett brev provades med dina uppgifter"]
