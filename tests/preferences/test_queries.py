"""The topics that are offered, and what one person has chosen of them."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.rules import SYSTEM, Draft
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.models import Topic
from portal.preferences.queries import all_topics, pause_end, topic_choices, topics
from tests import make
from tests.make import AT

Database = scoped_session[Session]


def deactivate(session: Database, key: str) -> None:
    """Take a topic out of use."""
    session.execute(update(Topic).where(Topic.key == key).values(active=False))
    append([Draft("topic_kind.changed", topic=key)], at=AT, by=SYSTEM, channel="system")
    forget_version()


def test_a_topic_out_of_use_is_not_offered(session: Database) -> None:
    deactivate(session, "promotions")

    assert [topic.key for topic in topics()] == ["invitations", "news", "urgent_messages"]


def test_a_topic_out_of_use_is_still_known(session: Database) -> None:
    deactivate(session, "promotions")

    assert "promotions" in [topic.key for topic in all_topics()]


def test_topics_are_kept_in_memory_until_one_changes(session: Database) -> None:
    first = all_topics()

    assert all_topics() is first
    deactivate(session, "news")
    assert all_topics() is not first


def test_a_choice_of_a_topic_out_of_use_is_not_forgotten(session: Database) -> None:
    alice = make.person()
    [news] = [topic for topic in topics() if topic.key == "news"]
    choose_topics(alice, {news: False}, at=AT)

    deactivate(session, "news")

    assert topic_choices(alice.id) == {news.id: False}


def test_nobody_has_chosen_or_paused_anything(session: Database) -> None:
    assert (topic_choices(0), pause_end(0)) == ({}, None)


def test_a_pause_is_each_person_s_own(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")

    set_pause(alice, date(2026, 6, 1), at=AT)

    assert (pause_end(alice.id), pause_end(dan.id)) == (date(2026, 6, 1), None)


def test_what_was_chosen_goes_with_the_person(session: Database) -> None:
    alice = make.person()
    choose_topics(alice, dict.fromkeys(topics(), True), at=AT)
    set_pause(alice, date(2026, 6, 1), at=AT)
    person_id = alice.id

    session.delete(alice)
    session.commit()

    assert (topic_choices(person_id), pause_end(person_id)) == ({}, None)
