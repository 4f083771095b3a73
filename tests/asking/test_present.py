"""What decides about each of very many people is found with a handful of statements, and as it is stored."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session, scoped_session

from portal.asking.actions import outcome_of
from portal.asking.models import ConsentRound
from portal.asking.present import Candidate, candidates
from portal.asking.rules import Present, may_remind, outcome
from portal.customers.actions import record_sales
from portal.customers.rules import SaleFact
from portal.ledger.configuration import forget_version
from portal.legal_bases.actions import add_wording, end_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.legal_bases.rules import Standing, says_no
from portal.marketing.reasons import Reason
from portal.people.kept_stops import MARKETING, Stop, keep_stops, lift_kept_stop
from portal.people.models import Person
from portal.people.queries import person_by_id
from portal.preferences.actions import set_pause
from portal.settings.marketing import MarketingSettings
from tests import make
from tests.asking.rounds import prepared, run
from tests.databases import only_sqlite
from tests.make import AT
from tests.questions import noted

Database = scoped_session[Session]
LATER = AT + timedelta(days=10)
USUAL = MarketingSettings()
BY: dict[str, Any] = {"at": AT, "by": make.BOB, "channel": "staff"}
NOES = ("stop", "stop_all", "restrict", "refuse", "kept")


def somebody(name: str, **more: Any) -> Person:
    """Register somebody at an address of their own."""
    return make.person(**{"name": name, "email": f"{name.lower()}@example.se", **more})


def found(ids: Sequence[int], purpose: str = "e_marketing", **more: Any) -> list[Candidate]:
    """Return what matters of those people, later."""
    known = catalogue()
    terms: dict[str, Any] = {"at": LATER, "lock": False} | more
    return candidates(ids, known.purpose(purpose), known, terms.pop("settings", USUAL), **terms)


def present(person: Person, purpose: str = "e_marketing", **more: Any) -> Present:
    """Return what matters of one person."""
    [one] = found([person.id], purpose, **more)
    return one.present


def test_somebody_of_whom_nothing_is_recorded_can_be_asked(session: Database) -> None:
    alice = somebody("Alice", country="GB")

    [one] = found([alice.id, 999], lock=True)

    assert one.present == Present()
    assert (one.held.person_id, one.email, one.language, one.country) == (alice.id, "alice@example.se", "sv", "GB")


@only_sqlite
def test_what_is_recorded_and_marked_is_seen(session: Database) -> None:
    alice = somebody("Alice", bases={"e_marketing": "consent"})
    alice.restricted_at = alice.address_refused_at = alice.unconfirmed_since = AT
    session.commit()

    assert present(alice) == Present("bad_address", "bad_address", status="in_force", unconfirmed=True)


@only_sqlite
@pytest.mark.parametrize(
    ("mark", "reason"),
    [("restricted_at", "restricted"), ("address_refused_at", "bad_address"), ("marketing_objected_at", "objected")],
)
def test_each_mark_is_what_the_rule_calls_it(session: Database, mark: str, reason: Reason) -> None:
    alice = somebody("Alice")
    setattr(alice, mark, AT)
    session.commit()

    assert (present(alice).reason, present(alice).address_reason) == (reason, reason)


@only_sqlite
def test_somebody_who_wants_no_marketing_for_now_is_not_asked_before_that_day(session: Database) -> None:
    alice, dora = somebody("Alice"), somebody("Dora")
    set_pause(alice, LATER.date() + timedelta(days=1), at=AT)
    set_pause(dora, LATER.date(), at=AT)
    session.commit()

    [first, second] = found([alice.id, dora.id])

    assert (outcome_of(first), outcome_of(second)) == ("paused", "ask")
    assert not present(alice, "sales_service").paused


@only_sqlite
def test_a_sale_that_is_enough_stands_in_nobody_s_way(session: Database) -> None:
    alice = somebody("Alice")
    record_sales(alice, [SaleFact(AT.date(), "Skor", way_out_offered=True)], source=catalogue().source("phone"), **BY)
    session.commit()
    used = MarketingSettings(soft_opt_in_purposes=("e_marketing",), soft_opt_in_goods=("skor",))

    [one] = found([alice.id], settings=used)

    assert one.present.reason == "existing_customer"
    assert outcome_of(one) == "ask"
    assert present(alice).reason == "no_basis"


@only_sqlite
def test_a_consent_given_after_stopping_all_marketing_is_a_consent(session: Database) -> None:
    alice, known = somebody("Alice"), catalogue()
    stop_all_marketing(alice, known, at=AT)
    give_consent(alice, known.purpose("e_marketing"), known, wording_version=1, at=AT)
    session.commit()

    [one] = found([alice.id])

    assert (one.present.stopped_all, outcome_of(one)) == (True, "consented")


@only_sqlite
def test_a_consent_to_words_that_no_longer_count_can_be_asked_for_anew(session: Database) -> None:
    alice = somebody("Alice", bases={"e_marketing": "consent"})
    texts = {"text": {"sv": "Nytt", "en": "New"}}
    add_wording(catalogue().purpose("e_marketing"), texts, 2, ask_again=True, at=AT, by=make.BOB)
    session.commit()
    forget_version()

    [one] = found([alice.id])

    assert one.present.reason == "ask_again"
    assert outcome_of(one) == "ask"


@only_sqlite
@pytest.mark.parametrize(
    ("purpose", "others", "reason"),
    [
        ("e_marketing", {}, "basis_not_allowed"),
        ("e_marketing", {"e_marketing": ("legitimate_interests",)}, "other_basis"),
        ("e_marketing", {"e_marketing": ("contract",)}, "basis_not_allowed"),
        ("sales_service", {}, "other_basis"),
    ],
)
def test_another_basis_is_enough_for_what_is_no_marketing_or_where_it_is_set(
    session: Database, purpose: str, others: dict[str, tuple[str, ...]], reason: Reason
) -> None:
    alice = somebody("Alice", bases={purpose: "legitimate_interests"})

    assert present(alice, purpose, settings=MarketingSettings(other_bases=others)).reason == reason


@only_sqlite
def test_a_no_of_somebody_with_the_same_address_counts_for_all_but_themselves(session: Database) -> None:
    alice = somebody("Alice", bases={"e_marketing": "consent"})
    dora = somebody("Dora", email="ALICE@example.se")
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)
    session.commit()

    [hers, shared] = found([alice.id, dora.id])

    assert (outcome_of(hers), outcome_of(shared)) == ("withdrawn", "shared_no")
    assert present(dora, "sales_service") == Present()


@only_sqlite
@pytest.mark.parametrize(
    ("mark", "what"),
    [("restricted_at", "shared_no"), ("address_refused_at", "address_refused"), ("unconfirmed_since", "ask")],
)
def test_what_marks_somebody_with_the_same_address_counts_as_far_as_the_address_goes(
    session: Database, mark: str, what: str
) -> None:
    alice, dora = somebody("Alice"), somebody("Dora", email="alice@example.se")
    setattr(alice, mark, AT)
    session.commit()

    [one] = found([dora.id])

    assert outcome_of(one) == what


@only_sqlite
def test_a_stop_of_all_marketing_at_the_address_counts_for_marketing_alone(session: Database) -> None:
    alice, dora = somebody("Alice"), somebody("Dora", email="alice@example.se")
    stop_all_marketing(alice, catalogue(), at=AT)
    session.commit()

    assert present(dora).address_reason == "objected"
    assert not present(dora).is_kept
    assert present(dora, "sales_service").address_reason == "no_basis"


@only_sqlite
def test_people_without_an_address_share_none(session: Database) -> None:
    alice, dora = somebody("Alice", email=""), somebody("Dora", email="")
    stop_all_marketing(alice, catalogue(), at=AT)
    session.commit()

    assert present(dora) == Present("bad_address", "bad_address", is_kept=True, has_address=False)


def test_a_no_kept_of_somebody_erased_counts_until_it_is_lifted(session: Database) -> None:
    alice = somebody("Alice")
    keep_stops([Stop("alice@example.se", MARKETING, "objected")], at=AT)
    before, service = present(alice), present(alice, "sales_service")

    lift_kept_stop("alice@example.se", "e_marketing", at=AT)

    assert (before.address_reason, before.is_kept, service) == ("objected", True, Present())
    assert outcome(before) == "objected"
    assert present(alice) == Present()


@only_sqlite
def test_a_question_counts_as_long_as_is_set_and_for_its_purpose_alone(app: Flask, session: Database) -> None:
    alice = somebody("Alice")
    round_id = prepared()
    run(app, round_id)

    assert present(alice).asked_lately
    assert not present(alice, "sales_service").asked_lately
    assert not present(alice, of_round=round_id).asked_lately
    assert not present(alice, settings=MarketingSettings(asked_again_days=9)).asked_lately


@only_sqlite
def test_somebody_counted_and_never_asked_was_not_asked(session: Database) -> None:
    alice = somebody("Alice")
    prepared()

    assert not present(alice).asked_lately
    assert session.query(ConsentRound).count() == 1


@only_sqlite
def test_however_many_they_are_the_statements_are_as_many(app: Flask, session: Database) -> None:
    ids = [somebody(f"P{number}", bases={"e_marketing": "consent"}).id for number in range(6)]
    found([])  # what is set is read once

    with noted(app) as few:
        found(ids[:1])
    with noted(app) as many:
        found(ids)

    assert len(many) == len(few)
    assert found([]) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(st.sampled_from(["consent", "end", *NOES]), max_size=5),
    others=st.lists(st.sampled_from(["consent", "stop", "stop_all"]), max_size=2),
)
@only_sqlite
def test_whatever_somebody_and_their_namesake_did_no_no_is_ever_asked(
    session: Database, deeds: list[str], others: list[str]
) -> None:
    session.execute(delete(Person))
    lift_kept_stop("alice@example.se", "e_marketing", at=AT)
    session.commit()
    alice, dora = somebody("Alice"), somebody("Dora", email="alice@example.se")
    for deed in deeds:
        do(alice, deed)
    for deed in others:
        do(dora, deed)
    session.commit()

    [one] = found([alice.id])

    person = person_by_id(alice.id)
    if refuses(alice) or refuses(dora) or person.restricted_at or person.address_refused_at:
        assert outcome_of(one) != "ask"
        assert not may_remind(one.present)


def refuses(person: Person) -> bool:
    """Tell whether the person says no, by what is stored."""
    row = recorded_basis(person.id, catalogue().purpose("e_marketing").id)
    stopped = person_by_id(person.id).marketing_objected_at is not None
    return says_no(Standing(row.status if row else None, stopped, direct_marketing=True))


def do(person: Person, deed: str) -> None:
    """Let it happen to the person."""
    known = catalogue()
    purpose = known.purpose("e_marketing")
    if deed == "consent":
        give_consent(person, purpose, known, wording_version=1, at=AT)
    elif deed == "end":
        end_basis(person, purpose, at=AT, by=make.BOB, channel="staff")
    elif deed == "stop":
        stop_purpose(person, purpose, known, at=AT)
    elif deed == "stop_all":
        stop_all_marketing(person, known, at=AT)
    elif deed == "restrict":
        person.restricted_at = AT
    elif deed == "refuse":
        person.address_refused_at = AT
    elif deed == "kept":
        keep_stops([Stop("alice@example.se", "e_marketing", "withdrawn")], at=AT)
