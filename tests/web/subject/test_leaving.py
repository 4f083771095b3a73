"""Signing out, and ending all links."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.subject.visiting import add_person, link_to, open_page, press


@pytest.fixture
def alice(app: Flask) -> int:
    return add_person(app)


def test_signing_out_ends_the_visit_but_not_the_link(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    open_page(client, path)
    kept = client.get_cookie("portal_session")
    assert kept is not None

    answer = press(client, "/me/sign-out")
    client.set_cookie("portal_session", kept.value)

    assert answer.status_code == 303
    assert client.get("/me/").status_code == 403
    assert open_page(app.test_client(), path).status_code == 200


def test_after_signing_out_the_start_page_says_so(app: Flask, client: FlaskClient, alice: int) -> None:
    open_page(client, link_to(app, alice))

    page = client.get(press(client, "/me/sign-out").headers["Location"] + "&lang=en").text

    assert "You are signed out." in page


def test_ending_all_links_is_explained_before_it_is_done(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    open_page(client, path)

    page = client.get("/me/links").text

    assert "No link in any letter opens your page any more" in page
    assert app.test_client().get(path).status_code == 200


def test_ending_all_links_ends_them_and_every_visit(app: Flask, client: FlaskClient, alice: int) -> None:
    first, second = link_to(app, alice), link_to(app, alice)
    elsewhere = app.test_client()
    open_page(elsewhere, second)
    open_page(client, first)

    press(client, "/me/links", form_at="/me/links")

    assert elsewhere.get("/me/").status_code == 403
    assert client.get(first).status_code == client.get(second).status_code == 404


def test_stop_and_preference_links_live_on(app: Flask, client: FlaskClient, alice: int) -> None:
    stop, preferences = link_to(app, alice, "stop", "marketing"), link_to(app, alice, "preferences")
    open_page(client, link_to(app, alice))

    press(client, "/me/links", form_at="/me/links")

    assert client.get(stop).status_code == 200
    assert client.get(preferences).status_code == 200


@pytest.mark.parametrize("path", ["/me/sign-out", "/me/links"])
def test_leaving_needs_the_pages_own_token(app: Flask, client: FlaskClient, alice: int, path: str) -> None:
    open_page(client, link_to(app, alice))

    assert client.post(path).status_code == 400
    assert client.get("/me/").status_code == 200
