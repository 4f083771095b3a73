"""Letters through a local sink, beside Flask-Mail sending the same letters over one connection."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_mail import Mail, Message
from sqlalchemy import select, update

from bench.load import Unexpected
from bench.report import Figure, paired
from bench.visits import some_people
from portal import clock
from portal.extensions import db
from portal.mail.delivery import deliver
from portal.mail.letters.queued import confirmation
from portal.mail.models import Letter
from portal.mail.smtp import Server, SmtpCarrier
from portal.people.queries import person_by_id

LETTERS = 1000
TAKES = 3


def letter_figure(app: Flask, kind: str, people: int, port: int) -> Figure:
    """Measure the confirmation letter: claimed, written, sent, and each outcome committed."""
    carrier = SmtpCarrier(
        Server(
            "127.0.0.1",
            port,
            use_tls=False,
            use_ssl=False,
            username=None,
            password=None,
            timeout=30,
            greeting="localhost",
        )
    )
    with _sink(port):
        _deliver_rest(app, carrier)
        rounds = iter(range(TAKES))
        pairs = paired(TAKES, lambda: _ours(app, carrier, people, next(rounds)), lambda: _flask_mail(app, port))
    rates = f"{max(first for first, _ in pairs):.0f}/s of {max(second for _, second in pairs):.0f}/s"
    return Figure("Letters over Flask-Mail's own rate", kind, [a / b for a, b in pairs], 0.7, notes=rates)


@contextmanager
def _sink(port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _deliver_rest(app: Flask, carrier: SmtpCarrier) -> None:
    with app.app_context():
        db.session.execute(update(Letter).where(Letter.state == "due").values(state="cancelled"))
        db.session.commit()
    _queue(app, some_people(1000, 1))
    deliver(app, carrier, now=clock.now)


def _queue(app: Flask, person_ids: list[int]) -> None:
    with app.app_context():
        for person_id in person_ids:
            confirmation(person_by_id(person_id), at=clock.now())
        db.session.commit()


def _ours(app: Flask, carrier: SmtpCarrier, people: int, number: int) -> float:
    _queue(app, some_people(people, LETTERS, salt=100 + number))
    began = time.perf_counter()
    tally = deliver(app, carrier, now=clock.now)
    taken = time.perf_counter() - began
    if tally.sent != LETTERS:
        raise Unexpected(f"{tally.sent} of {LETTERS} letters were sent")
    return LETTERS / taken


def _flask_mail(app: Flask, port: int) -> float:
    with app.app_context():
        subject, text, html = db.session.execute(
            select(Letter.subject, Letter.text, Letter.html)
            .where(Letter.state == "sent", Letter.kind == "confirmation")
            .order_by(Letter.id.desc())
            .limit(1)
        ).one()
        db.session.rollback()
    plain = Flask("plain")
    plain.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
    mail = Mail(plain)
    began = time.perf_counter()
    with plain.app_context(), mail.connect() as connection:
        for number in range(LETTERS):
            recipients = [f"person.{number}@example.se"]
            connection.send(Message(subject, recipients, text, html, sender="noreply@example.se"))
    return LETTERS / (time.perf_counter() - began)
