"""Requests for the tests of their pages: from Alice, and from Dan who is not in the portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.access_requests.actions import Asked, receive
from portal.access_requests.models import AccessRequest, RequestEvent
from portal.access_requests.queries import request_named, timeline
from portal.access_requests.rules import Kind
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import PERSON
from portal.mail.models import Letter
from portal.people.queries import locked_person
from tests import make
from tests.web.staff.people.working import BOB
from tests.web.staff.signing_in import form_token


def asked_for(app: Flask, kind: Kind = "question", *, at: datetime | None = None, **values: Any) -> str:
    """Keep a request from Alice, who is registered for it, and return its reference."""
    with app.app_context():
        alice = make.person().id
        return keep(kind, alice, at=at, **values)


def asked_outside(app: Flask, kind: Kind = "access", *, at: datetime | None = None, **values: Any) -> str:
    """Keep a request from Dan, who is not in the portal, and return its reference."""
    with app.app_context():
        known = {"name": "Dan Dahl", "email": "dan@example.se", "language": "en", "way": "email"} | values
        return keep(kind, None, at=at, **known)


def keep(kind: Kind, person_id: int | None, *, at: datetime | None = None, **values: Any) -> str:
    """Keep a request, committed, and return its reference."""
    person = locked_person(person_id) if person_id is not None else None
    request = receive(Asked(kind, **values), person, at=at or clock.now(), by=PERSON, channel="page")
    db.session.commit()
    return request.reference


def stored(app: Flask, reference: str) -> AccessRequest:
    """Return the request as it is stored now, detached."""
    with app.app_context():
        request = request_named(reference)
        db.session.expunge(request)
        return request


def happened(app: Flask, reference: str) -> list[RequestEvent]:
    """Return the request's timeline, detached."""
    with app.app_context():
        events = list(timeline(request_named(reference).id))
        db.session.expunge_all()
        return events


def letters(app: Flask, kind: str) -> list[Letter]:
    """Return the letters of a kind that were queued, detached."""
    with app.app_context():
        found = list(db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))
        db.session.expunge_all()
        return found


def ledger_events(app: Flask) -> list[str]:
    """Return what the ledger says about requests, oldest first."""
    with app.app_context():
        found = select(LedgerEntry.event).where(LedgerEntry.event.startswith("request.")).order_by(LedgerEntry.seq)
        return list(db.session.scalars(found))


def act(client: FlaskClient, reference: str, deed: str, *, form_at: str | None = None, **fields: Any) -> TestResponse:
    """Open the page of something to be done, fill it in and send it."""
    here = f"/staff/requests/{reference}"
    page = client.get(f"{here}/{deed}" if form_at is None else here + form_at)
    return client.post(f"{here}/{deed}", data={"csrf_token": form_token(page), **fields})


def version_of(app: Flask, reference: str) -> int:
    """Return the version that a form opened now would carry."""
    return stored(app, reference).version


@contextmanager
def bob_at(app: Flask, client: FlaskClient, moment: datetime) -> Iterator[None]:
    """Hold the clock and let Bob, a case officer, in."""
    with time_machine.travel(moment, tick=False):
        with app.app_context():
            name = (staff_user(BOB) or make.staff()).fs_uniquifier
        with client.session_transaction("/staff/") as session:
            session["_user_id"] = name
            session["language"] = "en"
        yield
