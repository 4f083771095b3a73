"""Complaints stop marketing and bounces mark addresses, once each, and nothing newer is undone."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.ledger.rules import Actor
from portal.legal_bases.actions import lift_no, record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.legal_bases.rules import KeptNo
from portal.mail.letters.queued import new_link
from portal.marketing.feedback import FeedbackCounts, FeedbackEvent, FeedbackKind, note_events
from portal.people.addresses import note_working_address
from portal.people.kept_stops import kept_stops, lift_kept_stop
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT

Database = scoped_session[Session]
LATER = AT + timedelta(days=7)
TOOL = Actor("api", "mailing tool")
ALICE = "alice@example.se"


def told(
    *events: tuple[str, FeedbackKind], session: Database, happened: datetime = LATER, at: datetime = LATER
) -> FeedbackCounts:
    """Report the events, which all happened at the same moment."""
    reports = [FeedbackEvent(email, kind, happened) for email, kind in events]
    counts = note_events(reports, actor=TOOL, channel="api", at=at)
    session.commit()
    return counts


def events(person: Person) -> list[str]:
    """Return what has happened to the person."""
    return [entry.event for entry in entries_of(person.ref)]


def status(person: Person, purpose: str = "e_marketing") -> str | None:
    """Return how the purpose stands for the person."""
    row = recorded_basis(person.id, catalogue().purpose(purpose).id)
    return row.status if row else None


def equals_replay(person: Person) -> bool:
    """Tell whether what is stored about the person is what the ledger says."""
    return replay(entries_of(person.ref)) == stored_state(person)


def test_a_complaint_stops_all_marketing_at_once_and_only_that(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})

    counts = told(("Alice@Example.se", "complaint"), session=session)

    assert counts == FeedbackCounts(stopped=1)
    assert alice.marketing_objected_at == LATER
    assert (status(alice), status(alice, "sales_service")) == ("withdrawn", "in_force")
    assert events(alice)[-3:] == ["complaint.received", "marketing.objected", "consent.withdrawn"]
    assert entries_of(alice.ref)[-1].actor == "api:mailing tool"
    assert equals_replay(alice)
    assert verify() is None


@only_sqlite
def test_a_complaint_without_any_basis_stops_what_may_come_later(session: Database) -> None:
    alice = make.person()

    counts = told((ALICE, "complaint"), session=session)

    assert counts == FeedbackCounts(stopped=1)
    assert alice.marketing_objected_at == LATER
    assert equals_replay(alice)


@only_sqlite
def test_a_complaint_holds_back_no_letter_about_the_person_s_own_matters(session: Database) -> None:
    alice = make.person()

    told((ALICE, "complaint"), session=session)

    assert new_link(alice, at=LATER) is not None


def test_a_bounce_marks_the_address_of_everybody_who_has_it(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan Dahl", email="ALICE@example.se")

    counts = told((ALICE, "bounce"), session=session)

    assert counts == FeedbackCounts(marked=1)
    assert [one.address_refused_at for one in (alice, dan)] == [LATER, LATER]
    assert alice.marketing_objected_at is None
    assert equals_replay(alice)


def test_what_is_told_again_changes_nothing_twice(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    both: tuple[tuple[str, FeedbackKind], ...] = ((ALICE, "complaint"), (ALICE, "bounce"))
    told(*both, *both, session=session)
    before = events(alice)

    counts = told(*both, session=session, at=LATER + timedelta(days=1))

    assert counts == FeedbackCounts(unchanged=2)
    assert events(alice) == before


@only_sqlite
def test_the_same_event_twice_in_one_report_counts_once(session: Database) -> None:
    make.person()

    counts = told((ALICE, "complaint"), (ALICE, "complaint"), session=session)

    assert counts == FeedbackCounts(stopped=1, unchanged=1)


@only_sqlite
def test_a_complaint_told_again_leaves_a_no_lifted_that_staff_have_lifted_since(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    told((ALICE, "complaint"), session=session)
    day = LATER + timedelta(days=2)
    record = make.record(evidence="Said so at the fair.")
    lift_no(alice, record, dated=day.date(), zone="Europe/Stockholm", at=day, by=make.BOB)
    session.commit()

    counts = told((ALICE, "complaint"), session=session, at=day)

    assert counts == FeedbackCounts(unchanged=1)
    assert status(alice) == "in_force"


@only_sqlite
def test_a_complaint_told_late_leaves_what_the_person_consented_to_since(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(alice, catalogue(), at=AT)
    purpose = catalogue().purpose("e_marketing")
    give_consent(alice, purpose, catalogue(), wording_version=1, at=LATER)
    session.commit()

    told((ALICE, "complaint"), session=session, happened=LATER - timedelta(days=1), at=LATER + timedelta(days=1))

    assert status(alice) == "in_force"
    assert equals_replay(alice)


@only_sqlite
def test_a_complaint_told_late_stops_what_somebody_else_recorded_since(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}, at=LATER)

    told((ALICE, "complaint"), session=session, happened=AT, at=LATER + timedelta(days=1))

    assert status(alice) == "withdrawn"


@only_sqlite
def test_a_bounce_from_before_the_last_letter_that_arrived_again_is_old(session: Database) -> None:
    alice = make.person()
    told((ALICE, "bounce"), session=session)
    note_working_address(ALICE, at=LATER + timedelta(days=1))
    session.commit()

    counts = told((ALICE, "bounce"), session=session, at=LATER + timedelta(days=2))

    assert counts == FeedbackCounts(unchanged=1)
    assert alice.address_refused_at is None


@only_sqlite
def test_addresses_that_nobody_has_are_counted_and_nothing_else(session: Database) -> None:
    alice = make.person()
    before = events(alice)
    nobody: tuple[tuple[str, FeedbackKind], ...] = (
        ("nobody@example.se", "bounce"),
        ("", "complaint"),
        ("nul\0@example.se", "bounce"),
        ("\ud800@example.se", "complaint"),
    )

    counts = told(*nobody, session=session)

    assert counts == FeedbackCounts(unknown=4)
    assert events(alice) == before


@only_sqlite
def test_a_complaint_from_an_address_that_nobody_has_is_kept_for_whoever_comes_with_it(session: Database) -> None:
    counts = told(("Nobody@example.se", "complaint"), session=session)
    purpose = catalogue().purpose("e_marketing").key
    lift_kept_stop("nobody@example.se", purpose, at=LATER)

    told(("nobody@example.se", "complaint"), session=session)

    assert counts == FeedbackCounts(unknown=1)
    assert kept_stops(["nobody@example.se"]) == {"nobody@example.se": {"marketing": "objected", purpose: "lifted"}}


@only_sqlite
def test_what_is_dated_in_the_future_counts_as_of_now_and_once(session: Database) -> None:
    alice = make.person()
    future = LATER + timedelta(days=400)
    told((ALICE, "complaint"), session=session, happened=future)
    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=LATER)
    session.commit()

    counts = told((ALICE, "complaint"), session=session, happened=future, at=LATER + timedelta(days=1))

    assert counts == FeedbackCounts(unchanged=1)
    assert status(alice) == "in_force"


@only_sqlite
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(st.sampled_from(["record", "consent", "stop", "complain", "late", "bounce"]), max_size=8))
def test_whatever_happened_a_complaint_leaves_nothing_in_force_but_what_the_person_consented_to_since(
    session: Database, story: list[str]
) -> None:
    session.execute(delete(Person))
    alice = make.person()
    known, day, told_of, told_on = catalogue(), AT, AT, AT

    for deed in story:
        day += timedelta(days=1)
        with suppress(KeptNo):
            if deed == "record":
                record_basis(alice, make.record(), at=day, by=make.BOB, channel="staff")
            elif deed == "consent":
                give_consent(alice, known.purpose("e_marketing"), known, wording_version=1, at=day)
            elif deed == "stop":
                stop_all_marketing(alice, known, at=day)
            else:
                kind: FeedbackKind = "bounce" if deed == "bounce" else "complaint"
                happened = day - timedelta(days=2, hours=1) if deed == "late" else day
                told((ALICE, kind), session=session, happened=happened, at=day)
                told_of, told_on = (happened, day) if kind == "complaint" else (told_of, told_on)
        session.commit()
        session.expire_all()

    row = recorded_basis(alice.id, known.purpose("e_marketing").id)
    if row is not None and row.status == "in_force":
        assert row.changed_at > (told_of if row.changed_by == "person" else told_on)
    assert equals_replay(alice)
