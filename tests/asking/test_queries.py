"""Rounds and their people are found page by page, and answers are counted for those who were asked."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.asking.actions import drop, keep_asked, keep_reminded, prepare
from portal.asking.models import ConsentRound
from portal.asking.queries import (
    Asked,
    NoSuchRound,
    answers,
    latest_rounds,
    next_people,
    round_by_id,
    rounds_to_remind,
)
from portal.asking.rules import Outcome
from portal.legal_bases.choices import give_consent, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.queries import LARGEST_ID, person_by_id
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
DAY = timedelta(days=1)


def kept(people: Mapping[int, Outcome] | None = None) -> ConsentRound:
    """Keep a round about those people."""
    purpose = catalogue().purpose("e_marketing")
    return prepare({}, purpose, 1, sorted((people or {}).items()), at=AT, by=BOB)


def somebody(count: int) -> list[int]:
    """Register so many people, and return their ids in order."""
    return sorted(make.person(name=f"P{number}", email=f"p{number}@example.se").id for number in range(count))


@pytest.mark.parametrize("round_id", [0, 7, LARGEST_ID, LARGEST_ID + 1, 10**30])
def test_a_round_that_is_not_there_is_told_so_however_large_its_number(session: Database, round_id: int) -> None:
    kept()

    for lock in (False, True):
        with pytest.raises(NoSuchRound):
            round_by_id(round_id, lock=lock)


def test_rounds_come_latest_first_and_go_on_below_the_last(session: Database) -> None:
    first, second, third = (kept().id for _ in range(3))

    assert [made.id for made in latest_rounds(most=2)] == [third, second]
    assert [made.id for made in latest_rounds(before=second)] == [first]
    assert list(latest_rounds(before=first)) == []


def test_a_round_that_was_dropped_is_found_by_its_number_alone(session: Database) -> None:
    made = kept()

    drop(made, by=BOB, at=AT)

    assert list(latest_rounds()) == []
    assert round_by_id(made.id).state == "dropped"


def test_people_of_a_round_come_by_their_number_and_only_with_that_outcome(session: Database) -> None:
    ids = somebody(4)
    outcomes: tuple[Outcome, ...] = ("ask", "objected", "ask", "ask")
    made = kept(dict(zip(ids, outcomes, strict=True)))

    first = next_people(made.id, "ask", last=0, most=2)
    rest = next_people(made.id, "ask", last=first[-1].person_id, most=2)

    assert first == [Asked(ids[0], None, None), Asked(ids[2], None, None)]
    assert [one.person_id for one in rest] == [ids[3]]
    assert next_people(made.id, "ask", last=ids[3], most=2) == []
    assert next_people(made.id + 1, "ask", last=0, most=9) == []


def test_whoever_was_reminded_is_not_found_for_a_reminder_again(session: Database) -> None:
    ids = somebody(3)
    made = kept(dict.fromkeys(ids, "ask"))
    keep_asked(made, {key: 100 + key for key in ids}, at=AT)
    keep_reminded(made, ids[:1])
    session.flush()

    unreminded = next_people(made.id, "asked", last=0, most=9, unreminded=True)

    assert unreminded == [Asked(key, 100 + key, AT) for key in ids[1:]]
    assert len(next_people(made.id, "asked", last=0, most=9)) == 3
    assert (made.counts, made.reminders) == ({"asked": 3}, 1)


@pytest.mark.parametrize(
    ("asked_at", "state", "reminded", "found"),
    [
        (AT, "asked", False, True),
        (AT - DAY, "asked", False, True),
        (AT - DAY - timedelta(microseconds=1), "asked", False, False),
        (AT + timedelta(microseconds=1), "asked", False, False),
        (AT, "stopped", False, False),
        (AT, "reminding", False, False),
        (AT, "asked", True, False),
        (None, "asked", False, False),
    ],
)
def test_a_round_is_due_for_its_reminder_within_its_time_and_once(
    session: Database, asked_at: object, state: str, *, reminded: bool, found: bool
) -> None:
    made = kept()
    made.asked_at, made.state, made.reminded_at = asked_at, state, AT if reminded else None  # type: ignore[assignment]
    session.flush()

    assert list(rounds_to_remind(asked_between=(AT - DAY, AT))) == ([made.id] if found else [])


def test_answers_are_counted_of_those_asked_and_in_the_part_that_is_wanted(session: Database) -> None:
    ids, known = somebody(4), catalogue()
    made = kept({**dict.fromkeys(ids[:3], "ask"), ids[3]: "objected"})
    keep_asked(made, dict.fromkeys(ids[:3], 1), at=AT)
    purpose = known.purpose("e_marketing")
    give_consent(person_by_id(ids[0]), purpose, known, wording_version=1, at=AT)
    stop_purpose(person_by_id(ids[0]), purpose, known, at=AT)
    give_consent(person_by_id(ids[1]), purpose, known, wording_version=1, at=AT)
    session.flush()

    assert answers(made) == {"yes": 1, "no": 1, "other": 1}
    assert answers(made, after=ids[0], until=ids[1]) == {"yes": 1}
    assert answers(made, after=ids[2]) == {}
