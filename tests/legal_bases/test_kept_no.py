"""Nothing overrides a no: whatever happened before, only the person or a document dated after it lifts it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, product
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.models import Channel
from portal.ledger.queries import head, verify
from portal.ledger.rules import SYSTEM, Actor
from portal.legal_bases.actions import end_basis, lift_no, record_basis, standing
from portal.legal_bases.choices import CannotStop, give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.legal_bases.rules import (
    IN_USE,
    NO,
    STATUSES,
    BasisNotAllowed,
    EvidenceMissing,
    KeptNo,
    Standing,
    Status,
    says_no,
)
from portal.people.models import Person
from tests import make
from tests.make import AT, BOB

Database = scoped_session[Session]
PURPOSES = ("sales_service", "e_marketing")
BASES = ("consent", "contract", "legal_obligation", "legitimate_interests", "public_task")
OTHERS: tuple[tuple[Actor, Channel], ...] = (
    (BOB, "staff"),
    (Actor("import", "7"), "import"),
    (Actor("api", "shop"), "api"),
    (SYSTEM, "system"),
    (SYSTEM, "cli"),
)
"""Everybody but the person, with the ways they come."""
HISTORY = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.sampled_from(PURPOSES), st.sampled_from(BASES)),
        st.tuples(st.just("consent"), st.sampled_from(PURPOSES)),
        st.tuples(st.just("stop"), st.sampled_from(PURPOSES)),
        st.tuples(st.just("stop_all"), st.just("")),
        st.tuples(st.just("end"), st.sampled_from(PURPOSES)),
    ),
    max_size=8,
)


def row_of(person: Person, purpose: str) -> RecordedBasis | None:
    """Return what is recorded for the purpose."""
    return recorded_basis(person.id, catalogue().purpose(purpose).id)


def live_through(person: Person, history: list[tuple[str, ...]]) -> None:
    """Let it all happen, an hour apart, in spite of what is refused."""
    known = catalogue()
    for hour, (deed, *words) in enumerate(history, 1):
        at = AT + timedelta(hours=hour)
        try:
            if deed == "record":
                record_basis(person, make.record(*words), at=at, by=BOB, channel="staff")
            elif deed == "consent":
                give_consent(person, known.purpose(words[0]), known, wording_version=1, at=at)
            elif deed == "stop":
                stop_purpose(person, known.purpose(words[0]), known, at=at)
            elif deed == "stop_all":
                stop_all_marketing(person, known, at=at)
            else:
                end_basis(person, known.purpose(words[0]), at=at, by=SYSTEM, channel="system")
        except (KeptNo, BasisNotAllowed, CannotStop):
            continue


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    history=HISTORY,
    wish=st.tuples(st.sampled_from(PURPOSES), st.sampled_from(BASES), st.sampled_from(["import", "user", "phone"])),
    other=st.sampled_from(OTHERS),
)
def test_after_any_history_nobody_else_puts_a_purpose_in_force_over_a_no(
    session: Database,
    numbers: Iterator[int],
    history: list[tuple[str, ...]],
    wish: tuple[str, str, str],
    other: tuple[Actor, Channel],
) -> None:
    person = make.person(email=f"alice{next(numbers)}@example.se")
    live_through(person, history)
    row, (by, channel) = row_of(person, wish[0]), other
    said_no = says_no(standing(person, catalogue().purpose(wish[0]), row))
    before = (row.status if row else None, head())

    try:
        record_basis(person, make.record(*wish), at=AT + timedelta(days=2), by=by, channel=channel)
    except KeptNo:
        assert said_no
    except BasisNotAllowed:
        assert not said_no

    row = row_of(person, wish[0])
    if said_no:
        assert (row.status if row else None, head()) == before
    assert verify() is None


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=HISTORY)
def test_after_stopping_all_marketing_none_is_in_use_whatever_came_before(
    session: Database, numbers: Iterator[int], history: list[tuple[str, ...]]
) -> None:
    person = make.person(email=f"alice{next(numbers)}@example.se")
    live_through(person, history)

    stop_all_marketing(person, catalogue(), at=AT + timedelta(days=2))

    row = row_of(person, "e_marketing")
    assert row is None or row.status not in IN_USE
    assert says_no(standing(person, catalogue().purpose("e_marketing"), row))


@pytest.mark.parametrize(
    ("status", "objected", "marketing"), list(product((None, *STATUSES), (True, False), (True, False)))
)
def test_a_no_is_told_by_status_or_by_the_stop_of_all_marketing(
    status: Status | None, objected: bool, marketing: bool
) -> None:
    told = says_no(Standing(status, marketing_objected=objected, direct_marketing=marketing))

    by_itself = status in {"withdrawn", "objected"}
    by_the_stop = objected and marketing and status not in {"in_force", "awaiting"}
    assert told is (by_itself or by_the_stop)


def test_a_status_is_in_use_or_a_no_or_over() -> None:
    assert not IN_USE & NO
    assert set(STATUSES) - IN_USE - NO == {"expired", "ended"}
    assert set(get_args(Status)) == set(STATUSES)


@pytest.mark.parametrize(("by", "channel"), OTHERS)
@pytest.mark.parametrize("basis", ["consent", "contract", "legitimate_interests"])
def test_nobody_else_brings_back_what_the_person_stopped(
    session: Database, by: Actor, channel: Channel, basis: str
) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT + timedelta(days=1))

    with pytest.raises(KeptNo):
        record_basis(alice, make.record("e_marketing", basis), at=AT + timedelta(days=9), by=by, channel=channel)


@pytest.mark.parametrize("status", STATUSES)
def test_not_even_another_status_goes_over_a_no(session: Database, status: Status) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=AT + timedelta(days=1))
    wished = make.record("e_marketing", "contract", status=status)

    with pytest.raises(KeptNo):
        record_basis(alice, wished, at=AT + timedelta(days=9), by=BOB, channel="staff")


def test_time_alone_lifts_no_no(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)

    with pytest.raises(KeptNo):
        record_basis(alice, make.record(), at=AT + timedelta(days=3650), by=BOB, channel="staff")


@pytest.mark.parametrize("over", ["expired", "ended"])
def test_what_is_over_is_recorded_again_unless_all_marketing_was_stopped(session: Database, over: Status) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")
    for person in (alice, dan):
        record_basis(person, make.record(status=over), at=AT, by=BOB, channel="staff")
    dan.marketing_objected_at = AT

    record_basis(alice, make.record(), at=AT + timedelta(days=1), by=BOB, channel="staff")

    row = row_of(alice, "e_marketing")
    assert row
    assert row.status == "in_force"
    with pytest.raises(KeptNo):
        record_basis(dan, make.record(), at=AT + timedelta(days=1), by=BOB, channel="staff")


def lifted(person: Person, *, dated: date, at: datetime, **more: Any) -> None:
    """Let Bob lift the no to marketing by a form of that day."""
    record = make.record(evidence="Signed form 17", **more)
    lift_no(person, record, dated=dated, zone="Europe/Stockholm", at=at, by=BOB)


def test_evidence_from_between_a_withdrawal_and_a_later_stop_of_everything_lifts_neither(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT + timedelta(days=1))
    stop_all_marketing(alice, catalogue(), at=AT + timedelta(days=60))

    with pytest.raises(EvidenceMissing):
        lifted(alice, dated=(AT + timedelta(days=30)).date(), at=AT + timedelta(days=90))


def test_evidence_from_after_the_later_no_lifts_both(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT + timedelta(days=1))
    stop_all_marketing(alice, catalogue(), at=AT + timedelta(days=60))

    lifted(alice, dated=(AT + timedelta(days=61)).date(), at=AT + timedelta(days=90))

    row = row_of(alice, "e_marketing")
    assert row
    assert not says_no(standing(alice, catalogue().purpose("e_marketing"), row))


def test_a_stop_of_all_marketing_does_not_date_the_no_to_another_purpose(session: Database) -> None:
    alice = make.person(bases={"sales_service": "consent"})
    stop_purpose(alice, catalogue().purpose("sales_service"), catalogue(), at=AT + timedelta(days=1))
    stop_all_marketing(alice, catalogue(), at=AT + timedelta(days=60))
    record = make.record("sales_service", evidence="Signed form 17")

    lift_no(alice, record, dated=(AT + timedelta(days=30)).date(), zone="UTC", at=AT + timedelta(days=90), by=BOB)

    row = row_of(alice, "sales_service")
    assert row
    assert row.status == "in_force"


def test_what_was_lifted_and_then_ended_is_a_no_again_while_all_marketing_is_stopped(session: Database) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=AT + timedelta(days=1))
    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=AT + timedelta(days=2))
    end_basis(alice, catalogue().purpose("e_marketing"), at=AT + timedelta(days=3), by=BOB, channel="staff")

    with pytest.raises(KeptNo):
        record_basis(alice, make.record(), at=AT + timedelta(days=4), by=BOB, channel="staff")
