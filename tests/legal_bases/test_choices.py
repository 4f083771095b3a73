"""What a person decides: consent, withdraw, object, stop all marketing."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of
from portal.legal_bases.choices import CannotStop, give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases, recorded_basis
from portal.legal_bases.rules import BasisNotAllowed
from portal.people.models import Person
from tests import make

Database = scoped_session[Session]
LATER = make.AT + timedelta(days=1)


def status_of(person: Person, purpose: str = "e_marketing") -> str | None:
    """Return the status of what is recorded for the purpose, if anything is."""
    row = recorded_basis(person.id, catalogue().purpose(purpose).id)
    return row.status if row else None


def events_of(person: Person) -> list[str]:
    """Return what the ledger says has happened, in order."""
    return [entry.event for entry in entries_of(person.ref)]


def stop(person: Person, purpose: str = "e_marketing") -> int:
    """Let the person stop the purpose."""
    return stop_purpose(person, catalogue().purpose(purpose), catalogue(), at=LATER)


def consent(person: Person, purpose: str = "e_marketing", version: int = 1) -> int:
    """Let the person consent to the purpose."""
    return give_consent(person, catalogue().purpose(purpose), catalogue(), wording_version=version, at=LATER)


def test_a_consent_keeps_the_wording_it_was_given_to(session: Database) -> None:
    alice = make.person()

    seq = consent(alice)

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert (row.status, row.wording_version, row.seq, row.changed_by) == ("in_force", 1, seq, "person")


@pytest.mark.parametrize("version", [0, 2, -1, 99])
def test_nobody_consents_to_a_wording_that_there_is_not(session: Database, version: int) -> None:
    alice = make.person()

    with pytest.raises(BasisNotAllowed):
        consent(alice, version=version)

    assert status_of(alice) is None


def test_a_second_consent_to_the_same_wording_is_the_first(session: Database) -> None:
    alice = make.person()

    assert consent(alice) == consent(alice)
    assert events_of(alice).count("consent.given") == 1


def test_stopping_a_consent_withdraws_it(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})

    stop(alice)

    assert (status_of(alice), events_of(alice)[-1]) == ("withdrawn", "consent.withdrawn")


@pytest.mark.parametrize("basis", ["contract", "legitimate_interests"])
def test_stopping_marketing_on_another_basis_objects_to_it(session: Database, basis: str) -> None:
    alice = make.person(bases={"e_marketing": basis})

    stop(alice)

    assert (status_of(alice), events_of(alice)[-1]) == ("objected", "purpose.objected")


@pytest.mark.parametrize("basis", ["contract", "legal_obligation", "vital_interests"])
def test_what_a_contract_or_a_law_needs_can_not_be_stopped(session: Database, basis: str) -> None:
    alice = make.person(bases={"sales_service": basis})

    with pytest.raises(CannotStop):
        stop(alice, "sales_service")

    assert status_of(alice, "sales_service") == "in_force"


@pytest.mark.parametrize("basis", ["public_task", "legitimate_interests"])
def test_what_rests_on_a_weighing_is_objected_to(session: Database, basis: str) -> None:
    alice = make.person(bases={"sales_service": basis})

    stop(alice, "sales_service")

    assert status_of(alice, "sales_service") == "objected"


def test_marketing_is_objected_to_even_when_nothing_is_recorded(session: Database) -> None:
    alice = make.person()

    stop(alice)

    assert status_of(alice) == "objected"


def test_another_purpose_without_a_record_has_nothing_to_stop(session: Database) -> None:
    alice = make.person()

    with pytest.raises(CannotStop):
        stop(alice, "sales_service")


def test_stopping_twice_is_stopping_once(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})

    assert stop(alice) == stop(alice)
    assert events_of(alice).count("consent.withdrawn") == 1


def test_stopping_all_marketing_marks_the_person_and_every_marketing_purpose(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})

    stop_all_marketing(alice, catalogue(), at=LATER)

    assert alice.marketing_objected_at == LATER
    assert (status_of(alice), status_of(alice, "sales_service")) == ("withdrawn", "in_force")
    assert events_of(alice)[-2:] == ["marketing.objected", "consent.withdrawn"]


def test_stopping_all_marketing_holds_for_somebody_with_nothing_recorded(session: Database) -> None:
    alice = make.person()

    stop_all_marketing(alice, catalogue(), at=LATER)

    assert alice.marketing_objected_at == LATER
    assert recorded_bases(alice.id) == []


def test_stopping_all_marketing_again_changes_nothing(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(alice, catalogue(), at=LATER)
    before = events_of(alice)

    stop_all_marketing(alice, catalogue(), at=LATER + timedelta(days=1))

    assert (events_of(alice), alice.marketing_objected_at) == (before, LATER)


def test_a_new_consent_lifts_the_stop_for_its_purpose_alone(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(alice, catalogue(), at=LATER)

    consent(alice)

    assert (status_of(alice), alice.marketing_objected_at) == ("in_force", LATER)


def test_stopping_all_marketing_after_a_new_consent_stops_it_again(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(alice, catalogue(), at=LATER)
    consent(alice)
    again = LATER + timedelta(days=2)

    stop_all_marketing(alice, catalogue(), at=again)

    assert (status_of(alice), alice.marketing_objected_at) == ("withdrawn", again)


def test_withdrawal_and_objection_stay_apart(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "legitimate_interests"})

    stop(alice)
    stop(alice, "sales_service")

    assert (status_of(alice), status_of(alice, "sales_service")) == ("withdrawn", "objected")
    assert alice.marketing_objected_at is None
