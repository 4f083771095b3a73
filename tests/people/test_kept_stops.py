"""Noes of erased people are kept under a hash, cover what they covered, and end with a new consent alone."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.people.kept_stops import (
    MARKETING,
    Stop,
    address_hash,
    keep_stops,
    kept_stops,
    lift_kept_stop,
    stop_for,
)
from portal.people.models import KeptStop, StopStatus
from tests.databases import only_sqlite
from tests.make import AT

Database = scoped_session[Session]
ALICE = "alice@example.se"
LATER = AT + timedelta(days=1)
SCOPES = st.dictionaries(
    st.sampled_from([MARKETING, "e_marketing", "events"]), st.sampled_from(["withdrawn", "objected", "lifted"])
)


def scopes_of_alice() -> dict[str, StopStatus]:
    return kept_stops([ALICE]).get(ALICE, {})


def test_what_is_kept_is_found_by_the_address_and_by_no_other(session: Database) -> None:
    keep_stops([Stop(ALICE, MARKETING, "objected"), Stop(ALICE, "e_marketing", "withdrawn")], at=AT)

    found = kept_stops([ALICE, "charlie@example.se", ""])

    assert found == {ALICE: {MARKETING: "objected", "e_marketing": "withdrawn"}}


def test_a_stop_that_is_kept_again_is_there_once_with_the_latest_status(session: Database) -> None:
    keep_stops([Stop(ALICE, "e_marketing", "withdrawn")], at=AT)

    keep_stops([Stop(ALICE, "e_marketing", "objected")], at=LATER)

    assert [(row.status, row.kept_at) for row in session.scalars(select(KeptStop))] == [("objected", LATER)]


@only_sqlite
def test_people_without_an_address_leave_nothing(session: Database) -> None:
    keep_stops([Stop("", MARKETING, "objected")], at=AT)

    assert session.scalars(select(KeptStop)).all() == []


@only_sqlite
def test_thousands_are_kept_and_found_at_once(session: Database) -> None:
    addresses = [f"person{number}@example.se" for number in range(1200)]

    keep_stops([Stop(address, MARKETING, "objected") for address in addresses], at=AT)

    assert kept_stops(addresses) == {address: {MARKETING: "objected"} for address in addresses}


@only_sqlite
def test_the_hash_tells_nothing_of_the_address_and_hangs_on_the_key(app: Flask, session: Database) -> None:
    first = address_hash(ALICE)

    app.config["PORTAL_SUPPRESSION_KEY"] = "another key that is thirty-two characters long"

    assert len(first) == 32
    assert b"alice" not in first
    assert address_hash(ALICE) != first


def test_a_consent_lifts_a_stop_of_all_marketing_for_its_purpose_alone(session: Database) -> None:
    keep_stops([Stop(ALICE, MARKETING, "objected")], at=AT)

    lift_kept_stop(ALICE, "e_marketing", at=LATER)

    scopes = scopes_of_alice()
    assert stop_for(scopes, "e_marketing", direct_marketing=True) is None
    assert stop_for(scopes, "events", direct_marketing=True) == "objected"


@only_sqlite
def test_a_consent_ends_the_stop_of_its_purpose(session: Database) -> None:
    keep_stops([Stop(ALICE, "e_marketing", "withdrawn"), Stop(ALICE, "events", "objected")], at=AT)

    lift_kept_stop(ALICE, "e_marketing", at=LATER)

    assert scopes_of_alice() == {"events": "objected"}


@only_sqlite
def test_a_consent_where_nothing_is_kept_leaves_nothing(session: Database) -> None:
    lift_kept_stop(ALICE, "e_marketing", at=LATER)

    assert session.scalars(select(KeptStop)).all() == []


@only_sqlite
def test_stopping_all_marketing_once_more_undoes_the_consent(session: Database) -> None:
    keep_stops([Stop(ALICE, MARKETING, "objected")], at=AT)
    lift_kept_stop(ALICE, "e_marketing", at=LATER)

    keep_stops([Stop(ALICE, MARKETING, "objected")], at=LATER + timedelta(days=1))

    assert scopes_of_alice() == {MARKETING: "objected"}


@pytest.mark.parametrize("status", ["withdrawn", "objected"])
def test_the_stop_of_a_purpose_covers_it_whether_it_is_marketing_or_not(status: StopStatus) -> None:
    covered = {stop_for({"sales_service": status}, "sales_service", direct_marketing=is_so) for is_so in (True, False)}

    assert covered == {status}


def test_a_stop_of_marketing_covers_no_other_use() -> None:
    assert stop_for({MARKETING: "objected"}, "sales_service", direct_marketing=False) is None


@given(scopes=SCOPES, purpose=st.sampled_from(["e_marketing", "events"]), marketing=st.booleans())
def test_a_purpose_is_stopped_by_its_own_no_or_by_that_to_all_marketing(
    scopes: dict[str, StopStatus], purpose: str, marketing: bool
) -> None:
    own = scopes.get(purpose)
    by_all = marketing and MARKETING in scopes and own is None

    stopped = stop_for(scopes, purpose, direct_marketing=marketing)

    assert (stopped is not None) == (own in {"withdrawn", "objected"} or by_all)
