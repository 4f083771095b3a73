"""Languages that the organisation offers, and those that it does not."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.factory import create_app
from portal.mail.letters.queued import confirmation
from portal.mail.models import Letter
from portal.people.queries import person_by_id
from portal.settings.queries import current_organisation
from tests import make
from tests.web.staff.people.working import at_work
from tests.web.subject.visiting import add_person, link_to, open_page, visit


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: languages do not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def swedish(app: Flask) -> None:
    with app.app_context():
        make.organisation(languages=["sv"], language="sv")


ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize("path", ["/", "/privacy", "/link", "/staff/login", "/l/x", "/me/", "/u/x"])
def test_a_visitor_gets_a_language_that_is_offered(client: FlaskClient, path: str) -> None:
    assert '<html lang="sv">' in client.get(path, headers=ENGLISH).text
    assert '<html lang="sv">' in client.get(f"{path}?lang=en").text


def test_there_is_no_switch_when_one_language_is_offered(client: FlaskClient) -> None:
    assert 'aria-label="Språk"' not in client.get("/").text


def test_the_switch_comes_back_with_the_second_language(app: Flask, client: FlaskClient) -> None:
    client.get("/")
    with app.app_context():
        make.organisation(languages=["sv", "en"])

    page = client.get("/", headers=ENGLISH).text

    assert '<html lang="en">' in page
    assert 'hreflang="sv">Svenska</a>' in page


def test_a_person_whose_language_is_not_offered_reads_the_organisations(app: Flask, client: FlaskClient) -> None:
    page = visit(app, client, add_person(app, language="en"))

    assert '<html lang="sv">' in page.text


def test_a_visit_goes_on_when_its_language_is_taken_away(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.organisation(languages=["sv", "en"])
    link = link_to(app, add_person(app, language="sv"))
    open_page(client, link)
    chosen = client.get("/me/?lang=en").text
    with app.app_context():
        make.organisation(languages=["sv"])

    page = client.get("/me/")

    assert '<html lang="en">' in chosen
    assert (page.status_code, '<html lang="sv">' in page.text) == (200, True)


def test_a_letter_is_written_in_a_language_that_is_offered(app: Flask) -> None:
    person_id = add_person(app, language="en", country="GB")
    with app.app_context():
        confirmation(person_by_id(person_id), at=make.AT)
        db.session.commit()

        assert db.session.scalars(select(Letter.language)).all() == ["sv"]


def test_forms_offer_what_is_offered_and_keep_what_is_stored(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "officer", language="sv")
    person_id = add_person(app, language="en")

    fresh, own = client.get("/staff/people/new").text, client.get(f"/staff/people/{person_id}/edit").text

    assert 'value="en"' not in fresh
    assert '<option selected value="en">English</option>' in own


def start(app: Flask, **settings: Any) -> Flask:
    """Start another process on the same database."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    return create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url, **settings}, instance=Path(app.instance_path))


def test_what_is_set_beats_the_start_values_and_the_rest_keeps_them(app: Flask) -> None:
    other = start(app, BABEL_DEFAULT_LOCALE="en", BABEL_DEFAULT_TIMEZONE="Europe/Helsinki")

    with other.app_context():
        organisation = current_organisation()
        assert (organisation.language, organisation.time_zone) == ("sv", "Europe/Helsinki")
        db.session.remove()
        db.engine.dispose()


def test_another_process_follows_at_its_next_page(app: Flask) -> None:
    other = start(app)
    other.test_client().get("/")
    with app.app_context():
        make.organisation(languages=["en"], language="en")

    assert '<html lang="en">' in other.test_client().get("/privacy").text
    with other.app_context():
        db.engine.dispose()


def test_moments_are_shown_in_the_time_zone_that_is_set(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "officer", language="sv")
    person_id = add_person(app)
    with app.app_context():
        make.organisation(time_zone="Asia/Tokyo")

    assert (
        '<time datetime="2026-04-02T16:30+09:00">2026-04-02 16:30</time>'
        in client.get(f"/staff/people/{person_id}").text
    )
