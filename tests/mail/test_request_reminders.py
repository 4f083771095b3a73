"""Reminders to the owners of requests: at 10, 5 and 1 days, every day when late, and never twice."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access_requests.actions import Asked, assign, receive, refuse
from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import request_named, timeline
from portal.access_requests.timing import extend, pause
from portal.accounts.models import StaffUser
from portal.database import transactions
from portal.extensions import db
from portal.ledger.rules import PERSON, SYSTEM
from portal.mail import request_reminders
from portal.mail.models import Letter
from portal.mail.request_reminders import remind_owners
from tests import make
from tests.databases import only_sqlite

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
"""The answer is due on 4 May."""


def asked(owner: StaffUser | None, *, words: str = "") -> AccessRequest:
    """Keep a request of 2 April, and give it to somebody."""
    request = receive(Asked("question", name="Dan", words=words), None, at=AT, by=PERSON, channel="staff")
    assign(request, owner.id if owner else None, at=AT, by=SYSTEM, channel="system")
    db.session.commit()
    return request


def reminded(at: datetime) -> list[tuple[str, int]]:
    """Send the reminders of a day, and return all there have been: to whom, and how many days were left."""
    last: int | None = 0
    while last is not None:
        last = remind_owners(at=at, after=last)
        db.session.commit()
    letters = db.session.scalars(select(Letter).where(Letter.kind == "request_due").order_by(Letter.id))
    return [(letter.recipient, letter.facts["left"]) for letter in letters]


def days() -> Iterator[datetime]:
    """Give every day from receipt until three days after the last."""
    yield from (AT + timedelta(days=number) for number in range(36))


def test_the_owner_is_reminded_at_ten_five_and_one_days_and_daily_when_late(app: Flask) -> None:
    with app.app_context():
        request = asked(make.staff())

        for day in days():
            sent = reminded(day)
            assert reminded(day + timedelta(hours=3)) == sent

        assert [left for _, left in sent] == [10, 5, 1, -1, -2, -3]
        assert {to for to, _ in sent} == {"bob@example.se"}
        assert [what.event for what in timeline(request.id)].count("reminded") == 6


@only_sqlite
def test_a_worker_that_was_away_sends_the_latest_reminder_alone(app: Flask) -> None:
    with app.app_context():
        asked(make.staff())

        assert reminded(AT + timedelta(days=30)) == [("bob@example.se", 2)]


@only_sqlite
def test_who_waits_who_is_answered_and_who_got_more_time_is_not_reminded(app: Flask) -> None:
    with app.app_context():
        bob = make.staff()
        waiting, closed, extended = (asked(bob, words=str(number)) for number in range(3))
        pause(waiting, "Who?", at=AT, by=make.BOB, channel="staff")
        refuse(closed, "No.", at=AT, by=make.BOB, channel="staff")
        extend(extended, "Long.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert reminded(AT + timedelta(days=31)) == []
        assert [left for _, left in reminded(AT + timedelta(days=82))] == [9]


@only_sqlite
def test_without_an_owner_at_work_every_case_officer_is_reminded_else_administrators(app: Flask) -> None:
    with app.app_context():
        gone, boss = make.staff(email="gone@example.se"), make.staff("admin", email="boss@example.se")
        gone.active = False
        asked(gone)
        asked(None, words="Nobody's.")
        first = reminded(AT + timedelta(days=22))
        make.staff("officer", email="one@example.se")
        make.staff("officer", email="two@example.se")
        make.staff("auditor", email="three@example.se")

        second = reminded(AT + timedelta(days=28))[len(first) :]

        assert [to for to, _ in first] == [boss.email] * 2
        assert [to for to, _ in second] == ["one@example.se", "two@example.se"] * 2


@only_sqlite
def test_more_requests_than_a_chunk_are_all_reminded_of(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_reminders, "CHUNK", 2)
    with app.app_context():
        bob = make.staff()
        for number in range(5):
            asked(bob, words=str(number))

        assert len(reminded(AT + timedelta(days=22))) == 5


def test_two_workers_at_once_remind_once(app: Flask) -> None:
    day = AT + timedelta(days=22)
    with app.app_context():
        reference = asked(make.staff()).reference
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context(), transactions("write"):
            start.wait()
            remind_owners(at=day)
            db.session.commit()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with app.app_context():
        assert len(reminded(day)) == 1
        assert request_named(reference).reminded == 10
