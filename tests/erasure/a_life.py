"""Somebody to whom everything has happened that the portal knows of."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from portal import clock
from portal.access_requests.actions import Asked, add_note, receive
from portal.asking.actions import prepare
from portal.bulk.actions import ask as ask_bulk
from portal.bulk.actions import counted
from portal.bulk.terms import Terms
from portal.customers.actions import record_sales
from portal.customers.rules import SaleFact
from portal.extensions import db
from portal.feedback.actions import add_file
from portal.feedback.models import FeedbackFault
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import open_visit, permanent_link, view_link
from portal.links.queries import link_of
from portal.mail.delivery import deliver
from portal.mail.folder import FolderCarrier
from portal.mail.letters.about_requests import request_letter
from portal.mail.letters.queued import confirmation
from portal.people.actions import add_field, change, note_look
from portal.people.addresses import note_refused_address, note_working_address
from portal.people.models import Person
from portal.people.queries import people_at
from portal.people.telling_apart import tell_apart
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from tests import make
from tests.imports.tables import imported
from tests.make import AT, BOB
from tests.web_forms.designing import answered, confirmed, newsletter

NAME, EMAIL, PHONE, STREET = "Åsa Qvarnström", "asa.qvarnstrom@skogsbyn.example", "070-987 65 43", "Granitvägen 17"
OLD_NAME, OLD_EMAIL = "Åsa Zetterlund", "asa.zetterlund@skogsbyn.example"
WORDS = ("Qvarnström", "Zetterlund", "skogsbyn", "987 65 43", "0709876543", "Granitv")
"""What no trace may be left of."""
ROWS = [
    (EMAIL, NAME, PHONE, STREET),
    ("charlie@example.se", "Charlie Ceder", "", ""),
    ("not an address", NAME, PHONE, STREET),
]


def live(app: Flask, folder: Path) -> Person:
    """Let everything happen to Åsa, and return her; letters are delivered into the folder."""
    imported(app, ("email", "name", "phone", "address"), ROWS)
    [asa] = people_at(EMAIL)
    _be_changed(asa)
    _use_forms(asa)
    _ask(asa)
    _be_among_others(asa)
    post(app, folder)
    return people_at(EMAIL)[0]


def post(app: Flask, folder: Path) -> None:
    """Deliver the letters that are due."""
    db.session.rollback()
    deliver(app, FolderCarrier(folder), now=clock.now)
    db.session.rollback()


def _be_changed(asa: Person) -> None:
    common = {"at": AT, "by": BOB, "channel": "staff"}
    change(asa, {"name": OLD_NAME, "email": OLD_EMAIL}, **common)
    change(asa, {"name": NAME, "email": EMAIL}, **common)
    note_refused_address(EMAIL, f"550 no such user {EMAIL}", at=AT)
    note_working_address(EMAIL, at=AT)
    source = catalogue().source("phone")
    add_field(asa, label="Home", category="Place", value=STREET, source_id=source.id, source_key="phone", **common)
    add_field(asa, label="Maiden name", category="", value=OLD_NAME, source_id=source.id, source_key="phone", **common)
    note_look(asa.id, kind="view", staff="bob@example.se", role="officer", reason=f"Opened for {NAME}", at=AT)
    db.session.commit()


def _use_forms(asa: Person) -> None:
    newsletter()
    answered(name=NAME, email=EMAIL, phone=PHONE)
    confirmed()
    answered(name=OLD_NAME, email=EMAIL)
    choose_topics(asa, dict.fromkeys(topics(), True), at=AT)
    set_pause(asa, AT.date() + timedelta(days=30), at=AT)
    known = catalogue()
    stop_purpose(asa, known.purpose("e_marketing"), known, comment=f"{NAME} rang", at=AT, by=BOB, channel="staff")
    db.session.commit()


def _ask(asa: Person) -> None:
    request = receive(Asked("question", words=f"What of {STREET}?"), asa, at=AT, by=PERSON, channel="page")
    add_note(request, f"{NAME} rang from {PHONE}", at=AT, by=BOB, channel="staff")
    request_letter("request_received", request, text=f"{NAME}: {STREET}", at=AT)
    stranger = Asked("access", "email", words=f"I live at {STREET}", name=NAME, email=EMAIL, address=STREET)
    asked = receive(stranger, None, at=AT, by=BOB, channel="staff")
    request_letter("request_received", asked, at=AT)
    asked.state, asked.closed_at = "answered", AT
    db.session.commit()


def _be_among_others(asa: Person) -> None:
    tell_apart([asa, make.person(name="Åsa Ek", email="asa.ek@example.se")], at=AT, by=BOB)
    known = catalogue()
    terms = Terms(known, known.purpose("sales_service"), known.basis("contract"), known.source("user"))
    ask_bulk({"q": NAME}, terms, counted([asa.id], terms), at=AT, by=BOB)
    news, phone = known.purpose("e_marketing"), known.source("phone")
    record_sales(asa, [SaleFact(AT.date(), STREET, way_out_offered=True)], source=phone, at=AT, by=BOB, channel="staff")
    prepare({"q": NAME}, news, 1, [(asa.id, "ask")], at=AT, by=BOB)
    report = add_file(f"from {NAME}.csv", "bounce", by=BOB, at=AT)
    report.state = "done"
    db.session.add(FeedbackFault(file_id=report.id, row=2, reason="not_an_address", cells=[f"<{EMAIL}>", NAME]))
    confirmation(asa, at=AT)
    token = view_link(asa.id, at=clock.now()).rpartition("/")[2]
    link = link_of(token, "view", at=clock.now())
    assert link is not None
    open_visit(link.id, asa.id, at=clock.now())
    permanent_link(asa.id, "stop", "marketing", at=AT)
    db.session.commit()
