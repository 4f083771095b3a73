"""Two officers, and a person pressing twice, at the very same time, on both databases."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from portal.access_requests.actions import AlreadyAsked, Asked, receive, refuse
from portal.access_requests.queries import ChangedMeanwhile, locked_request, requests_of, timeline
from portal.access_requests.timing import extend
from portal.database import transactions
from portal.extensions import db
from portal.ledger.queries import verify
from portal.ledger.rules import PERSON
from portal.people.queries import locked_person
from tests import make

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Do the acts in transactions that begin together; return the names of what they raised, sorted."""
    start, raised = threading.Barrier(len(acts)), []

    def work(act: Callable[[], object]) -> None:
        with app.app_context(), transactions("write"):
            start.wait()
            try:
                act()
                db.session.commit()
            except (ChangedMeanwhile, AlreadyAsked) as fault:
                db.session.rollback()
                raised.append(type(fault).__name__)

    workers = [threading.Thread(target=work, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(raised)


def test_of_two_officers_at_once_one_acts_and_the_other_is_told(app: Flask) -> None:
    with app.app_context():
        alice = make.person()
        request = receive(Asked("access"), alice, at=AT, by=PERSON, channel="page")
        reference, seen, request_id = request.reference, request.version, request.id
        db.session.commit()

    raised = at_once(
        app,
        lambda: refuse(locked_request(reference, version=seen), "No.", at=AT, by=make.BOB, channel="staff"),
        lambda: extend(locked_request(reference, version=seen), "Long.", at=AT, by=make.BOB, channel="staff"),
    )

    with app.app_context():
        assert raised == ["ChangedMeanwhile"]
        assert [what.event for what in timeline(request_id)][1:] in (["refused"], ["extended"])
        assert locked_request(reference).version == seen + 1
        assert verify() is None


def test_a_button_pressed_twice_at_once_makes_one_request(app: Flask) -> None:
    with app.app_context():
        person_id = make.person().id

    def ask() -> None:
        receive(Asked("erasure"), locked_person(person_id), at=AT, by=PERSON, channel="page")

    raised = at_once(app, ask, ask, ask)

    with app.app_context():
        assert raised == ["AlreadyAsked"] * 2
        assert len(requests_of(person_id)) == 1
