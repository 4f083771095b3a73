"""Send what is due: claim a batch, write it, hand it over letter by letter, keep each outcome."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask

from portal.clock import seconds
from portal.database import transactions
from portal.extensions import db, mail
from portal.ledger.configuration import forget_version
from portal.mail.carriers import Carrier, NoCarrier
from portal.mail.claims import Claims, any_due, claim, keep_written
from portal.mail.folder import mail_folder
from portal.mail.gathering import gathered
from portal.mail.kinds import KINDS
from portal.mail.marking import Marks
from portal.mail.models import Letter
from portal.mail.queries import waiting_letters
from portal.mail.sending import Now, Sender, Tally, Task
from portal.mail.smtp import Server, SmtpCarrier
from portal.mail.writing import write
from portal.people.addresses import refused_addresses
from portal.people.rules import email_key
from portal.wiping import wiped

PORT = 25
"""Where mail servers take letters from each other (RFC 5321 section 4.5.4.2)."""
BATCH = 50
"""Letters claimed at a time."""


def deliver(app: Flask, carrier: Carrier, *, now: Now, stopped: Callable[[], bool] = lambda: False) -> Tally:
    """Send letters until none is due, the mail server can't be reached, or it is told to stop.

    While one batch is sent, the next one is written. Letters in hand that were not tried go back.
    """
    tally = Tally()
    with (
        _claims(app) as claims,
        ThreadPoolExecutor(1, "letters") as writer,
        Sender(carrier, claims, Marks(app), tally, now=now) as sender,
    ):
        tasks = _first_batch(app, carrier, tally, now)
        while tasks:
            coming = writer.submit(_batch, app, now)
            left = sender.send(tasks, stopped=stopped)
            tasks = coming.result()
            if left or stopped():
                sender.hand_back((*left, *tasks))
                break
    carrier.close()
    with app.app_context(), transactions("read"):
        tally.due = waiting_letters()
        db.session.rollback()
        if tally.forgotten:
            wiped(db.engine)
    return tally


def chosen_carrier(app: Flask) -> Carrier:
    """Return the mail server that is set, else the folder ``mail`` of the instance folder."""
    known = mail.init_mail(app.config)
    if not known.server:
        return mail_folder(app)
    host = urlsplit(app.config["PORTAL_BASE_URL"]).hostname or ""
    return SmtpCarrier(
        Server(
            host=known.server,
            port=known.port or PORT,
            use_tls=known.use_tls,
            use_ssl=known.use_ssl,
            username=known.username,
            password=known.password,
            timeout=app.config["MAIL_TIMEOUT"],
            greeting=host if "." in host and not host[-1].isdigit() else "localhost",
        )
    )


@contextmanager
def _claims(app: Flask) -> Iterator[Claims]:
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Each outcome is one statement: without BEGIN and COMMIT it is one round trip instead of three.
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield Claims(connection)


def _first_batch(app: Flask, carrier: Carrier, tally: Tally, now: Now) -> Sequence[Task]:
    """Claim nothing before there is somebody to take it."""
    with app.app_context(), transactions("read"):
        due = any_due(at=now())
    if not due:
        return ()
    try:
        carrier.open()
    except NoCarrier as fault:
        tally.trouble = str(fault)
        return ()
    return _batch(app, now)


def _batch(app: Flask, now: Now) -> list[Task]:
    """Claim and write a batch; some may turn out not to be sent.

    No transaction lasts while the words are made, so that others get to write meanwhile.
    """
    with app.app_context():
        forget_version()
        since, at = seconds(), now()
        letters = claim(BATCH, at=at)
        new = [letter for letter in letters if letter.headers is None]
        about = gathered(new, at=at)
        db.session.flush()
        db.session.expunge_all()
        db.session.commit()
        write(new, about)
        keep_written(new)
        refused = refused_addresses([email_key(letter.recipient) for letter in letters if letter.person_id])
        db.session.commit()
    sender = app.config["MAIL_DEFAULT_SENDER"]
    return [
        _task(letter, letter.headers, sender, since, was_refused=email_key(letter.recipient) in refused)
        for letter in letters
        if letter.headers and letter.state == "due"
    ]


def _task(letter: Letter, headers: dict[str, str], sender: str, since: float, *, was_refused: bool) -> Task:
    return Task(
        id=letter.id,
        fence=letter.fence,
        tries=letter.attempts + 1,
        kept=KINDS[letter.kind].kept,
        traceless=KINDS[letter.kind].traceless,
        sender=sender,
        recipient=letter.recipient,
        headers=headers,
        text=letter.text or "",
        html=letter.html or "",
        since=since,
        is_to_person=letter.person_id is not None,
        was_refused=was_refused,
    )
