"""The full answer about one person with a long history, against plain XlsxWriter writing the same cells."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter
from flask import Flask
from sqlalchemy import insert

from bench.report import Figure, paired
from bench.seed import IMPORT, START
from portal.access_answers.composing import workbook_bytes
from portal.database import transactions
from portal.exports.access_copy import access_copy
from portal.exports.additions import Additions
from portal.exports.document import Document
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import Draft
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import NoSuchPerson, person_by_id, person_by_id_or_email

ENTRIES = 10_000
LETTERS = 2_000
TAKES = 5
EMAIL = "long.history@example.se"
TEXT = "Hello,\n\nYour choices of what you get from Björkvik Handel AB are saved.\n\n" * 12
"""About as long as a letter is."""


def answer_figures(app: Flask, kind: str) -> Iterator[Figure]:
    """Measure the answer for a person with 10,000 ledger entries and 2,000 letters, as a workbook."""
    with app.app_context():
        person_id = _somebody()
        with transactions("read"):
            document = _document(person_id)
            plain = _cells(document)
            pairs = paired(TAKES, lambda: _ours(person_id), lambda: _timed(plain))
            db.session.rollback()
    ratios = [ours / limit for ours, limit in pairs]
    notes = f"{sum(map(len, (row for _, rows in plain for row in rows))):,} cells, ours {min(ours for ours, _ in pairs):.2f} s"
    yield Figure("Full answer / plain XlsxWriter, same cells", kind, ratios, 1.5, most=True, notes=notes)


def _somebody() -> int:
    try:
        return person_by_id_or_email(EMAIL).id
    except NoSuchPerson:
        db.session.rollback()
    model = db.session.get(Person, 1)
    if model is None:
        raise LookupError("the database is empty")
    values = {column.name: getattr(model, column.name) for column in Person.__table__.columns}
    ref = "f" * 32
    named = {"ref": ref, "name": "Lång Historia", "email": EMAIL, "email_key": EMAIL}
    person = Person(**{name: value for name, value in (values | named).items() if name != "id"})
    db.session.add(person)
    db.session.flush()
    for first in range(0, ENTRIES, 1000):
        at = START + timedelta(hours=first)
        append([_draft(ref, number) for number in range(first, first + 1000)], at=at, by=IMPORT, channel="import")
    letters = [
        {
            "kind": "choices_changed",
            "person_id": person.id,
            "recipient": EMAIL,
            "language": "sv",
            "facts": {},
            "state": "sent",
            "queued_at": START,
            "due_at": START,
            "sent_at": START,
            "message_id": f"<answer-{number}@bench>",
            "attempts": 0,
            "fence": 1,
            "subject": "Your choices are saved",
            "text": f"{TEXT}http://127.0.0.1:5000/l/{number}abc",
            "html": "",
            "answer": "250 OK",
        }
        for number in range(LETTERS)
    ]
    db.session.execute(insert(Letter.__table__), letters)
    person_id = person.id
    db.session.commit()
    return person_id


def _draft(ref: str, number: int) -> Draft:
    if number % 3:
        status = "on" if number % 2 else "off"
        return Draft("topic.chosen", person_ref=ref, topic="news", status=status)
    proof = '{"comment":"Said so on the phone"}' if number % 2 else ""
    return Draft(
        "basis.recorded", ref, "e_marketing", "consent", "in_force", "import", wording_version=1, evidence=proof
    )


def _document(person_id: int) -> Document:
    return access_copy(person_by_id(person_id), additions=Additions("K7QM-3XWD"), at=START)


def _ours(person_id: int) -> float:
    db.session.expunge_all()
    began = time.perf_counter()
    workbook_bytes(_document(person_id))
    return time.perf_counter() - began


def _cells(document: Document) -> list[tuple[str, list[list[object]]]]:
    """Return the very cells of the document as XlsxWriter takes them, prepared beforehand."""
    zone = ZoneInfo(document.zone)
    return [
        (
            section.title,
            [
                [column.label for column in section.columns],
                *([_ready(cell, zone) for cell in row] for row in section.rows),
            ],
        )
        for section in document.sections
    ]


def _ready(cell: object, zone: ZoneInfo) -> object:
    return cell.astimezone(zone).replace(tzinfo=None) if isinstance(cell, datetime) else cell


def _timed(sheets: list[tuple[str, list[list[object]]]]) -> float:
    began = time.perf_counter()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(BytesIO(), options) as book:
        text = book.add_format({"text_wrap": True, "num_format": "@"})
        number = book.add_format({"num_format": "0"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            for line, row in enumerate(rows):
                for index, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, index, cell, text)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, index, cell, moment)
                    elif cell is not None:
                        sheet.write_number(line, index, cell, number)
    return time.perf_counter() - began
