"""Claims: no two workers send the same letter, and a late one overwrites nothing."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal.extensions import db
from portal.mail.claims import Claims, any_due, claim, keep_written
from portal.mail.models import Letter
from portal.mail.outbox import queue_letter
from portal.mail.rules import FARTHEST, LEASE
from tests.mail.conftest import AT, Queue, Read


def claimed(app: Flask, most: int = 50, at: object = AT) -> list[tuple[int, int]]:
    """Return the ids and fences of the letters that a worker gets at that moment."""
    with app.app_context():
        letters = [(letter.id, letter.fence) for letter in claim(most, at=at)]  # type: ignore[arg-type]
        db.session.commit()
    return letters


@pytest.fixture
def claims(app: Flask) -> Iterator[Claims]:
    with app.app_context(), db.engine.connect() as connection:
        yield Claims(connection)


def test_a_due_letter_is_given_to_who_asks_first(app: Flask, queue: Queue) -> None:
    letter = queue()

    assert claimed(app) == [(letter, 1)]


def test_a_claimed_letter_is_not_given_to_another(app: Flask, queue: Queue) -> None:
    queue()
    claimed(app)

    assert claimed(app, at=AT + LEASE - timedelta(seconds=1)) == []


def test_a_letter_is_given_again_when_its_lease_is_over(app: Flask, queue: Queue) -> None:
    letter = queue()
    claimed(app)

    assert claimed(app, at=AT + LEASE) == [(letter, 2)]


def test_a_claim_that_is_not_committed_claims_nothing(app: Flask, queue: Queue) -> None:
    letter = queue()
    with app.app_context():
        claim(50, at=AT)
        db.session.rollback()

    assert claimed(app) == [(letter, 1)]


def test_those_that_waited_longest_come_first(app: Flask, queue: Queue) -> None:
    young, old = queue(at=AT), queue(at=AT - timedelta(hours=1))

    assert [letter for letter, _ in claimed(app)] == [old, young]


def test_no_more_are_given_than_asked_for(app: Flask, queue: Queue) -> None:
    for _ in range(3):
        queue()

    assert len(claimed(app, most=2)) == 2


@pytest.mark.parametrize("state", ["held", "sent", "failed", "cancelled"])
def test_only_due_letters_are_given(app: Flask, queue: Queue, state: str) -> None:
    letter = queue()
    with app.app_context():
        db.session.get_one(Letter, letter).state = state  # type: ignore[assignment]
        db.session.commit()

    assert claimed(app) == []


def test_a_letter_put_off_is_not_given_early(app: Flask, queue: Queue) -> None:
    queue(at=AT + timedelta(minutes=5))

    assert claimed(app, at=AT + timedelta(minutes=4)) == []


def test_a_letter_put_off_by_a_clock_that_was_years_ahead_does_not_wait_years(app: Flask, queue: Queue) -> None:
    letter = queue(at=AT + timedelta(days=3650))

    assert [given for given, _ in claimed(app)] == [letter]


def test_letters_that_were_put_off_rightly_never_look_wrong(app: Flask, queue: Queue) -> None:
    queue(at=AT + FARTHEST)

    assert claimed(app) == []


def test_it_is_told_whether_anything_is_due(app: Flask, queue: Queue) -> None:
    queue()

    with app.app_context():
        assert any_due(at=AT)
        assert not any_due(at=AT - timedelta(seconds=1))


def test_many_workers_at_once_get_each_letter_once(app: Flask, queue: Queue) -> None:
    letters = {queue(name=f"Alice {number}") for number in range(30)}
    given: list[int] = []
    start = Barrier(4)

    def work() -> None:
        start.wait()
        while batch := claimed(app, most=3):
            given.extend(letter for letter, _ in batch)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(given) == sorted(letters)


def test_an_outcome_is_kept(app: Flask, queue: Queue, read: Read, claims: Claims) -> None:
    letter = queue()
    [(_, fence)] = claimed(app)

    kept = claims.sent(letter, fence, "250 OK", kept=True, at=AT)

    assert kept and (read(letter).state, read(letter).sent_at, read(letter).answer) == ("sent", AT, "250 OK")


def test_a_worker_that_comes_back_late_can_not_say_sent(app: Flask, queue: Queue, read: Read, claims: Claims) -> None:
    letter = queue()
    [(_, late)] = claimed(app)
    claimed(app, at=AT + LEASE)

    kept = claims.sent(letter, late, "250 OK", kept=True, at=AT + LEASE)

    assert not kept and read(letter).state == "due"


def test_a_worker_that_comes_back_late_can_not_say_failed(app: Flask, queue: Queue, read: Read, claims: Claims) -> None:
    letter = queue()
    [(_, late)] = claimed(app)
    [(_, fence)] = claimed(app, at=AT + LEASE)
    claims.sent(letter, fence, "250 OK", kept=True, at=AT + LEASE)

    kept = claims.failed(letter, late, "550 no", tries=1)

    assert not kept and (read(letter).state, read(letter).answer) == ("sent", "250 OK")


def test_a_worker_that_comes_back_late_can_not_put_off(app: Flask, queue: Queue, read: Read, claims: Claims) -> None:
    letter = queue()
    [(_, late)] = claimed(app)
    claimed(app, at=AT + LEASE)

    kept = claims.later(letter, late, "451 later", tries=1, at=AT + LEASE * 9)

    assert not kept and read(letter).due_at == AT + LEASE * 2


def test_a_worker_that_comes_back_late_can_not_renew(app: Flask, queue: Queue, claims: Claims) -> None:
    letter = queue()
    [(_, late)] = claimed(app)
    claimed(app, at=AT + LEASE)

    assert not claims.renewed(letter, late, at=AT + LEASE * 9)


def test_a_worker_that_comes_back_late_can_not_write(app: Flask, queue: Queue, read: Read) -> None:
    letter = queue()
    with app.app_context():
        late = list(claim(1, at=AT))
        db.session.flush()
        db.session.expunge_all()
        db.session.commit()
    claimed(app, at=AT + LEASE)

    late[0].text = "written by the late one"
    with app.app_context():
        keep_written(late)
        db.session.commit()

    assert read(letter).text is None


def test_a_renewed_lease_lasts_longer(app: Flask, queue: Queue, claims: Claims) -> None:
    letter = queue()
    [(_, fence)] = claimed(app)

    claims.renewed(letter, fence, at=AT + LEASE * 2)

    assert claimed(app, at=AT + LEASE) == []


def test_a_letter_taken_back_meanwhile_is_told_as_sent_if_it_was(
    app: Flask, queue: Queue, read: Read, claims: Claims
) -> None:
    letter = queue()
    [(_, fence)] = claimed(app)
    with app.app_context():
        db.session.get_one(Letter, letter).state = "cancelled"
        db.session.commit()

    claims.sent(letter, fence, "250 OK", kept=True, at=AT)

    assert read(letter).state == "sent"


def test_a_letter_taken_back_meanwhile_is_not_tried_again(app: Flask, queue: Queue, read: Read, claims: Claims) -> None:
    letter = queue()
    [(_, fence)] = claimed(app)
    with app.app_context():
        db.session.get_one(Letter, letter).state = "cancelled"
        db.session.commit()

    claims.later(letter, fence, "451 later", tries=1, at=AT + LEASE)

    assert read(letter).state == "cancelled"


def test_a_letter_that_opens_a_door_is_forgotten_once_sent(app: Flask, read: Read, claims: Claims) -> None:
    with app.app_context():
        facts = {"link": "https://privacy.example.se/staff/reset/secret"}
        letter = queue_letter("staff_password", recipient="bob@example.se", language="sv", facts=facts, at=AT)
        letter.subject = letter.text = letter.html = "secret"
        letter.headers = {"Subject": "secret"}
        db.session.commit()
        queued = letter.id
    [(_, fence)] = claimed(app)

    claims.sent(queued, fence, "250 OK", kept=False, at=AT)

    row = read(queued)
    assert (row.facts, row.subject, row.headers, row.text, row.html) == ({}, None, None, None, None)
