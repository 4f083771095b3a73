"""The list of what can be set."""

from flask import Flask
from flask.testing import FlaskClient

from portal.web.staff.settings.entries import entries
from tests.web.staff.people.working import at_work


def test_the_menu_leads_to_the_list_and_the_list_to_every_page(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")

    page = client.get("/staff/settings").text

    assert '<a href="/staff/settings" aria-current="page">Settings</a>' in page
    assert page.count('<li><a href="/staff/') >= len(entries) > 0
    assert 'href="/staff/settings/organisation"' in page


def test_every_page_of_the_list_opens(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin")
    with app.test_request_context("/staff/"):
        addresses = [app.url_for(entry.start) for entry in entries]

    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_it_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", language="sv")

    page = client.get("/staff/settings").text

    assert "Vems portalen är" in page
