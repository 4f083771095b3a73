"""What a person chose of topics and pauses is kept, with an entry for each change."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of
from portal.people.models import Person
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.models import Topic
from portal.preferences.queries import pause_end, topic_choices, topics
from tests import make

Database = scoped_session[Session]
DAY = date(2026, 7, 1)


def topic(key: str) -> Topic:
    """Return the shipped topic."""
    return next(item for item in topics() if item.key == key)


def choose(person: Person, session: Database, **answers: bool) -> list[int]:
    """Let the person answer topics, and commit."""
    seqs = choose_topics(person, {topic(key): answer for key, answer in answers.items()}, at=make.AT)
    session.commit()
    return seqs


def pause(person: Person, session: Database, until: date | None) -> list[int]:
    """Let the person pause, and commit."""
    seqs = set_pause(person, until, at=make.AT)
    session.commit()
    return seqs


def chosen(person: Person) -> dict[str, bool]:
    """Return the person's answers by the topics' keys."""
    keys = {item.id: item.key for item in topics()}
    return {keys[topic_id]: wanted for topic_id, wanted in topic_choices(person.id).items()}


def test_the_shipped_topics_come_by_rank(session: Database) -> None:
    assert [item.key for item in topics()] == ["invitations", "news", "promotions", "urgent_messages"]


def test_nothing_is_chosen_before_the_person_chooses(session: Database) -> None:
    alice = make.person()

    assert (chosen(alice), pause_end(alice.id)) == ({}, None)


def test_answers_are_kept_by_topic(session: Database) -> None:
    alice = make.person()

    choose(alice, session, news=True, promotions=False)

    assert chosen(alice) == {"news": True, "promotions": False}


def test_each_changed_answer_has_its_entry(session: Database) -> None:
    alice = make.person()

    seqs = choose(alice, session, news=True, promotions=False)

    entries = entries_of(alice.ref)[-2:]
    assert [entry.seq for entry in entries] == seqs
    assert [(entry.topic, entry.status, entry.actor) for entry in entries] == [
        ("news", "on", "person"),
        ("promotions", "off", "person"),
    ]


def test_answering_the_same_again_changes_nothing(session: Database) -> None:
    alice = make.person()
    choose(alice, session, news=True)

    assert choose(alice, session, news=True) == []


def test_an_answer_can_be_changed_any_number_of_times(session: Database) -> None:
    alice = make.person()

    for answer in (True, False, True):
        choose(alice, session, news=answer)

    assert chosen(alice) == {"news": True}
    assert [entry.status for entry in entries_of(alice.ref) if entry.topic == "news"] == ["on", "off", "on"]


def test_a_first_no_is_kept_though_nothing_was_chosen_before(session: Database) -> None:
    alice = make.person()

    assert len(choose(alice, session, news=False)) == 1


def test_other_people_s_answers_are_their_own(session: Database) -> None:
    alice, dan = make.person(), make.person(email="dan@example.se")

    choose(alice, session, news=False)

    assert chosen(dan) == {}


def test_a_pause_is_kept_and_moved_and_ended(session: Database) -> None:
    alice = make.person()

    pause(alice, session, DAY)
    first = pause_end(alice.id)
    pause(alice, session, DAY + timedelta(days=9))
    second = pause_end(alice.id)
    pause(alice, session, None)

    assert (first, second, pause_end(alice.id)) == (DAY, DAY + timedelta(days=9), None)


def test_a_pause_s_entry_tells_the_day_before_and_after(session: Database) -> None:
    alice = make.person()
    pause(alice, session, DAY)

    pause(alice, session, None)

    assert entries_of(alice.ref)[-1].details == '{"old":"2026-07-01","until":null}'


@pytest.mark.parametrize("until", [None, DAY])
def test_the_same_pause_again_changes_nothing(session: Database, until: date | None) -> None:
    alice = make.person()
    pause(alice, session, until)

    assert pause(alice, session, until) == []


def test_choosing_makes_older_forms_stale(session: Database) -> None:
    alice = make.person()

    [seq] = choose(alice, session, news=True)
    after_topics = alice.choices_seq
    [later] = pause(alice, session, DAY)

    assert (after_topics, alice.choices_seq) == (seq, later)
