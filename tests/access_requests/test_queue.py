"""Which requests are shown, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portal.access_requests.actions import Asked, assign, begin_work, receive, refuse
from portal.access_requests.models import AccessRequest
from portal.access_requests.queue import NOBODY, QueueQuestion, queued_requests
from portal.access_requests.rules import CLOSED, Kind
from portal.access_requests.timing import pause
from portal.extensions import db
from portal.ledger.rules import PERSON
from tests import make

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


def ask(days: int, kind: Kind = "question") -> AccessRequest:
    """Keep a request of so many days after the first."""
    at = AT + timedelta(days=days)
    return receive(Asked(kind, name="Dan", words=str(days)), None, at=at, by=PERSON, channel="staff")


def ids(question: QueueQuestion, *, after: int | None = None, most: int = 50) -> list[int]:
    """Return which requests are found."""
    return [request.id for request in queued_requests(question, after=after, most=most)]


def test_the_nearest_deadline_comes_first_page_by_page(app: Flask) -> None:
    with app.app_context():
        late, early, same = ask(9), ask(0), ask(9)
        db.session.commit()

        assert ids(QueueQuestion()) == [early.id, late.id, same.id]
        assert ids(QueueQuestion(), most=2) == [early.id, late.id]
        assert ids(QueueQuestion(), after=late.id) == [same.id]
        assert ids(QueueQuestion(), after=same.id) == []


def test_the_queue_is_narrowed_by_state_kind_owner_and_lateness(app: Flask) -> None:
    with app.app_context():
        bob = make.staff()
        mine, waiting, closed, other = ask(0), ask(1, "access"), ask(2), ask(40)
        assign(mine, bob.id, at=AT, by=make.BOB, channel="staff")
        pause(waiting, "Who?", at=AT, by=make.BOB, channel="staff")
        refuse(closed, "No.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert ids(QueueQuestion(owner_id=bob.id)) == [mine.id]
        assert ids(QueueQuestion(owner_id=NOBODY)) == [waiting.id, other.id]
        assert ids(QueueQuestion(("waiting",))) == [waiting.id]
        assert ids(QueueQuestion(kind="access")) == [waiting.id]
        assert ids(QueueQuestion(CLOSED)) == [closed.id]
        assert ids(QueueQuestion(late_on=mine.due_on + timedelta(days=1))) == [mine.id]
        assert ids(QueueQuestion(late_on=mine.due_on)) == []
        assert ids(QueueQuestion(late_on=date(2027, 1, 1))) == [mine.id, other.id]


def test_closed_requests_come_latest_first(app: Flask) -> None:
    with app.app_context():
        made = [ask(day) for day in range(3)]
        for request in made:
            refuse(request, "No.", at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert ids(QueueQuestion(CLOSED), most=2) == [made[2].id, made[1].id]
        assert ids(QueueQuestion(CLOSED), after=made[1].id) == [made[0].id]


@pytest.mark.parametrize("after", [0, 4711])
def test_a_page_after_what_is_not_there_is_the_first(app: Flask, after: int) -> None:
    with app.app_context():
        request = ask(0)
        begin_work(request, owner_id=None, at=AT, by=make.BOB, channel="staff")
        db.session.commit()

        assert ids(QueueQuestion(), after=after) == [request.id]
