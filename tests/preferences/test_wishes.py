"""What a wish becomes in the ledger before anything is stored, and many people's wishes kept at once."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, verify
from portal.ledger.rules import canonical_json
from portal.people.models import Person
from portal.preferences.actions import PauseChange, Wish, keep_wishes
from portal.preferences.listed import TOPICS
from portal.preferences.models import Topic
from portal.preferences.queries import chosen, topics
from tests import make
from tests.databases import only_sqlite

Database = scoped_session[Session]
ALICE = Person(ref="a" * 32)
DAY = date(2026, 7, 1)
KEYS = st.text("abcdefghij_", min_size=1, max_size=60)
DAYS = st.none() | st.dates()


@settings(deadline=None)
@given(st.dictionaries(KEYS, st.booleans(), max_size=8), st.none() | st.builds(PauseChange, DAYS, DAYS))
def test_each_part_of_a_wish_is_an_entry_of_its_own_and_the_pause_comes_last(
    answers: dict[str, bool], pause: PauseChange | None
) -> None:
    drafts = Wish(ALICE, {Topic(key=key): answer for key, answer in answers.items()}, pause).drafts()

    events = ["topic.chosen"] * len(answers) + ["pause.set"] * (pause is not None)
    assert [draft.event for draft in drafts] == events
    assert {draft.topic: draft.status == "on" for draft in drafts if draft.topic} == answers
    assert {draft.person_ref for draft in drafts} <= {ALICE.ref}


@settings(deadline=None)
@given(st.builds(PauseChange, DAYS, DAYS))
def test_the_days_of_a_pause_come_back_from_the_ledger_as_they_were(pause: PauseChange) -> None:
    [draft] = Wish(ALICE, pause=pause).drafts()

    kept = json.loads(canonical_json(draft.details))
    days = {name: date.fromisoformat(day) if day else None for name, day in kept.items()}
    assert days == {"old": pause.old, "until": pause.until}


def test_a_wish_holds_nothing_that_names_the_person() -> None:
    alice = Person(ref="a" * 32, name="Alice Alm", email="alice@example.se")

    drafts = Wish(alice, {Topic(key="news"): True}, PauseChange(None, DAY)).drafts()

    assert "alice" not in repr(drafts).lower()
    assert [draft.evidence for draft in drafts] == ["", ""]


def test_no_wish_is_no_entry() -> None:
    assert Wish(ALICE).drafts() == []


def test_a_topic_stays_under_its_purpose_and_is_put_in_order_there() -> None:
    assert TOPICS.fixed == {"purpose"}
    assert TOPICS.within == TOPICS.one["purpose"][0] == "purpose_id"


@pytest.mark.parametrize("deed", ["added", "changed", "removed"])
def test_what_is_done_to_a_topic_is_entered_with_its_key(deed: str) -> None:
    draft = TOPICS.draft("news", deed, old=1)

    assert (draft.event, draft.topic, draft.person_ref) == (f"topic_kind.{deed}", "news", None)
    assert draft.details == {"key": "news", "old": 1}


@only_sqlite
def test_the_wishes_of_many_are_kept_in_one_go_each_in_its_owner_s_history(session: Database) -> None:
    alice, dan, eve = (make.person(name=name, email=f"{name}@example.se") for name in ("alice", "dan", "eve"))
    news, fairs = topics()[1], topics()[0]

    seqs = keep_wishes(
        [
            Wish(alice, {news: False, fairs: True}, PauseChange(None, DAY)),
            Wish(dan, {news: True}),
            Wish(eve),
        ],
        at=make.AT,
    )
    session.commit()

    assert [[entry.event for entry in entries_of(person.ref)[1:]] for person in (alice, dan, eve)] == [
        ["topic.chosen", "topic.chosen", "pause.set"],
        ["topic.chosen"],
        [],
    ]
    assert seqs == [entry.seq for person in (alice, dan) for entry in entries_of(person.ref)[1:]]
    assert chosen(alice.id) == ({news.id: False, fairs.id: True}, DAY)
    assert (chosen(dan.id), chosen(eve.id)) == (({news.id: True}, None), ({}, None))
    assert (alice.choices_seq, dan.choices_seq, eve.choices_seq) == (seqs[2], seqs[3], 0)
    assert keep_wishes([Wish(eve)], at=make.AT) == []
    assert verify() is None
