"""What holds for a person always equals a replay of the ledger, whatever happened."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.erasure.reducing import NothingObliges, reduce_person
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import BasisState, PersonState, replay
from portal.ledger.rules import PERSON, SYSTEM, Actor
from portal.legal_bases.actions import end_basis, lift_no, record_basis
from portal.legal_bases.choices import CannotStop, give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.rules import BasisNotAllowed, EvidenceMissing, KeptNo, NothingToLift, StaleForm
from portal.people.actions import change
from portal.people.addresses import note_refused_address, note_working_address
from portal.people.models import Person
from portal.people.queries import locked_person, people_at
from portal.people.restricting import lift_restriction, restrict
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import all_topics, pause_end, topic_choices
from portal.web_forms.queries import all_forms
from tests import make
from tests.web_forms.designing import answered, answers, confirmed, newsletter

PURPOSES = st.sampled_from(["sales_service", "e_marketing"])
BASES = st.sampled_from(["consent", "contract", "legal_obligation", "legitimate_interests", "public_task"])
SOURCES = st.sampled_from(["web_form", "user", "import", "phone"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"), st.tuples(PURPOSES, BASES, SOURCES), TEXTS, st.sampled_from(["in_force", "awaiting"])
        ),
        st.tuples(st.just("consent"), PURPOSES),
        st.tuples(st.just("stop"), PURPOSES),
        st.tuples(st.just("stop_all")),
        st.tuples(st.just("end"), PURPOSES, TEXTS),
        st.tuples(st.just("lift"), st.tuples(PURPOSES, BASES), TEXTS, st.integers(-3, 3)),
        st.tuples(st.just("topics"), st.dictionaries(st.integers(0, 3), st.booleans(), max_size=4)),
        st.tuples(st.just("pause"), st.none() | st.integers(1, 300)),
        st.tuples(st.just("language"), st.sampled_from(["sv", "en", ""])),
        st.tuples(st.just("name"), TEXTS.filter(str.strip)),
        st.tuples(st.just("form"), st.sets(PURPOSES, min_size=1), st.sets(st.sampled_from(["news", "promotions"]))),
        st.tuples(st.just("confirm"), st.integers(0, 3)),
        st.tuples(st.just("move"), st.sampled_from(["a@example.se", "b@example.se", ""])),
        st.tuples(st.just("refuse")),
        st.tuples(st.just("arrive")),
        st.tuples(st.just("restrict")),
        st.tuples(st.just("release")),
        st.tuples(st.just("reduce")),
    ),
    max_size=12,
)
BEGINNINGS = st.none() | st.sets(PURPOSES, min_size=1)
"""What somebody who comes in by a web form agrees to at once, or None for somebody registered by staff."""
AS_IT_MAY = (KeptNo, BasisNotAllowed, CannotStop, NothingToLift, EvidenceMissing, StaleForm, NothingObliges)
"""What a step may meet instead of a change."""


def record(person: Person, at: datetime, keys: tuple[str, str, str], comment: str, status: Any) -> None:
    wished = make.record(*keys, comment=comment, status=status)
    record_basis(person, wished, at=at, by=Actor("import", "7"), channel="import")


def consent(person: Person, at: datetime, purpose: str) -> None:
    give_consent(person, catalogue().purpose(purpose), catalogue(), wording_version=1, at=at)


def stop(person: Person, at: datetime, purpose: str) -> None:
    stop_purpose(person, catalogue().purpose(purpose), catalogue(), at=at, by=PERSON)


def stop_all(person: Person, at: datetime) -> None:
    stop_all_marketing(person, catalogue(), at=at, channel="one_click")


def end(person: Person, at: datetime, purpose: str, comment: str) -> None:
    end_basis(person, catalogue().purpose(purpose), comment=comment, at=at, by=SYSTEM, channel="system")


def lift(person: Person, at: datetime, keys: tuple[str, str], evidence: str, days: int) -> None:
    dated = at.date() + timedelta(days=days)
    lift_no(person, make.record(*keys, evidence=evidence), dated=dated, zone="UTC", at=at, by=make.BOB)


def topics(person: Person, at: datetime, answers: dict[int, bool]) -> None:
    choose_topics(person, {all_topics()[place]: answer for place, answer in answers.items()}, at=at)


def pausing(person: Person, at: datetime, days: int | None) -> None:
    set_pause(person, None if days is None else at.date() + timedelta(days=days), at=at)


def language(person: Person, at: datetime, spoken: str) -> None:
    change(person, {"language": spoken}, at=at, by=PERSON, channel="page")


def name(person: Person, at: datetime, called: str) -> None:
    change(person, {"name": called}, at=at, by=make.BOB, channel="staff")


def form(person: Person, at: datetime, purposes: set[str], chosen: set[str]) -> None:
    """Answer a form with the person's address, and something else about them."""
    answered(*purposes, chosen=sorted(chosen), at=at, email=person.email, name="Mallory", company="Evil AB")


def confirmation(person: Person, at: datetime, place: int) -> None:
    """Confirm one of the answers, as far as there are any."""
    mine = [answer for answer in answers() if answer.person_id == person.id]
    if mine:
        confirmed(mine[place % len(mine)], at=at)


def move(person: Person, at: datetime, address: str) -> None:
    change(person, {"email": address}, at=at, by=PERSON, channel="page")


def refuse(person: Person, at: datetime) -> None:
    note_refused_address(person.email_key, "550 nobody", at=at)


def arrive(person: Person, at: datetime) -> None:
    note_working_address(person.email_key, at=at)


def restricted(person: Person, at: datetime) -> None:
    restrict(person, reason="As asked", at=at, by=make.BOB, channel="staff")


def released(person: Person, at: datetime) -> None:
    lift_restriction(person, at=at, by=make.BOB, channel="staff")


def reduced(person: Person, at: datetime) -> None:
    reduce_person(person, reason="request", actor=make.BOB, channel="staff", at=at)


DEEDS: dict[str, Callable[..., None]] = {
    "record": record,
    "consent": consent,
    "stop": stop,
    "stop_all": stop_all,
    "end": end,
    "lift": lift,
    "topics": topics,
    "pause": pausing,
    "language": language,
    "name": name,
    "form": form,
    "confirm": confirmation,
    "move": move,
    "refuse": refuse,
    "arrive": arrive,
    "restrict": restricted,
    "release": released,
    "reduce": reduced,
}


def stored_state(person: Person) -> PersonState:
    """Return what the tables of the present say about the person."""
    known, keys = catalogue(), {topic.id: topic.key for topic in all_topics()}
    return PersonState(
        registered_at=person.registered_at,
        source=known.source_of[person.source_id].key,
        language=person.language,
        marketing_objected_at=person.marketing_objected_at,
        paused_until=pause_end(person.id),
        unconfirmed=person.unconfirmed_since is not None,
        informed_at=person.informed_at,
        address_refused_at=person.address_refused_at,
        restricted_at=person.restricted_at,
        bases={
            known.purpose_of[row.purpose_id].key: BasisState(
                basis=known.basis_of[row.legal_basis_id].key,
                status=row.status,
                source=known.source_of[row.source_id].key,
                wording_version=row.wording_version,
                since=row.since,
                changed_at=row.changed_at,
                changed_by=row.changed_by,
                seq=row.seq,
            )
            for row in recorded_bases(person.id)
        },
        topics={keys[topic_id]: wanted for topic_id, wanted in topic_choices(person.id).items()},
        choices_seq=person.choices_seq,
    )


def begun(purposes: set[str] | None, *, email: str) -> Person:
    """Return somebody new, who came in by the form or by hand."""
    if not all_forms():
        newsletter()
    if purposes is None:
        return make.person(email=email)
    answered(*purposes, email=email)
    return people_at(email)[0]


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(beginning=BEGINNINGS, steps=STEPS)
def test_what_is_stored_equals_a_replay_of_any_history(
    session: scoped_session[Session], numbers: Iterator[int], beginning: set[str] | None, steps: list[tuple[Any, ...]]
) -> None:
    person = begun(beginning, email=f"alice{next(numbers)}@example.se")

    for hour, (deed, *needs) in enumerate(steps, 1):
        locked = locked_person(person.id)
        try:
            DEEDS[deed](locked, make.AT + timedelta(hours=hour), *needs)
        except AS_IT_MAY:
            session.rollback()
        session.commit()
    session.expire_all()

    assert replay(entries_of(person.ref)) == stored_state(person)
    assert verify() is None


def entry(event: str, **values: Any) -> LedgerEntry:
    """Return an entry that is in no ledger."""
    told = (
        {"seq": 1, "at": make.AT, "event": event, "details": "{}", "actor": "person", "channel": "page"}
        | {"purpose": None}
        | values
    )
    return SimpleNamespace(**told)  # type: ignore[return-value]


def test_nobody_has_no_state() -> None:
    state = replay([])

    assert state == PersonState()


def test_an_unknown_event_without_a_purpose_changes_nothing() -> None:
    state = replay([entry("links.ended", seq=9)])

    assert state == PersonState()


def test_a_pause_that_was_ended_is_over() -> None:
    begun = entry("pause.set", details='{"until":"2026-06-01","old":null}')
    ended = entry("pause.set", seq=2, details='{"until":null,"old":"2026-06-01"}')

    assert replay([begun]).paused_until == date(2026, 6, 1)
    assert replay([begun, ended]).paused_until is None


def test_the_latest_answer_to_a_topic_counts() -> None:
    yes = entry("topic.chosen", topic="news", status="on")
    no = entry("topic.chosen", topic="news", status="off", seq=2)

    assert replay([yes, no]).topics == {"news": False}


def test_a_basis_has_held_since_its_status_changed_and_not_since_its_comment_did() -> None:
    told = {"purpose": "sales_service", "basis": "contract", "status": "in_force", "source": "user"}
    first = entry("basis.recorded", wording_version=None, **told)
    again = entry("basis.recorded", seq=2, at=make.AT + timedelta(days=1), wording_version=None, **told)

    state = replay([first, again]).bases["sales_service"]

    assert (state.since, state.changed_at, state.seq) == (make.AT, make.AT + timedelta(days=1), 2)


def test_what_was_put_back_has_held_since_it_did_before() -> None:
    told = {"purpose": "sales_service", "basis": "contract", "source": "user", "wording_version": None}
    ended = entry("basis.ended", status="ended", **told)
    later = make.AT + timedelta(days=1)
    details = '{"since":"2025-03-01T00:00:00+00:00"}'
    back = entry("basis.undone", status="in_force", seq=2, at=later, details=details, **told)

    state = replay([ended, back]).bases["sales_service"]

    assert (state.status, state.since.isoformat(), state.changed_at) == ("in_force", "2025-03-01T00:00:00+00:00", later)


def test_a_basis_that_was_removed_is_not_there_and_the_others_are() -> None:
    told = {"basis": "contract", "status": "in_force", "source": "user", "wording_version": None}
    sales = entry("basis.recorded", purpose="sales_service", **told)
    marketing = entry("basis.recorded", purpose="e_marketing", seq=2, **told)
    removed = entry("basis.removed", purpose="sales_service", seq=3, basis=None, status=None)

    state = replay([sales, marketing, removed])

    assert list(state.bases) == ["e_marketing"]
    assert state.choices_seq == 3


def test_what_held_earlier_is_told_by_the_entries_up_to_then() -> None:
    told = {"purpose": "e_marketing", "basis": "consent", "source": "web_form", "wording_version": 1}
    consented = entry("consent.given", status="in_force", **told)
    withdrawn = entry("consent.withdrawn", status="withdrawn", seq=2, at=make.AT + timedelta(days=9), **told)
    entries = [consented, withdrawn]

    before = replay(entry for entry in entries if entry.at < make.AT + timedelta(days=5))

    assert before.bases["e_marketing"].status == "in_force"
    assert replay(entries).bases["e_marketing"].status == "withdrawn"


def test_a_form_alone_leaves_somebody_unconfirmed_until_they_confirm() -> None:
    registered = entry("person.registered", source="web_form", channel="form", details='{"unconfirmed":true}')
    waiting = entry("answer.received", seq=2, channel="form", source="web_form")
    confirming = entry("answer.confirmed", seq=3, channel="form")

    assert replay([registered, waiting]).unconfirmed
    assert not replay([registered, waiting, confirming]).unconfirmed


@pytest.mark.parametrize(("channel", "unconfirmed"), [("staff", False), ("import", False), ("form", True)])
def test_whoever_knows_the_person_ends_the_doubt(channel: str, unconfirmed: bool) -> None:
    registered = entry("person.registered", source="web_form", channel="form", details='{"unconfirmed":true}')
    told = {"purpose": "e_marketing", "basis": "consent", "status": "awaiting", "source": "web_form"}
    recorded = entry("basis.recorded", seq=2, channel=channel, wording_version=1, **told)

    assert replay([registered, recorded]).unconfirmed is unconfirmed


def test_of_somebody_erased_nothing_holds_any_more() -> None:
    registered = entry("person.registered", source="phone")
    stopped = entry("marketing.stop_kept", seq=2, actor="system", channel="system")
    erased = entry("person.erased", seq=3, actor="system", channel="system")

    assert replay([registered, stopped]).marketing_objected_at == make.AT
    assert replay([registered, stopped, erased]) == PersonState()
