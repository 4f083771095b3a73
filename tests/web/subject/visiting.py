"""Alice and her links at her own pages."""

import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.links.actions import permanent_link, view_link
from portal.links.models import Use
from portal.people.models import Person
from tests import make

ALICE = "alice@example.se"
CONTRACT_AND_CONSENT = {"sales_service": "contract", "e_marketing": "consent"}


def add_person(app: Flask, *, bases: dict[str, str] | None = None, at: datetime = make.AT, **values: str) -> int:
    """Register somebody, who is Alice unless said otherwise, with a contract and a consent, and return the id."""
    with app.app_context():
        given = {"language": "en"} | values
        return make.person(bases=CONTRACT_AND_CONSENT if bases is None else bases, at=at, **given).id


def name_organisation(app: Flask) -> None:
    """Tell the portal whose it is."""
    with app.app_context():
        make.organisation()


def link_to(app: Flask, person_id: int, use: Use = "view", scope: str = "", *, at: datetime | None = None) -> str:
    """Return the path of a link of the person."""
    with app.app_context():
        made = at or clock.now()
        address = view_link(person_id, at=made) if use == "view" else permanent_link(person_id, use, scope, at=made)
        db.session.commit()
        return "/" + address.split("/", 3)[3]


def open_page(client: FlaskClient, path: str) -> TestResponse:
    """Press "Open my page" on the landing page and follow."""
    return client.post(f"{path}/open", follow_redirects=True)


def visit(app: Flask, client: FlaskClient, person_id: int, use: Use = "view") -> TestResponse:
    """Open the person's page by a fresh link."""
    return open_page(client, link_to(app, person_id, use))


def form_token(page: TestResponse) -> str:
    """Return the token in the page's forms."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def hidden(page: TestResponse, name: str) -> str:
    """Return the value of a hidden field on the page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, page.text
    return found[1]


def press(client: FlaskClient, path: str, *, form_at: str = "/me/", **fields: str | list[str]) -> TestResponse:
    """Send the form that stands on a page."""
    token = form_token(client.get(form_at))
    return client.post(path, data={"csrf_token": token, **fields})


def consent(client: FlaskClient, purpose: str = "e_marketing") -> TestResponse:
    """Read the consent page and say yes."""
    page = client.get(f"/me/purposes/{purpose}/consent")
    fields = {name: hidden(page, name) for name in ("csrf_token", "wording", "seen")}
    return client.post(f"/me/purposes/{purpose}/consent", data=fields)


def statuses(app: Flask, person_id: int) -> dict[str, str]:
    """Return the status of each recorded basis by purpose."""
    with app.app_context():
        rows = db.session.scalars(select(RecordedBasis).where(RecordedBasis.person_id == person_id)).all()
        return {catalogue().purpose_of[row.purpose_id].key: row.status for row in rows}


def person_now(app: Flask, person_id: int) -> Person:
    """Return the person as stored now, detached."""
    with app.app_context():
        person = db.session.get_one(Person, person_id)
        db.session.expunge(person)
        return person
