"""Colours and logos, at addresses that browsers may keep."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.settings.actions import add_image
from portal.settings.pictures import picture_of
from portal.web.headers import POLICY
from tests import make
from tests.databases import only_sqlite
from tests.questions import noted
from tests.settings.pictures import png
from tests.web.subject.visiting import add_person, link_to, visit


def stored(app: Flask, data: bytes) -> str:
    """Store an image and return its digest."""
    with app.app_context():
        digest = add_image(data, picture_of(data), at=make.AT)
        db.session.commit()
        return digest


@only_sqlite
def test_the_sheet_sets_the_tokens_for_light_and_dark(client: FlaskClient) -> None:
    answer = client.get("/look/colours/ffcc00.css")

    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "--button: #ffcc00" not in answer.text.partition("@media")[0]
    assert "--link: #ffcc00;" in answer.text.partition("@media")[2]


@only_sqlite
@pytest.mark.parametrize("name", ["FFCC00", "fc0", "ffcc00;}", "ffcc00%0a"])
def test_only_one_spelling_of_a_colour_has_a_sheet(client: FlaskClient, name: str) -> None:
    assert client.get(f"/look/colours/{name}.css").status_code == 404


def test_an_image_is_handed_out_as_what_it_is(app: Flask, client: FlaskClient) -> None:
    digest = stored(app, png())

    answer = client.get(f"/look/images/{digest}")

    assert (answer.data, answer.mimetype) == (png(), "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "Set-Cookie" not in answer.headers


@only_sqlite
def test_who_has_the_image_is_told_so(app: Flask, client: FlaskClient) -> None:
    digest = stored(app, png())

    answer = client.get(f"/look/images/{digest}", headers={"If-None-Match": f'"{digest}"'})

    assert (answer.status_code, answer.data) == (304, b"")


@only_sqlite
@pytest.mark.parametrize("name", ["0" * 64, "x", "%00", "A" * 64, "é" * 64])
def test_an_unknown_image_is_not_found(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/look/images/{name}")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@only_sqlite
@pytest.mark.parametrize("path", ["/", "/privacy", "/link", "/me/", "/l/x", "/staff/login", "/nowhere"])
def test_every_page_wears_the_colour_and_the_logo(app: Flask, client: FlaskClient, path: str) -> None:
    digest = stored(app, png())
    with app.app_context():
        make.organisation(colour="#e30613", logo=digest)
    client.get("/")

    page = client.get(path).text

    assert '<link rel="stylesheet" href="/look/colours/e30613.css">' in page
    assert f'<img class="own" src="/look/images/{digest}" alt="">' in page


@only_sqlite
def test_without_a_choice_pages_are_as_shipped(client: FlaskClient) -> None:
    page = client.get("/").text

    assert "/look/" not in page
    assert '<img src="/static/img/logo.svg" alt="">' in page


@only_sqlite
def test_a_page_that_was_kept_is_made_anew_when_the_look_changes(app: Flask, client: FlaskClient) -> None:
    before = visit(app, client, add_person(app)).text
    with app.app_context():
        make.organisation(colour="#e30613", texts={"hub": {"en": "Call us on 08-1.\r\n\r\n<b>Any</b> day."}})

    page = client.get("/me/").text

    assert "/look/colours" not in before
    assert '<p class="lines">Call us on 08-1.</p>\n<p class="lines">&lt;b&gt;Any&lt;/b&gt; day.</p>' in page
    assert "/look/colours/e30613.css" in page


@only_sqlite
@pytest.mark.parametrize("path", ["/me/", "/privacy", "link"])
def test_the_look_costs_the_persons_pages_no_question(app: Flask, client: FlaskClient, path: str) -> None:
    digest, person_id = stored(app, png()), add_person(app)
    with app.app_context():
        make.organisation(colour="#e30613", logo=digest, texts={"hub": {"en": "Hello"}}, time_zone="Asia/Tokyo")
    visit(app, client, person_id)
    path = link_to(app, person_id) if path == "link" else path
    client.get(path)

    with noted(app) as asked:
        page = client.get(path).text

    assert "/look/colours/e30613.css" in page
    assert len(asked) == 1
