"""Several people who save at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.queries import entries_of, head, verify
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import person_by_id
from portal.preferences.actions import PauseChange, choose_topics
from portal.preferences.queries import chosen, topics
from portal.web.subject import preferences_saving
from portal.web.subject.preferences_saving import Choices, save
from tests import make
from tests.web.subject.visiting import add_person

UNTIL = date(2026, 7, 1)


@pytest.fixture
def crowd(app: Flask) -> list[int]:
    """Return the ids of eight people."""
    return [add_person(app, email=f"person{number}@example.se") for number in range(8)]


def wish(app: Flask, person_id: int, **more: object) -> Choices:
    """Return a form in which the person turns the first topic off."""
    with app.app_context():
        seen = person_by_id(person_id).choices_seq
        given = {"topics": {topics()[0]: False}, "pause": None, "language": ""} | more
    return Choices(person_id, seen, **given)  # type: ignore[arg-type]


def saved_at_once(app: Flask, wishes: list[Choices]) -> list[bool]:
    """Save every form in a thread and a request of its own."""

    def one(choices: Choices) -> bool:
        with app.test_request_context("/me/preferences", method="POST"):
            return save(choices)

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(one, wishes))


def test_everybody_is_saved_and_the_chain_holds(app: Flask, crowd: list[int]) -> None:
    saved = saved_at_once(app, [wish(app, person_id) for person_id in crowd])

    with app.app_context():
        assert saved == [True] * 8
        assert [chosen(person_id).topics for person_id in crowd] == [{topics()[0].id: False}] * 8
        assert verify() is None


def test_each_has_one_entry_and_one_receipt_that_names_it(app: Flask, crowd: list[int]) -> None:
    saved_at_once(app, [wish(app, person_id) for person_id in crowd])

    with app.app_context():
        people = {person.id: person for person in db.session.scalars(select(Person))}
        letters = db.session.scalars(select(Letter).where(Letter.kind == "choices_changed")).all()
        named = {letter.person_id: int(letter.facts["reference"]) for letter in letters}
        assert len(letters) == 8
        assert named == {person_id: people[person_id].choices_seq for person_id in crowd}
        assert {entries_of(people[number].ref)[-1].seq for number in crowd} == set(named.values())


def test_a_form_that_is_stale_keeps_nothing_and_hinders_nobody(app: Flask, crowd: list[int]) -> None:
    wishes = [wish(app, person_id) for person_id in crowd]
    with app.app_context():
        choose_topics(person_by_id(crowd[3]), {topics()[1]: False}, at=make.AT)
        db.session.commit()

    saved = saved_at_once(app, wishes)

    with app.app_context():
        assert saved == [True, True, True, False, True, True, True, True]
        assert chosen(crowd[3]).topics == {topics()[1].id: False}


def test_the_same_form_sent_twice_at_once_counts_once(app: Flask, crowd: list[int]) -> None:
    twice = [wish(app, crowd[0])] * 2

    saved = saved_at_once(app, twice)

    with app.app_context():
        assert sorted(saved) == [False, True]
        assert len([entry for entry in entries_of(person_by_id(crowd[0]).ref) if entry.event == "topic.chosen"]) == 1


def test_topics_pause_and_language_are_kept_by_one_form(app: Flask, crowd: list[int]) -> None:
    more = wish(app, crowd[0], pause=PauseChange(None, UNTIL), language="sv")

    saved = saved_at_once(app, [more, wish(app, crowd[1])])

    with app.app_context():
        assert saved == [True, True]
        assert chosen(crowd[0]) == ({topics()[0].id: False}, UNTIL)
        assert (person_by_id(crowd[0]).language, person_by_id(crowd[1]).language) == ("sv", "en")


def test_someone_who_is_gone_is_told_apart(app: Flask, crowd: list[int]) -> None:
    gone = wish(app, crowd[0])._replace(person_id=999_999)

    assert saved_at_once(app, [gone, wish(app, crowd[1])]) == [False, True]


def test_a_fault_leaves_nothing_half_done(app: Flask, crowd: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the letter could not be queued")

    choices = wish(app, crowd[0])
    with app.app_context():
        before = head()
    monkeypatch.setattr(preferences_saving, "confirm_saved", fail)

    with pytest.raises(RuntimeError):
        saved_at_once(app, [choices])

    with app.app_context():
        assert (head(), chosen(crowd[0]).topics) == (before, {})
