"""Recording, lifting and ending legal bases: a no is never overridden."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, evidence_of, latest_entry_of
from portal.ledger.rules import PERSON, SYSTEM, Actor
from portal.legal_bases.actions import check_fresh, end_basis, lift_no, record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.legal_bases.rules import BasisNotAllowed, EvidenceMissing, KeptNo, NothingToLift, StaleForm
from portal.people.models import Person
from tests import make

Database = scoped_session[Session]
LATER = make.AT + timedelta(days=10)
IMPORT = Actor("import", "7")


def row_of(person: Person, purpose: str = "e_marketing") -> RecordedBasis:
    """Return what is recorded for the purpose."""
    row = recorded_basis(person.id, catalogue().purpose(purpose).id)
    assert row
    return row


def stopped(purpose: str = "e_marketing", basis: str = "consent") -> Person:
    """Return Alice, who had the basis and said no to the purpose."""
    alice = make.person(bases={purpose: basis})
    stop_purpose(alice, catalogue().purpose(purpose), catalogue(), at=make.AT + timedelta(days=1))
    return alice


def test_a_basis_is_recorded_with_who_how_and_since_when(session: Database) -> None:
    alice = make.person()

    changed = record_basis(
        alice, make.record("sales_service", "contract", comment="Order 7"), at=LATER, by=make.BOB, channel="staff"
    )

    row = row_of(alice, "sales_service")
    assert changed
    assert (row.status, row.since, row.changed_by, row.channel, row.comment) == (
        "in_force",
        LATER,
        "staff:bob@example.se",
        "staff",
        "Order 7",
    )


def test_the_entry_tells_old_and_new(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})

    record_basis(alice, make.record("sales_service", "legitimate_interests"), at=LATER, by=IMPORT, channel="import")

    entry = latest_entry_of(alice.ref, "basis.recorded")
    assert entry
    assert (entry.purpose, entry.basis, entry.status, entry.actor, entry.channel) == (
        "sales_service",
        "legitimate_interests",
        "in_force",
        "import:7",
        "import",
    )
    assert '"basis":"contract"' in entry.details


def test_a_comment_is_kept_beside_the_ledger(session: Database) -> None:
    alice = make.person()

    record_basis(
        alice, make.record("sales_service", "contract", comment="met Alice"), at=LATER, by=make.BOB, channel="staff"
    )

    entry = entries_of(alice.ref)[-1]
    assert "met Alice" not in entry.details
    assert "met Alice" in evidence_of([entry.seq])[entry.seq]


def test_recording_the_same_again_changes_nothing(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    before = len(entries_of(alice.ref))

    changed = record_basis(alice, make.record("sales_service", "contract"), at=LATER, by=make.BOB, channel="staff")

    assert not changed
    assert len(entries_of(alice.ref)) == before
    assert row_of(alice, "sales_service").changed_at == make.AT


def test_a_new_comment_does_not_begin_the_basis_anew(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})

    record_basis(alice, make.record("sales_service", "contract", comment="x"), at=LATER, by=make.BOB, channel="staff")

    row = row_of(alice, "sales_service")
    assert (row.since, row.changed_at) == (make.AT, LATER)


def test_another_basis_begins_anew(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})

    record_basis(alice, make.record("sales_service", "public_task"), at=LATER, by=make.BOB, channel="staff")

    assert row_of(alice, "sales_service").since == LATER


def test_a_basis_that_the_purpose_can_not_rest_on_is_refused(session: Database) -> None:
    alice = make.person()

    with pytest.raises(BasisNotAllowed):
        record_basis(alice, make.record("e_marketing", "vital_interests"), at=LATER, by=make.BOB, channel="staff")

    assert recorded_basis(alice.id, catalogue().purpose("e_marketing").id) is None


@pytest.mark.parametrize("first", ["consent", "contract", "legitimate_interests"])
@pytest.mark.parametrize("second", ["consent", "contract", "legitimate_interests"])
def test_no_basis_goes_over_a_no(session: Database, first: str, second: str) -> None:
    alice = stopped(basis=first)
    status = row_of(alice).status

    with pytest.raises(KeptNo):
        record_basis(alice, make.record("e_marketing", second), at=LATER, by=IMPORT, channel="import")

    assert row_of(alice).status == status


def test_stopping_all_marketing_keeps_later_marketing_out_even_with_nothing_recorded(session: Database) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=make.AT)

    with pytest.raises(KeptNo):
        record_basis(alice, make.record("e_marketing"), at=LATER, by=IMPORT, channel="import")


def test_stopping_all_marketing_lets_other_purposes_be_recorded(session: Database) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=make.AT)

    assert record_basis(alice, make.record("sales_service", "contract"), at=LATER, by=IMPORT, channel="import")


def test_a_kept_no_leaves_no_entry(session: Database) -> None:
    alice = stopped()
    before = len(entries_of(alice.ref))

    with pytest.raises(KeptNo):
        record_basis(alice, make.record(), at=LATER, by=IMPORT, channel="import")

    assert len(entries_of(alice.ref)) == before


def test_evidence_of_the_day_of_the_no_lifts_it(session: Database) -> None:
    alice = stopped()
    no_day = (make.AT + timedelta(days=1)).date()

    lift_no(alice, make.record(evidence="Letter 17"), dated=no_day, zone="Europe/Stockholm", at=LATER, by=make.BOB)

    row = row_of(alice)
    assert (row.status, row.since, row.evidence) == ("in_force", LATER, "Letter 17")


def test_lifting_is_an_event_of_its_own_and_the_no_stays_in_the_history(session: Database) -> None:
    alice = stopped()

    lift_no(alice, make.record(evidence="Letter 17"), dated=LATER.date(), zone="UTC", at=LATER, by=make.BOB)

    assert [entry.event for entry in entries_of(alice.ref)][-2:] == ["consent.withdrawn", "basis.lifted"]


def test_a_correction_says_so_and_why(session: Database) -> None:
    alice = stopped()
    record = make.record(evidence="Ticket 9")

    lift_no(alice, record, dated=LATER.date(), correction="The wrong Alice", zone="UTC", at=LATER, by=make.BOB)

    entry = entries_of(alice.ref)[-1]
    assert (entry.event, row_of(alice).comment) == ("basis.corrected", "The wrong Alice")
    assert '"correction":true' in entry.details


@pytest.mark.parametrize(("evidence", "days"), [("", 5), ("  ", 5), ("Letter", 0), ("Letter", 11)])
def test_missing_old_or_future_evidence_lifts_nothing(session: Database, evidence: str, days: int) -> None:
    alice = stopped()
    dated = (make.AT + timedelta(days=days)).date()

    with pytest.raises(EvidenceMissing):
        lift_no(alice, make.record(evidence=evidence), dated=dated, zone="UTC", at=LATER, by=make.BOB)

    assert row_of(alice).status == "withdrawn"


def test_the_day_of_a_no_is_told_in_the_organisation_s_time_zone(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    late = make.AT.replace(hour=22, minute=30)
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=late)

    with pytest.raises(EvidenceMissing):
        lift_no(alice, make.record(evidence="x"), dated=late.date(), zone="Europe/Stockholm", at=LATER, by=make.BOB)


def test_there_is_nothing_to_lift_where_nobody_said_no(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})

    with pytest.raises(NothingToLift):
        lift_no(alice, make.record(evidence="x"), dated=LATER.date(), zone="UTC", at=LATER, by=make.BOB)


def test_a_stop_of_all_marketing_is_lifted_for_one_purpose_with_evidence(session: Database) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=make.AT)

    lift_no(alice, make.record(evidence="Letter"), dated=LATER.date(), zone="UTC", at=LATER, by=make.BOB)

    assert row_of(alice).status == "in_force"
    assert alice.marketing_objected_at == make.AT


def test_a_lift_can_not_bring_a_basis_the_purpose_does_not_allow(session: Database) -> None:
    alice = stopped()
    record = make.record("e_marketing", "public_task", evidence="x")

    with pytest.raises(BasisNotAllowed):
        lift_no(alice, record, dated=LATER.date(), zone="UTC", at=LATER, by=make.BOB)


def test_the_person_s_own_consent_lifts_their_no(session: Database) -> None:
    alice = stopped()

    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=LATER)

    row = row_of(alice)
    assert (row.status, row.changed_by) == ("in_force", "person")


def test_a_basis_is_ended_once(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    purpose = catalogue().purpose("sales_service")

    first = end_basis(alice, purpose, comment="over", at=LATER, by=SYSTEM, channel="system")
    second = end_basis(alice, purpose, at=LATER, by=SYSTEM, channel="system")

    assert (first, second, row_of(alice, "sales_service").status) == (True, False, "ended")


@pytest.mark.parametrize("basis", ["consent", "legitimate_interests"])
def test_a_no_is_not_ended(session: Database, basis: str) -> None:
    alice = stopped(basis=basis)
    status = row_of(alice).status

    ended = end_basis(alice, catalogue().purpose("e_marketing"), at=LATER, by=SYSTEM, channel="system")

    assert not ended
    assert row_of(alice).status == status in {"withdrawn", "objected"}


def test_nothing_recorded_is_not_ended(session: Database) -> None:
    alice = make.person()

    assert not end_basis(alice, catalogue().purpose("e_marketing"), at=LATER, by=SYSTEM, channel="system")


def test_an_ended_basis_may_be_recorded_again(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    end_basis(alice, catalogue().purpose("sales_service"), at=LATER, by=SYSTEM, channel="system")

    assert record_basis(alice, make.record("sales_service", "contract"), at=LATER, by=make.BOB, channel="staff")


def test_a_form_from_before_a_newer_choice_is_stale(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    seen = alice.choices_seq
    check_fresh(alice, seen)

    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=LATER, by=PERSON)

    with pytest.raises(StaleForm):
        check_fresh(alice, seen)
