"""Of the letter about an erasure nothing is left once it has ended, however it ends."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal import clock
from portal.extensions import db
from portal.mail.delivery import deliver
from portal.mail.folder import FolderCarrier
from portal.mail.letters.erased import erased_row
from portal.mail.models import Letter
from portal.mail.outbox import enqueue
from portal.mail.smtp import Server, SmtpCarrier
from portal.mail.traceless import forget_ended
from tests import make
from tests.databases import only_sqlite
from tests.erasure.traces import traces
from tests.mail.mail_server import MailServer

Database = scoped_session[Session]
WORDS = ("qvist", "Alice")


@pytest.fixture
def letter(session: Database) -> int:
    """Queue a letter to somebody who was erased, and return its id."""
    make.organisation()
    row = erased_row("qvist@example.se", "Alice Qvist", "en", "", stopped=True, at=clock.now())
    assert row is not None
    enqueue([row])
    session.commit()
    return session.scalars(select(Letter.id)).one()


def stored(letter_id: int) -> Letter:
    """Return the letter as it is now."""
    db.session.rollback()
    return db.session.get_one(Letter, letter_id, populate_existing=True)


def test_when_it_is_sent_even_the_files_forget_it(app: Flask, session: Database, letter: int, tmp_path: object) -> None:
    session.rollback()
    folder = tmp_path / "post"  # type: ignore[operator]

    tally = deliver(app, FolderCarrier(folder), now=clock.now)

    [sent] = folder.glob("*.eml")
    assert (tally.sent, tally.forgotten, stored(letter).state) == (1, 1, "sent")
    assert b"Alice Qvist" in sent.read_bytes()
    assert traces(WORDS) == []


@only_sqlite
def test_when_it_is_refused_for_good_it_is_forgotten_too(
    app: Flask, session: Database, letter: int, smtp: MailServer
) -> None:
    session.rollback()
    smtp.answers["RCPT"] = ["550 5.1.1 no such user qvist@example.se"]
    server = Server("127.0.0.1", smtp.port, use_tls=False, use_ssl=False, username=None, password=None, timeout=5)

    tally = deliver(app, SmtpCarrier(server), now=clock.now)

    assert (tally.failed, stored(letter).state, stored(letter).answer) == (1, "failed", "")
    assert traces(WORDS) == []


@only_sqlite
def test_while_it_waits_it_keeps_whom_it_goes_to(app: Flask, session: Database, letter: int, smtp: MailServer) -> None:
    session.rollback()
    smtp.answers["RCPT"] = ["450 later"]
    server = Server("127.0.0.1", smtp.port, use_tls=False, use_ssl=False, username=None, password=None, timeout=5)

    deliver(app, SmtpCarrier(server), now=clock.now)

    assert (stored(letter).state, stored(letter).recipient) == ("due", "qvist@example.se")


@pytest.mark.parametrize(("state", "forgotten"), [("cancelled", 1), ("failed", 1), ("due", 0), ("held", 0)])
@only_sqlite
def test_one_that_was_cancelled_is_forgotten_by_the_days_chore(
    session: Database, letter: int, state: str, forgotten: int
) -> None:
    stored(letter).state = state  # type: ignore[assignment]
    session.commit()

    first, again = forget_ended(), forget_ended()

    assert (first, again) == (forgotten, 0)
    assert (stored(letter).recipient == "") is False or forgotten
