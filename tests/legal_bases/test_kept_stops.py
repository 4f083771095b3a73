"""A no that is kept for an address speaks against every way of recording but the person's own and a documented lift."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session, scoped_session

from portal.bulk.actions import counted
from portal.bulk.terms import Terms
from portal.ledger.queries import entries_of
from portal.legal_bases.actions import lift_no, no_since, record_basis
from portal.legal_bases.choices import give_consent
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import EvidenceMissing, KeptNo, Standing, says_no
from portal.people.actions import change
from portal.people.kept_stops import MARKETING, Stop, keep_stops, kept_stops
from portal.people.queries import people_at
from tests import make
from tests.make import AT, BOB
from tests.web_forms.designing import answered, bases, confirmed, newsletter

Database = scoped_session[Session]
ALICE = "alice@example.se"
LATER = AT + timedelta(days=1)
SCOPES = pytest.mark.parametrize("scope", [MARKETING, "e_marketing"])


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what holds does not depend on the database."""
    return "sqlite"


def keep(session: Database, scope: str) -> None:
    """Keep that the owner of Alice's address said no before."""
    keep_stops([Stop(ALICE, scope, "objected")], at=AT)
    session.commit()


@SCOPES
def test_nothing_is_recorded_over_it(session: Database, scope: str) -> None:
    keep(session, scope)
    alice = make.person(bases={"sales_service": "contract"})

    with pytest.raises(KeptNo):
        record_basis(alice, make.record(), at=LATER, by=BOB, channel="api")

    assert bases(alice) == {"sales_service": "in_force"}


def test_a_stop_of_all_marketing_is_a_fact_about_the_person_from_the_start(session: Database) -> None:
    keep(session, MARKETING)

    alice = make.person(at=LATER)

    entry = entries_of(alice.ref)[-1]
    assert alice.marketing_objected_at == LATER
    assert (entry.event, entry.actor, alice.choices_seq) == ("marketing.stop_kept", "system", entry.seq)


def test_so_it_is_when_somebody_gets_the_address_later(session: Database) -> None:
    keep(session, MARKETING)
    alice = make.person(email="old@example.se")

    change(alice, {"email": ALICE}, at=LATER, by=BOB, channel="staff")
    change(alice, {"phone": "1"}, at=LATER, by=BOB, channel="staff")

    assert [entry.event for entry in entries_of(alice.ref)].count("marketing.stop_kept") == 1
    assert alice.marketing_objected_at == LATER


@SCOPES
def test_the_persons_own_consent_lifts_it(session: Database, scope: str) -> None:
    keep(session, scope)
    alice, known = make.person(), catalogue()

    give_consent(alice, known.purpose("e_marketing"), known, wording_version=1, at=LATER)

    assert bases(alice) == {"e_marketing": "in_force"}
    assert kept_stops([ALICE]).get(ALICE, {}).get("e_marketing") in {None, "lifted"}


@SCOPES
def test_staff_lift_it_with_evidence_from_after_it_alone(session: Database, scope: str) -> None:
    keep(session, scope)
    alice, record = make.person(), make.record(evidence="Signed on paper")
    day, told = AT.date(), {"zone": "UTC", "at": LATER + timedelta(days=1), "by": BOB}

    with pytest.raises(EvidenceMissing):
        lift_no(alice, record, dated=day - timedelta(days=1), **told)  # type: ignore[arg-type]
    lift_no(alice, record, dated=day + timedelta(days=1), **told)  # type: ignore[arg-type]

    assert bases(alice) == {"e_marketing": "in_force"}
    assert no_since(alice, record.purpose, None) in {None, alice.marketing_objected_at}


@SCOPES
def test_a_bulk_change_leaves_the_person_as_they_are(session: Database, scope: str) -> None:
    keep(session, scope)
    alice, charlie = make.person(), make.person(name="Charlie", email="charlie@example.se")
    known = catalogue()
    terms = Terms(known, known.purpose("e_marketing"), known.basis("consent"), known.source("user"), wording_version=1)

    outcomes = dict(counted([alice.id, charlie.id], terms))

    assert outcomes == {alice.id: "said_no", charlie.id: "change"}


@SCOPES
def test_a_web_form_waits_for_the_confirmation_and_then_holds(session: Database, scope: str) -> None:
    keep(session, scope)
    newsletter()

    answered()
    [alice] = people_at(ALICE)
    before = bases(alice)
    confirmed(at=LATER)

    assert (before, bases(alice)) == ({}, {"e_marketing": "in_force"})


def test_the_command_registers_the_person_and_says_what_it_left_out(
    app: Flask, session: Database, runner: FlaskCliRunner
) -> None:
    keep(session, MARKETING)
    told = ("--email", ALICE, "--name", "Alice", "--source", "phone")
    pairs = ("--basis", "e_marketing=consent", "--basis", "sales_service=contract")

    done = runner.invoke(args=["people", "add", *told, *pairs])

    assert done.exit_code == 0
    assert "e_marketing" in done.stderr and "sales_service" not in done.stderr
    assert bases(people_at(ALICE)[0]) == {"sales_service": "in_force"}


@pytest.mark.parametrize("status", [None, "ended", "expired"])
def test_a_kept_no_speaks_where_nothing_is_in_use(status: None) -> None:
    assert says_no(Standing(status, marketing_objected=False, direct_marketing=True, kept_stop=True))


@pytest.mark.parametrize("status", ["in_force", "awaiting"])
def test_what_is_in_use_was_agreed_to_since(status: None) -> None:
    assert not says_no(Standing(status, marketing_objected=False, direct_marketing=True, kept_stop=True))
